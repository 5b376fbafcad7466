import KapellCore
import KapellJSON

/// Errors in Anthropic's words, both ways.
enum AnthropicErrors {
    // MARK: To a client

    static func encode(_ error: KapellError) -> DialectError {
        let (status, type) = kind(error.code)
        var message = [error.message, error.remedy].compactMap { $0 }.joined(separator: " ")
        // Clients shorten the conversation where they find these words.
        if error.code == .contextWindow, !message.contains("prompt is too long") {
            message = "prompt is too long: \(message)"
        }
        var result = DialectError(
            status: status, body: ["type": "error", "error": ["type": .string(type), "message": .string(message)]])
        if let wait = error.retryAfter { result.headers["retry-after"] = RetryAfter.headerValue(wait) }
        return result
    }

    private static func kind(_ code: KapellError.Code) -> (status: Int, type: String) {
        switch code {
        case .invalidRequest, .unsupported, .encrypted, .corrupt, .contextWindow, .contentPolicy:
            (400, "invalid_request_error")
        case .authentication: (401, "authentication_error")
        case .payment: (402, "billing_error")
        case .permission: (403, "permission_error")
        case .notFound: (404, "not_found_error")
        case .conflict: (409, "conflict_error")
        case .tooLarge: (413, "request_too_large")
        case .limitExceeded: (429, "rate_limit_error")
        case .overloaded: (529, "overloaded_error")
        case .timeout: (504, "timeout_error")
        case .cancelled: (499, "api_error")
        case .network: (502, "api_error")
        case .unavailable: (503, "api_error")
        case .diskFull, .storage, .model, .configuration, .internalError: (500, "api_error")
        }
    }

    // MARK: Of a provider

    static func decode(status: Int, headers: [String: String], body: [UInt8]) -> KapellError {
        let object = (try? JSONValue(parsing: body))?.objectValue
        var error =
            object.flatMap { self.error(in: $0, status: status) }
            ?? KapellError(code(type: "", status: status), "The provider answered with status \(status).")
        error.retryAfter = RetryAfter.wait(in: headers)
        switch headers["x-should-retry"] {
        case "true": error.isRetryable = true
        case "false": error.isRetryable = false
        default: break
        }
        return error
    }

    /// The error that a body or an event holds; `nil` where it holds none.
    static func error(in object: JSONObject, status: Int? = nil) -> KapellError? {
        let isError = object["type"]?.stringValue == "error" || status != nil || object["content"] == nil
        guard isError, let error = object["error"], !error.isNull else { return nil }
        let type = error["type"]?.stringValue ?? ""
        let message = error["message"]?.stringValue ?? error.stringValue ?? "The provider reported an error."
        var code = code(type: type, status: status)
        let detail = error["details"]?["error_code"]?.stringValue ?? ""
        if code == .limitExceeded, detail.contains("spend_limit") { code = .payment }
        if code == .invalidRequest || code == .tooLarge { code = ProviderMessage.code(of: message) ?? code }
        return KapellError(code, ProviderText.cleaned(message))
    }

    private static func code(type: String, status: Int?) -> KapellError.Code {
        switch (type, status) {
        case ("invalid_request_error", 413?): .tooLarge
        case ("invalid_request_error", _): .invalidRequest
        case ("authentication_error", _): .authentication
        case ("billing_error", _): .payment
        case ("permission_error", _): .permission
        case ("not_found_error", _): .notFound
        case ("conflict_error", _): .conflict
        case ("request_too_large", _): .tooLarge
        case ("rate_limit_error", _): .limitExceeded
        case ("overloaded_error", _): .overloaded
        case ("timeout_error", _): .timeout
        default: ProviderMessage.code(ofStatus: status ?? 500)
        }
    }
}
