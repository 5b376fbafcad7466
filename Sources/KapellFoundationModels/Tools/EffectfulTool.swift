public import KapellCore

/// A tool that says what it does to the world, so that a call can be repeated, looked into or taken back rightly.
///
/// ```swift
/// struct Transfer: EffectfulTool {
///     var effect: ToolEffect<Arguments, String> {
///         .once { arguments, key in try await bank.transfer(withKey: key).map { .done("\($0)") } ?? .notDone }
///     }
///
///     func call(arguments: Arguments, context: ToolCallContext) async throws -> String {
///         try await bank.transfer(arguments.amount, key: context.idempotencyKey)
///     }
/// }
/// ```
///
/// A plain ``Tool`` counts as one whose effect may happen only once and of which nobody knows whether it has: a call that
/// has begun and failed is in ``LanguageModelSession/unsettledCalls``.
public protocol EffectfulTool<Arguments, Output>: Tool {
    associatedtype Output
    associatedtype Arguments

    /// What a call does to the world.
    var effect: ToolEffect<Arguments, Output> { get }

    /// Does what the tool does, with the key of the call.
    @concurrent func call(arguments: Arguments, context: ToolCallContext) async throws -> Output
}

extension EffectfulTool {
    /// A call from outside of a session, with a key of its own.
    @concurrent public func call(arguments: Arguments) async throws -> Output {
        try await call(arguments: arguments, context: ToolCallContext(callID: EntryID.make(), key: EntryID.make()))
    }
}

/// What a call of a tool does to the world.
public enum ToolEffect<Arguments, Output>: Sendable {
    /// Nothing: it may be repeated at will.
    case pure
    /// Something, but only once for one key: it may be repeated with the same key.
    case idempotent
    /// Something that must happen once. `reconcile` finds out what became of the call of that key; a session asks it
    /// of a call that took too long, was cancelled or threw, before anybody is told and before it is made again.
    case once(reconcile: @Sendable (Arguments, String) async throws -> ToolReconciliation<Output>)
    /// Something that `undo` takes back; of a call that did nothing, it takes nothing back. A session calls it once, of
    /// a call that failed and of calls of a request that is taken back. Neither closure is cancelled with the request.
    case compensable(undo: @Sendable (Arguments, String) async throws -> Void)
}

/// What became of a call of which nobody knew.
public typealias ToolReconciliation = Reconciliation

/// What a call knows of itself.
public struct ToolCallContext: Sendable, Hashable {
    /// The id of the call in the transcript.
    public let callID: String
    /// The same for each repetition of this call, and for no other call: also after the transcript was kept and read
    /// again.
    public let idempotencyKey: String

    package init(callID: String, key: String) {
        self.callID = callID
        idempotencyKey = key
    }
}
