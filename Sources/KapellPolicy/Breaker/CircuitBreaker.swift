import Synchronization

/// Leaves a target alone that keeps failing.
///
/// Each call asks for a pass first and reports its result with it: ``succeed(_:)``, ``fail(_:)``, or ``release(_:)``
/// where it says nothing about the target. After a cool-down one call at a time probes the target. A result that comes
/// after the state has changed does not count. It may be shared by any number of tasks.
public final class CircuitBreaker: Sendable {
    public let settings: Settings
    private let clock: PolicyClock
    private let condition: Mutex<Condition>

    fileprivate struct Condition {
        var state = State.closed
        /// Grows with each change of state.
        var generation = 0
        var consecutive = 0
        var window: CallWindow
        var rested = Duration.zero
        var isProbing = false
        var opened = 0
        var refused = 0
    }

    public init(_ settings: Settings = Settings(), clock: PolicyClock = .continuous) {
        self.settings = settings
        self.clock = clock
        condition = Mutex(Condition(window: CallWindow(settings.window)))
    }

    /// The right to make one call, or `nil` while the target is left alone.
    public func admit() -> Pass? {
        let now = clock.now
        return condition.withLock { condition in
            if condition.state == .open, now >= condition.rested { condition.change(to: .halfOpen) }
            switch condition.state {
            case .closed: return Pass(generation: condition.generation, isProbe: false)
            case .halfOpen where !condition.isProbing:
                condition.isProbing = true
                return Pass(generation: condition.generation, isProbe: true)
            case .open, .halfOpen:
                condition.refused &+= 1
                return nil
            }
        }
    }

    /// The call has begun well but has not ended: a probe closes the circuit by that. Its end is reported with the
    /// returned pass.
    public func confirm(_ pass: Pass) -> Pass {
        guard pass.isProbe else { return pass }
        return condition.withLock { condition in
            guard condition.generation == pass.generation else { return pass }
            condition.change(to: .closed)
            return Pass(generation: condition.generation, isProbe: false)
        }
    }

    public func succeed(_ pass: Pass) {
        let now = clock.now
        condition.withLock { condition in
            guard condition.generation == pass.generation else { return }
            if pass.isProbe { condition.change(to: .closed) }
            condition.consecutive = 0
            condition.window.add(isFailure: false, at: now)
        }
    }

    public func fail(_ pass: Pass) {
        let now = clock.now
        condition.withLock { condition in
            guard condition.generation == pass.generation else { return }
            condition.consecutive += 1
            condition.window.add(isFailure: true, at: now)
            guard pass.isProbe || opens(condition, at: now) else { return }
            condition.change(to: .open)
            condition.rested = now + settings.coolDown
            condition.opened &+= 1
        }
    }

    /// The call's result says nothing about the target.
    public func release(_ pass: Pass) {
        guard pass.isProbe else { return }
        condition.withLock { condition in
            if condition.generation == pass.generation { condition.isProbing = false }
        }
    }

    /// How it stands now.
    public var snapshot: Snapshot {
        let now = clock.now
        return condition.withLock { condition in
            let counts = condition.window.counts(at: now)
            return Snapshot(
                state: condition.state, consecutiveFailures: condition.consecutive, calls: counts.calls,
                failures: counts.failures, opened: condition.opened, refused: condition.refused,
                rest: condition.state == .open ? (condition.rested - now).clampedToZero : nil)
        }
    }

    private func opens(_ condition: Condition, at now: Duration) -> Bool {
        if let limit = settings.consecutiveFailures, condition.consecutive >= limit { return true }
        guard let share = settings.failureShare else { return false }
        let counts = condition.window.counts(at: now)
        return counts.calls >= settings.minimumCalls && Double(counts.failures) >= share * Double(counts.calls)
    }
}

extension CircuitBreaker.Condition {
    fileprivate mutating func change(to state: CircuitBreaker.State) {
        self.state = state
        generation += 1
        isProbing = false
        guard state == .closed else { return }
        consecutive = 0
        window.clear()
    }
}
