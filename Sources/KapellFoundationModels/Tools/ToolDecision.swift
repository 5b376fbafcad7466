/// A call that a model wants to make, before it is made.
public struct ToolApprovalRequest: Sendable {
    public let call: Transcript.ToolCall
    public let tool: any Tool
    /// The key of an ``EffectfulTool``'s call.
    public let idempotencyKey: String
}

/// What becomes of a call that a model wants to make.
public enum ToolDecision: Sendable {
    /// It is made.
    case run
    /// It is made with other arguments, which are checked like the model's.
    case runWith(GeneratedContent)
    /// It is not made; the model is told why.
    case deny(reason: String)
    /// It is not made; the model is given this in its place.
    case replace(String)
}

/// How a call ended.
public enum ToolOutcome: String, Sendable, Hashable {
    /// It was made.
    case called
    /// Its arguments were not valid, or there is no such tool; the model was told.
    case invalid
    /// It was denied.
    case denied
    /// Its result was put in place by the session's owner.
    case replaced
    /// The tool failed, and the model was told.
    case failed
    /// The request ended before the call did.
    case cancelled
}
