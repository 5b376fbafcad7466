public import KapellCore

/// What a client should be told about asking again, once there is no answer.
///
/// Official clients retry by themselves. Behind a gateway that has retried already, the two would multiply; so a client
/// is told not to, see <https://github.com/openai/openai-python> for the header `x-should-retry` and its siblings.
public struct RetryAdvice: Sendable, Hashable {
    /// `nil` leaves it to the client.
    public var shouldRetry: Bool?
    /// How long to wait before, where that is known.
    public var retryAfter: Duration?

    /// The advice for `error`, after `attempts`.
    ///
    /// - A request that would fail again, or may have been billed, is not to be made again by itself.
    /// - Where several attempts were made, they are used up: no.
    /// - Where nothing was tried because all targets rest, it may be asked again when the first of them has rested.
    /// - Where one attempt was made and no more were allowed, the client knows as much as we do.
    public init(for error: KapellError, attempts: [AttemptRecord]) {
        retryAfter = error.retryAfter.flatMap { $0 > .zero ? $0 : nil }
        let made = attempts.filter { $0.outcome != .skipped }
        if !error.isRetryable || error.code == .cancelled || made.contains(where: \.mayBeBilled) {
            shouldRetry = false
        } else if made.isEmpty {
            shouldRetry = attempts.isEmpty ? nil : true
        } else {
            shouldRetry = made.count > 1 ? false : nil
        }
    }

    /// `x-should-retry`, `retry-after` in seconds and `retry-after-ms`, as far as they are known.
    public var headers: [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        if let shouldRetry { headers.append(("x-should-retry", shouldRetry ? "true" : "false")) }
        if let retryAfter {
            let milliseconds = max(1, retryAfter.millisecondsUp)
            let seconds = milliseconds / 1_000 + (milliseconds % 1_000 == 0 ? 0 : 1)
            headers.append(("retry-after", String(seconds)))
            headers.append(("retry-after-ms", String(milliseconds)))
        }
        return headers
    }
}
