package import KapellCore

/// How long a provider asks its clients to wait.
package enum RetryAfter {
    /// No wait is taken to be longer than this.
    package static let longest = Duration.seconds(365 * 86_400)

    /// What the header fields of an answer say: `retry-after-ms`, or else `retry-after` as seconds, whole or not, or as
    /// a date. `nil` where they say nothing that can be understood; zero for a date that has passed.
    ///
    /// A date is compared with the answer's own `date` where it has one, so that two clocks that differ do no harm.
    ///
    /// - Parameter headers: with names in lower case.
    /// - Parameter now: the time at which the answer came.
    package static func wait(in headers: [String: String], now: Timestamp = .now) -> Duration? {
        if let milliseconds = headers["retry-after-ms"].flatMap(number) {
            return clamped(seconds: milliseconds / 1_000)
        }
        guard let text = headers["retry-after"] else { return nil }
        if let seconds = number(text) { return clamped(seconds: seconds) }
        guard let date = HTTPDate.seconds(of: text) else { return nil }
        let start = headers["date"].flatMap(HTTPDate.seconds) ?? now.nanoseconds / 1_000_000_000
        return clamped(seconds: Double(date.clampedSubtracting(start)))
    }

    /// The wait as a value of `retry-after`: whole seconds, rounded up, at least one.
    package static func headerValue(_ wait: Duration) -> String {
        let (seconds, rest) = wait.components
        return String(max(1, rest > 0 ? seconds.clampedAdding(1) : seconds))
    }

    /// A decimal without a sign.
    private static func number(_ text: String) -> Double? {
        let trimmed = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        let digits = trimmed.prefix { (0x30...0x39).contains($0) || $0 == 0x2E }
        guard !digits.isEmpty, trimmed.dropFirst(digits.count).allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else {
            return nil
        }
        return Double(String(Substring(digits)))
    }

    private static func clamped(seconds: Double) -> Duration {
        guard seconds > 0 else { return .zero }
        return seconds < 365 * 86_400 ? .nanoseconds(Int64((seconds * 1_000_000_000).rounded())) : longest
    }
}
