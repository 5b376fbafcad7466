public import KapellJSON

/// What a model is asked.
public struct ModelRequest: Sendable, Hashable {
    public var messages: [ModelMessage]
    public var sampling: SamplingOptions
    /// The most tokens that may be written; `nil` leaves it to the window.
    public var maximumResponseTokens: Int?
    /// Texts that end the answer; none of them is part of it.
    public var stop: [String]
    /// Tools that the model may call, in the order in which it sees them.
    public var tools: [ModelTool] = []
    /// Only looked at where there are tools.
    public var toolChoice = ModelToolChoice.auto
    /// Whether several tools may be called in one answer; `nil` leaves it to the model.
    public var allowsParallelToolCalls: Bool?
    /// The form of the answer, for backends with ``ModelFeatures/responseSchema``.
    public var responseSchema: ModelResponseSchema?
    /// How much the model should think; `nil` leaves it to the model.
    public var reasoning: ReasoningLevel?
    /// Fields of the provider's own, put into its request as they are.
    public var extras: JSONObject = [:]

    public init(
        messages: [ModelMessage], sampling: SamplingOptions = .init(), maximumResponseTokens: Int? = nil,
        stop: [String] = []
    ) {
        self.messages = messages
        self.sampling = sampling
        self.maximumResponseTokens = maximumResponseTokens
        self.stop = stop
    }
}
