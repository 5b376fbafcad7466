public import KapellCore

/// How often a node that failed is tried again.
///
/// A new try makes no effect again that has happened, and uses the same idempotency keys. Tries are counted in the
/// process; a run that is resumed begins to count anew.
public struct NodeRetry: Sendable {
    /// Tries in all, at least 1.
    public var attempts: Int
    /// Before the second try.
    public var delay: Duration
    /// What the delay is multiplied with for each further try.
    public var factor: Double
    public var longestDelay: Duration
    let applies: @Sendable (any Error) -> Bool

    /// One try.
    public static let none = NodeRetry(attempts: 1)

    /// - Parameter applies: whether an error is worth another try. The default: a `KapellError` that says so of itself,
    ///   and every other error.
    public init(
        attempts: Int, delay: Duration = .milliseconds(200), factor: Double = 2, longestDelay: Duration = .seconds(30),
        on applies: @escaping @Sendable (any Error) -> Bool = { ($0 as? KapellError)?.isRetryable ?? true }
    ) {
        self.attempts = max(1, attempts)
        self.delay = max(.zero, delay)
        self.factor = factor.isFinite ? max(1, factor) : 1
        self.longestDelay = max(.zero, longestDelay)
        self.applies = applies
    }

    /// How long to wait after the try with this number, counted from 1; `nil` where there is no further one.
    func wait(after attempt: Int, _ error: any Error) -> Duration? {
        guard attempt < attempts, applies(error) else { return nil }
        var wait = delay
        for _ in 1..<max(1, min(attempt, 64)) {
            guard wait < longestDelay else { break }
            wait = min(wait * factor, longestDelay)
        }
        return max(min(wait, longestDelay), (error as? KapellError)?.retryAfter ?? .zero)
    }
}
