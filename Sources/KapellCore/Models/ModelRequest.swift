/// What a model is asked.
public struct ModelRequest: Sendable, Hashable {
    public var messages: [ModelMessage]
    public var sampling: SamplingOptions
    /// The most tokens that may be written; `nil` leaves it to the window.
    public var maximumResponseTokens: Int?
    /// Texts that end the answer; none of them is part of it.
    public var stop: [String]

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
