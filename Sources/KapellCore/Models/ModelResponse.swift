/// A whole answer, folded from its events.
public struct ModelResponse: Sendable, Hashable {
    public var text = ""
    public var reasoning = ""
    public var usage = ModelUsage()
    /// `nil` while the answer is still being written.
    public var finishReason: FinishReason?

    public init() {}

    /// Takes one more event in.
    public mutating func apply(_ event: ModelEvent) {
        switch event {
        case .text(let piece): text += piece
        case .reasoning(let piece): reasoning += piece
        case .toolArguments: break
        case .usage(let total): usage = total
        case .finished(let reason): finishReason = reason
        }
    }
}
