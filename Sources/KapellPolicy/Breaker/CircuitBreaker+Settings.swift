extension CircuitBreaker {
    /// When a target is left alone, and for how long.
    public struct Settings: Sendable, Hashable {
        /// So many failures in a row open the circuit; `nil` for no such rule.
        public var consecutiveFailures: Int?
        /// So large a share of failures within ``window`` opens it, from 0 to 1; `nil` for no such rule.
        public var failureShare: Double?
        /// How many calls ``window`` must hold before their share counts.
        public var minimumCalls: Int
        /// How far back calls count.
        public var window: Duration
        /// How long the target is left alone before one call probes it.
        public var coolDown: Duration

        public init(
            consecutiveFailures: Int? = 5, failureShare: Double? = nil, minimumCalls: Int = 20,
            window: Duration = .seconds(60), coolDown: Duration = .seconds(30)
        ) {
            self.consecutiveFailures = consecutiveFailures.map { max(1, $0) }
            self.failureShare = failureShare.map { min(1, max(0, $0)) }
            self.minimumCalls = max(1, minimumCalls)
            self.window = max(window, .milliseconds(10))
            self.coolDown = coolDown.clampedToZero
        }
    }

    public enum State: String, Sendable, Hashable {
        /// Calls go through.
        case closed
        /// Calls are refused.
        case open
        /// One call probes whether the target is well again; the others are refused.
        case halfOpen
    }

    /// What a breaker looks like, for metrics.
    public struct Snapshot: Sendable, Hashable {
        public var state: State
        /// Failures in a row up to now.
        public var consecutiveFailures: Int
        /// Calls and failures within the window.
        public var calls: Int
        public var failures: Int
        /// How often the circuit has opened.
        public var opened: Int
        /// How many calls were refused.
        public var refused: Int
        /// Until the next probe, while the circuit is open.
        public var rest: Duration?
    }

    /// The right to make one call; its result is reported with it.
    public struct Pass: Sendable, Hashable {
        var generation: Int
        var isProbe: Bool
    }
}
