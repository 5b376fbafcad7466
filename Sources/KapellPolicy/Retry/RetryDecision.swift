import KapellCore

/// What follows a failed attempt on the same target.
public enum RetryDecision: Sendable, Hashable {
    /// Ask again after this wait.
    case retry(after: Duration)
    case stop(Reason)

    /// Why a target is not asked again.
    public enum Reason: String, Sendable, Hashable {
        /// The same request would fail again.
        case notRetryable
        /// Money may have been taken, and the policy does not allow to spend it twice.
        case mayBeBilled
        /// All attempts are used up.
        case attempts
        /// It asked for a longer wait than the policy obeys.
        case retryAfter
        /// The wait would pass the deadline.
        case deadline
    }
}

extension RetryPolicy {
    /// What follows a failure.
    ///
    /// - Parameters:
    ///   - number: which attempt on this target failed, counted from 1.
    ///   - attempts: as many attempts as this target has; `nil` takes the policy's.
    ///   - timeLeft: until the deadline; `nil` where there is none.
    public func decision(
        after failure: AttemptFailure, attempt number: Int, of attempts: Int? = nil, timeLeft: Duration?,
        random: PolicyRandom
    ) -> RetryDecision {
        guard failure.error.isRetryable, failure.error.code != .cancelled else { return .stop(.notRetryable) }
        guard !failure.mayBeBilled || retriesBilled else { return .stop(.mayBeBilled) }
        guard number < max(1, attempts ?? self.attempts) else { return .stop(.attempts) }
        let wait: Duration
        if let asked = failure.error.retryAfter, asked > .zero {
            guard asked <= retryAfterLimit else { return .stop(.retryAfter) }
            wait = asked
        } else {
            wait = .clamped(seconds: bound(after: number).secondsValue * random.fraction())
        }
        if let timeLeft, wait >= timeLeft { return .stop(.deadline) }
        return .retry(after: wait)
    }
}
