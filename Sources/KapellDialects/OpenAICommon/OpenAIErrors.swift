import KapellCore
import KapellJSON

/// Errors as OpenAI's APIs say them: `{"error": {"message", "type", "param", "code"}}`.
enum OpenAIErrors {
    static func encoded(_ error: KapellError) -> DialectError {
        var headers = ["x-should-retry": error.isRetryable ? "true" : "false"]
        if let wait = error.retryAfter { headers["retry-after"] = RetryAfter.headerValue(wait) }
        return DialectError(status: status(of: error), body: body(error), headers: headers)
    }

    static func body(_ error: KapellError) -> JSONObject { ["error": .object(object(error))] }

    static func object(_ error: KapellError) -> JSONObject {
        [
            "message": .string(message(of: error)), "type": .string(type(of: error)), "param": parameter(of: error),
            "code": .string(code(of: error)),
        ]
    }

    static func message(of error: KapellError) -> String {
        let message = error.remedy.map { "\(error.message) \($0)" } ?? error.message
        // Clients look for these words.
        let sign = "This model's maximum context length is exceeded."
        let isSigned = error.code != .contextWindow || message.contains("maximum context length is")
        return isSigned ? message : "\(sign) \(message)"
    }

    /// What is not supported is a wrong request to clients of OpenAI's.
    static func status(of error: KapellError) -> Int { error.code == .unsupported ? 400 : error.code.httpStatus }

    static func type(of error: KapellError) -> String {
        switch error.code {
        case .payment: "insufficient_quota"
        case .limitExceeded: "rate_limit_error"
        default: status(of: error) < 500 ? "invalid_request_error" : "server_error"
        }
    }

    static func code(of error: KapellError) -> String {
        switch error.code {
        case .authentication: "invalid_api_key"
        case .payment: "insufficient_quota"
        case .limitExceeded: "rate_limit_exceeded"
        case .contextWindow: "context_length_exceeded"
        case .contentPolicy: "content_policy_violation"
        case .notFound: "model_not_found"
        default: error.code.rawValue
        }
    }

    /// The field that the message names first, between backticks.
    private static func parameter(of error: KapellError) -> JSONValue {
        guard error.code == .invalidRequest || error.code == .unsupported else { return .null }
        let pieces = error.message.split(separator: "`", maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, !pieces[1].isEmpty else { return .null }
        return .string(String(pieces[1]))
    }
}
