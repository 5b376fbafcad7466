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
    /// How much less likely a token becomes each time that it was written, -2 to 2.
    public var frequencyPenalty: Double = 0
    /// How much less likely a token becomes once it was written, -2 to 2.
    public var presencePenalty: Double = 0
    /// The values that are only for models without defaults of their own: a provider that has defaults is not sent them.
    public var leftToModel: Fields = []

    /// Values of ``SamplingOptions`` that a request may leave to the model.
    public struct Fields: OptionSet, Sendable, Hashable {
        public let rawValue: Int

        public init(rawValue: Int) { self.rawValue = rawValue }

        public static let temperature = Fields(rawValue: 1)
        public static let topP = Fields(rawValue: 2)
        public static let topK = Fields(rawValue: 4)
        public static let all: Fields = [.temperature, .topP, .topK]
    }

    /// Whether all of ``leftToModel`` is: a provider that has defaults is sent nothing about sampling.
    public var prefersModelDefaults: Bool {
        get { leftToModel == .all }
        set { leftToModel = newValue ? .all : [] }
    }

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
