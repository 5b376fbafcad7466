/// How often, and after which waits, one model is asked again.
///
/// The waits grow exponentially, each drawn from the whole span from zero up to its bound ("full jitter"), so that
/// callers who failed together do not come back together. Where the one who refused has said how long to wait, that is
/// what counts.
public struct RetryPolicy: Sendable, Hashable {
    /// How often one target is asked at most, the first time included; at least 1.
    public var attempts: Int
    /// The bound of the first wait.
    public var baseDelay: Duration
    /// By how much the bound grows each time; at least 1.
    public var multiplier: Double
    /// The largest bound.
    public var maximumDelay: Duration
    /// The longest wait that is obeyed where the one who refused asks for it; beyond it the target is given up.
    public var retryAfterLimit: Duration
    /// Time for each attempt up to its first event; `nil` leaves it to the attempt.
    public var attemptLimit: Duration?
    /// Time for all attempts on all targets up to the first event, waits included; `nil` for no limit. No wait begins
    /// that would pass it. What an answer takes to be written once it has begun does not count.
    public var deadline: Duration?
    /// Whether the same target is asked again after a failure for which money may have been taken, such as an answer
    /// that did not come in time.
    public var retriesBilled: Bool

    public init(
        attempts: Int = 3, baseDelay: Duration = .milliseconds(250), multiplier: Double = 2,
        maximumDelay: Duration = .seconds(8), retryAfterLimit: Duration = .seconds(30),
        attemptLimit: Duration? = nil, deadline: Duration? = .seconds(600), retriesBilled: Bool = false
    ) {
        self.attempts = max(1, attempts)
        self.baseDelay = baseDelay.clampedToZero
        self.multiplier = max(1, multiplier)
        self.maximumDelay = maximumDelay.clampedToZero
        self.retryAfterLimit = retryAfterLimit.clampedToZero
        self.attemptLimit = attemptLimit
        self.deadline = deadline
        self.retriesBilled = retriesBilled
    }

    /// One attempt, no limit on its time.
    public static let none = RetryPolicy(attempts: 1, deadline: nil)

    /// The bound of the wait after the attempt `number`, counted from 1.
    func bound(after number: Int) -> Duration {
        let most = maximumDelay.secondsValue
        var seconds = min(baseDelay.secondsValue, most)
        var step = 1
        while step < min(number, 1_000), seconds < most, seconds > 0, multiplier > 1 {
            seconds *= multiplier
            step += 1
        }
        return .clamped(seconds: min(seconds, most))
    }
}
