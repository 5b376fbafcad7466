public import KapellCore
import Synchronization

/// An answer that has begun, on the target that gives it.
///
/// Whoever reads the answer says how it ended: ``finish(usage:)``, ``fail(_:usage:)`` or ``cancel(usage:)``. The first
/// of them counts; it writes the attempt's record and tells the target's breaker. An exchange that is dropped without
/// any was cancelled.
public final class PolicyExchange<Answer: Sendable>: Sendable {
    public let answer: Answer
    public let target: PolicyTarget
    /// The target's place in the order.
    public let place: Int

    private let pass: CircuitBreaker.Pass?
    private let clock: PolicyClock
    private let began: Duration
    private let report: @Sendable (AttemptRecord) -> Void
    private let state: Mutex<State>

    private struct State {
        var record: AttemptRecord
        var isOver = false
    }

    init(
        _ answer: Answer, target: PolicyTarget, place: Int, pass: CircuitBreaker.Pass?, record: AttemptRecord,
        began: Duration, clock: PolicyClock, report: @escaping @Sendable (AttemptRecord) -> Void
    ) {
        self.answer = answer
        self.target = target
        self.place = place
        self.pass = pass
        self.clock = clock
        self.began = began
        self.report = report
        state = Mutex(State(record: record))
    }

    deinit { cancel() }

    /// Keeps what was reported so far, for the case that nobody says how the answer ended.
    public func note(_ usage: ModelUsage) { state.withLock { $0.record.usage = usage } }

    /// Keeps how many bytes the model has written, see ``AttemptRecord/estimatedOutputTokens``.
    public func note(writtenBytes: Int) { state.withLock { $0.record.writtenBytes = writtenBytes } }

    /// The answer is whole.
    public func finish(usage: ModelUsage? = nil) {
        guard end(.succeeded, nil, usage), let pass else { return }
        target.breaker?.succeed(pass)
    }

    /// The answer was cut.
    public func fail(_ error: KapellError, usage: ModelUsage? = nil) {
        guard end(.cut, error.code, usage), let pass else { return }
        target.breaker?.take(error, with: pass)
    }

    /// The caller has gone.
    public func cancel(usage: ModelUsage? = nil) {
        guard end(.cancelled, .cancelled, usage), let pass else { return }
        target.breaker?.release(pass)
    }

    /// What was reported so far.
    public var usage: ModelUsage? { state.withLock { $0.record.usage } }

    private func end(
        _ outcome: AttemptRecord.Outcome, _ code: KapellError.Code?, _ usage: ModelUsage?
    ) -> Bool {
        let duration = clock.now - began
        let record = state.withLock { state -> AttemptRecord? in
            guard !state.isOver else { return nil }
            state.isOver = true
            state.record.outcome = outcome
            state.record.code = code
            state.record.duration = duration
            state.record.mayBeBilled = true
            if let usage { state.record.usage = usage }
            return state.record
        }
        guard let record else { return false }
        report(record)
        return true
    }
}
