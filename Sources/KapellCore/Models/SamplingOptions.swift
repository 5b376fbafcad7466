/// How the next token is chosen.
public struct SamplingOptions: Sendable, Hashable {
    /// 0 takes the most likely token each time (greedy).
    public var temperature: Double
    /// Keep only the smallest set of tokens whose probabilities add up to this; 1 keeps all.
    public var topP: Double
    /// Keep only this many of the most likely tokens; 0 keeps all.
    public var topK: Int
    /// Same seed, same prompt, same model: same text. `nil` draws a seed.
    public var seed: UInt64?
    /// Whether the values above are only for models that have no defaults of their own: a provider that has is sent
    /// nothing about sampling.
    public var prefersModelDefaults = false

    public init(temperature: Double = 0, topP: Double = 1, topK: Int = 0, seed: UInt64? = nil) {
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.seed = seed
    }

    /// The most likely token each time.
    public static let greedy = SamplingOptions()

    /// What the model takes by itself; greedy where it has no defaults.
    public static let modelDefault: SamplingOptions = {
        var options = SamplingOptions()
        options.prefersModelDefaults = true
        return options
    }()
}
