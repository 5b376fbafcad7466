public import KapellCore

/// What one attempt is told.
public struct PolicyAttempt: Sendable {
    public var target: PolicyTarget
    /// The request; of a continuation with the text so far.
    public var request: ModelRequest
    /// Which attempt of the request it is, on all targets, counted from 1.
    public var number: Int
    public var kind: AttemptRecord.Kind
    /// Time until it is stopped; its own limits should not be longer. `nil` for no limit.
    public var timeLeft: Duration?
}
