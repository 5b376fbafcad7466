public import KapellCore

/// What an effect does to the world, so that a gap in the journal is treated rightly.
///
/// A gap is an effect whose intent is written and whose result is not: the process died, or the effect threw.
public enum WorkflowEffect<Value: WorkflowValue>: Sendable {
    /// Nothing: a time, a random number, a question to a model. No intent is written; after a gap it is made again.
    case pure
    /// Something, but only once for one key: after a gap it is made again with the same key.
    case idempotent
    /// Something that must happen once. After a gap `reconcile` is asked what became of it; without one, or where it
    /// does not know, a person is.
    case once(reconcile: (@Sendable (_ key: String) async throws -> Reconciliation<Value>)? = nil)
    /// Something that `undo` takes back; of an effect that did nothing, it takes nothing back. After a gap it is taken
    /// back, and then made again.
    case compensable(undo: @Sendable (_ key: String) async throws -> Void)

    var isPure: Bool {
        if case .pure = self { return true }
        return false
    }

    var name: String {
        switch self {
        case .pure: "pure"
        case .idempotent: "idempotent"
        case .once: "once"
        case .compensable: "compensable"
        }
    }
}

/// Thrown by an effect that certainly has not happened, such as one that a service refused. It is not in doubt then.
public struct EffectNotDone: Error {
    /// Why; this is what the node gets.
    public let reason: any Error

    public init(_ reason: any Error) { self.reason = reason }
}
