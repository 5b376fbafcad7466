public import KapellCore

/// One step of a session's answer, as it happens. Snapshots are made from these.
///
/// ```swift
/// for try await event in session.streamResponse(to: question).events {
///     switch event {
///     case .text(let piece): print(piece, terminator: "")
///     case .toolCall(let call): log("calls \(call.toolName)")
///     default: break
///     }
/// }
/// ```
public enum ResponseEvent: Sendable {
    /// A piece of the answer's text: append it.
    case text(String)
    /// The whole text of this step so far: what came before is replaced.
    case textReplaced(String)
    /// A piece of what the model thinks.
    case reasoning(String)
    /// A piece of the arguments of a call, which is not whole yet.
    case toolArguments(callID: String, toolName: String, fragment: String)
    /// A call is whole, and about to be made. Text that follows is a new answer.
    case toolCall(Transcript.ToolCall)
    /// A call has ended. Results come as calls end; their entries come in the order of the calls.
    case toolResult(Transcript.ToolOutput, ToolOutcome)
    /// Tokens of the request so far, in all its steps.
    case usage(LanguageModelSession.Usage)
    /// An entry was added to the transcript.
    case entry(Transcript.Entry)
    /// The answer so far was not of the form that was asked for, and is replaced by another try.
    case retry(reason: String)
    /// The answer is whole. The last event.
    case finish(FinishReason)
}
