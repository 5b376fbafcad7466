public import KapellCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What a session may spend, and what it does where Apple's framework leaves no choice.
///
/// ```swift
/// session.policy.budget = Budget(attempts: 3, tokens: 50_000, duration: .seconds(60))
/// session.policy.toolApproval = { request in
///     request.call.toolName == "transfer" ? .deny(reason: "Ask the owner first.") : .run
/// }
/// ```
///
/// A request takes the policy that is set when it begins.
public struct SessionPolicy: Sendable {
    /// What becomes of a request whose tool fails.
    public enum ToolFailure: Sendable, Hashable {
        /// It ends with ``LanguageModelSession/ToolCallError``, as in Apple's framework.
        case endRequest
        /// The model is told, and goes on.
        case report
    }

    /// `attempts` is how often a typed answer may be produced; `tokens` is for the life of the session, prompts
    /// included; `duration` is for each request, tools included.
    public var budget = Budget(attempts: 3)
    /// How often the model may call tools before it must have answered.
    public var maximumToolRounds = 32
    /// How long one call of a tool may take; `nil` for no limit.
    public var toolTimeout: Duration? = .seconds(60)
    /// How often one call may be made, with the same key each time, when it fails in a way that another try may mend.
    /// Only calls of an ``EffectfulTool`` are made again that are pure or idempotent, or that have not happened as
    /// `reconcile` says.
    public var toolAttempts = 1
    /// How long a call that was cancelled, or took too long, may go on before it is looked into or undone. Calls that
    /// heed their cancellation end sooner. Only those of an ``EffectfulTool`` are waited for.
    public var cancellationGrace: Duration = .seconds(1)
    /// How long one `reconcile` or `undo` may take; `nil` for no limit. They are not cancelled with the request, so a
    /// request that was cancelled ends after that time at the latest, for each call that must be looked after.
    public var settlementTimeout: Duration? = .seconds(30)
    /// Bytes of UTF-8 of a tool's result that the model is shown; the rest is cut, with a mark that says how much.
    public var toolOutputLimit = 64 * 1024
    /// Bytes of images and files in a tool's result that the model is shown. One that is too much is left out, with a
    /// sentence that says so.
    public var toolAttachmentLimit = 5 * 1024 * 1024
    /// How often in one request the model may call a tool wrongly before the request ends with an error.
    public var maximumInvalidCalls = 5
    public var toolFailure = ToolFailure.endRequest
    /// Asked before each call, one after the other; `nil` for no question. What it throws ends the request.
    public var toolApproval: (@Sendable (ToolApprovalRequest) async throws -> ToolDecision)?
    /// How much of the history a model is shown; `nil` for all of it.
    public var window: TranscriptWindow?
    /// Given what `logFeedbackAttachment` returns, to be kept; `nil` keeps nothing.
    public var feedbackLog: (@Sendable (Data) -> Void)?
    /// Measures ``toolTimeout``, ``cancellationGrace``, ``settlementTimeout`` and the duration of the budget.
    public var clock: any Clock<Duration> = ContinuousClock()

    public init() {}
}
