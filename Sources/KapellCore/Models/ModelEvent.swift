/// One step of an answer as it is written.
public enum ModelEvent: Sendable, Hashable {
    /// A piece of the answer's text: append it. It never cuts a character in two.
    case text(String)
    /// A piece of the model's reasoning, which is not part of the answer.
    case reasoning(String)
    /// The provider's proof, to be given back unchanged. Without `toolCall` it ends the block of reasoning that is open,
    /// or stands for one that is kept secret; with it, it goes with the call of that index.
    case signature(String, toolCall: Int? = nil)
    /// A piece of a tool call's arguments. `id` and `name` come with the call's first piece.
    case toolArguments(index: Int, id: String?, name: String?, fragment: String)
    /// Tokens so far: replaces what was reported before.
    case usage(ModelUsage)
    /// The last event.
    case finished(FinishReason)
}

extension ModelEvent {
    /// Bytes of text, thoughts or arguments in it.
    package var writtenBytes: Int {
        switch self {
        case .text(let piece), .reasoning(let piece), .toolArguments(_, _, _, let piece): piece.utf8.count
        case .signature, .usage, .finished: 0
        }
    }
}

/// Why a model stopped.
public enum FinishReason: String, Sendable, Hashable {
    /// It ended its turn, or wrote a stop text.
    case stop
    /// It reached the limit on tokens, or the end of its window.
    case length
    /// It calls tools.
    case toolCalls
    /// A guard stopped it.
    case contentFilter
}
