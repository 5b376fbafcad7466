import KapellCore
import KapellJSON

/// `{"message": "…"}`.
enum CohereErrors {
    static func encode(_ error: KapellError) -> DialectError {
        var headers: [String: String] = [:]
        if let wait = error.retryAfter { headers["retry-after"] = RetryAfter.headerValue(wait) }
        return DialectError(
            status: OpenAIErrors.status(of: error), body: ["message": .string(OpenAIErrors.message(of: error))],
            headers: headers)
    }

    /// - Parameter now: the time at which the answer came. `x-ratelimit-reset` is a moment, in seconds since 1970.
    static func decode(
        status: Int, headers: [String: String], body: [UInt8], now: Timestamp = .now
    ) -> KapellError {
        var error = OpenAIErrors.decoded(status: status, headers: headers, body: body, now: now)
        if status == 498 { error = with(.contentPolicy, error) }
        if error.retryAfter == nil, let reset = headers["x-ratelimit-reset"].flatMap({ Int64($0) }) {
            let seconds = reset.clampedSubtracting(now.nanoseconds / 1_000_000_000)
            error.retryAfter = RetryAfter.wait(in: ["retry-after": "\(max(seconds, 0))"])
        }
        return error
    }

    /// An error within an answer with status 200.
    static func error(_ message: String) -> KapellError {
        var report = OpenAIErrors.Report()
        report.message = message
        return OpenAIErrors.error(report)
    }

    private static func with(_ code: KapellError.Code, _ error: KapellError) -> KapellError {
        KapellError(code, error.message, remedy: "Change the request.", retryAfter: error.retryAfter)
    }
}
