/// How an answer is generated. What is `nil` is left to the model.
public struct GenerationOptions: Sendable, Equatable {
    /// How the next token is chosen.
    public var samplingMode: SamplingMode?
    /// Above 0: the higher, the more even the chances of the tokens.
    public var temperature: Double?
    /// The most tokens that one answer may have; it is cut there.
    public var maximumResponseTokens: Int?
    /// Whether tools may, must or must not be called.
    public var toolCallingMode: ToolCallingMode?

    public init(
        samplingMode: SamplingMode? = nil, temperature: Double? = nil, maximumResponseTokens: Int? = nil,
        toolCallingMode: ToolCallingMode? = nil
    ) {
        self.samplingMode = samplingMode
        self.temperature = temperature
        self.maximumResponseTokens = maximumResponseTokens
        self.toolCallingMode = toolCallingMode
    }

    /// Of OS 26; use ``init(samplingMode:temperature:maximumResponseTokens:toolCallingMode:)``.
    @_disfavoredOverload
    public init(sampling: SamplingMode?, temperature: Double? = nil, maximumResponseTokens: Int? = nil) {
        self.init(
            samplingMode: sampling, temperature: temperature, maximumResponseTokens: maximumResponseTokens,
            toolCallingMode: nil)
    }

    /// Of OS 26; use ``samplingMode``.
    public var sampling: SamplingMode? {
        get { samplingMode }
        set { samplingMode = newValue }
    }
}
