public import KapellCore

/// What is known of an answer: so far while it is read, at last once it has ended.
public struct ProviderOutcome: Sendable {
    /// The tokens that the provider has reported; `nil` where it has not, or not yet.
    public var usage: ModelUsage?
    public var finishReason: FinishReason?
    /// The name under which the provider keeps the answer, where it does; see ``Dialect/answerID(of:)``.
    public internal(set) var answerID: String?
    /// Bytes of text, reasoning and arguments that the model wrote: what an estimate of the tokens of a cut answer is
    /// made of.
    public var writtenBytes = 0
    /// Thoughts, calls and their proofs without the text, where a client that passes through may drop what the provider
    /// wants back; see ``ProviderModel/forward(_:within:)``.
    public internal(set) var state: ModelResponse?
    /// Why it did not come to its end.
    public var failure: ProviderFailure?
    /// Whether nothing more will come.
    public var hasEnded = false

    /// Whether it came to its end.
    public var isWhole: Bool { hasEnded && failure == nil && finishReason != nil }

    mutating func note(_ event: ModelEvent) {
        if state != nil { keep(event) }
        writtenBytes = writtenBytes.clampedAdding(event.writtenBytes)
        switch event {
        case .text, .reasoning, .toolArguments, .signature: return
        case .usage(let total): usage = total
        case .finished(let reason): finishReason = reason
        }
    }
}

extension ProviderOutcome {
    private mutating func keep(_ event: ModelEvent) {
        switch event {
        case .reasoning, .signature, .toolArguments: state?.apply(event)
        case .text, .usage, .finished: return
        }
    }
}

extension ModelEvent {
    /// Whether it is a piece of the answer, or its end; usage alone is not.
    var isPiece: Bool {
        if case .usage = self { return false }
        return true
    }
}
