public import KapellCore

/// Opens an exchange with the first of several models that answers.
///
/// It is the one engine for answers that are translated and for bytes that pass through: an attempt is a closure that
/// brings an exchange up to its first event. Nothing has reached the client before that, so a failed attempt can be
/// repeated or moved to another model. After it, no more attempts are made here.
///
/// ```swift
/// let exchange = try await runner.open(targets: route.targets, request: request) { attempt in
///     try await provider(attempt.target).open(attempt.request, within: attempt.timeLeft)
/// }
/// // … pass on exchange.answer …
/// exchange.finish(usage: usage)
/// ```
public struct PolicyRunner: Sendable {
    public var retry: RetryPolicy
    public var fallback: FallbackPolicy
    public var clock: PolicyClock
    public var random: PolicyRandom
    /// Is handed each attempt once it is over, from whatever thread it ended on.
    public var onAttempt: @Sendable (AttemptRecord) -> Void

    public init(
        retry: RetryPolicy = RetryPolicy(), fallback: FallbackPolicy = FallbackPolicy(),
        clock: PolicyClock = .continuous, random: PolicyRandom = PolicyRandom(),
        onAttempt: @escaping @Sendable (AttemptRecord) -> Void = { _ in }
    ) {
        self.retry = retry
        self.fallback = fallback
        self.clock = clock
        self.random = random
        self.onAttempt = onAttempt
    }

    /// Opens an exchange.
    ///
    /// - Parameters:
    ///   - targets: in the order in which they are asked.
    ///   - onAttempt: is handed this request's attempts, after ``onAttempt``.
    ///   - attempt: opens an exchange up to its first event. It heeds cancellation, and throws a ``AttemptFailure`` where
    ///     it knows whether the failure is billed.
    /// - Throws: the error of the last attempt; `cancelled` when the task was cancelled: the attempt that runs is
    ///   stopped, and no further one begins.
    public func open<Answer: Sendable>(
        targets: [PolicyTarget], request: ModelRequest,
        onAttempt: (@Sendable (AttemptRecord) -> Void)? = nil,
        attempt: @escaping @Sendable (PolicyAttempt) async throws -> Answer
    ) async throws -> PolicyExchange<Answer> {
        try await run(onAttempt).open(targets, from: 0, request: request, attempt: attempt)
    }

    /// The bookkeeping of one request.
    func run(_ onAttempt: (@Sendable (AttemptRecord) -> Void)?) -> PolicyRun {
        guard let onAttempt else { return PolicyRun(self, report: self.onAttempt) }
        let general = self.onAttempt
        return PolicyRun(
            self,
            report: { record in
                general(record)
                onAttempt(record)
            })
    }
}
