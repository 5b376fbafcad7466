import KapellCore
import KapellJSON

/// `{"error": {"code", "message", "status", "details"}}`, which comes within a list at times.
enum GeminiErrors {
    // MARK: Reading

    /// The error that an answer with status 200 holds.
    static func error(in value: JSONValue) -> KapellError? {
        guard let error = object(in: value) else { return nil }
        return decode(error, status: nil, headers: [:])
    }

    static func decode(status: Int, headers: [String: String], body: [UInt8]) -> KapellError {
        if let value = try? JSONValue(parsing: body), let error = object(in: value) {
            return decode(error, status: status, headers: headers)
        }
        return OpenAIErrors.decoded(status: status, headers: headers, body: body)
    }

    private static func object(in value: JSONValue) -> JSONObject? {
        var value = value
        if let first = value[0] { value = first }
        switch value["error"] {
        case .object(let error): return error
        case .string(let message): return ["message": .string(message)]
        default: return nil
        }
    }

    private static func decode(_ error: JSONObject, status: Int?, headers: [String: String]) -> KapellError {
        var report = OpenAIErrors.Report()
        report.message = error["message"]?.stringValue ?? ""
        report.status = status ?? error["code"]?.intValue
        let details = error["details"]?.arrayValue ?? []
        let reasons = details.compactMap { $0["reason"]?.stringValue }
        if reasons.contains("API_KEY_INVALID") || report.message.contains("API key not valid") {
            report.words.append("invalid_api_key")
        }
        if report.message.contains("exceeds the maximum number of tokens") {
            report.words.append("context_length_exceeded")
        }
        switch error["status"]?.stringValue {
        case "UNAVAILABLE": report.words.append("overloaded_error")
        case "NOT_FOUND": report.words.append("model_not_found")
        case "FAILED_PRECONDITION" where report.message.contains("billing"): report.words.append("insufficient_quota")
        case "FAILED_PRECONDITION" where report.message.contains("location"): report.words.append("permission_denied")
        case let word?: report.words.append(word.lowercased())
        case nil: break
        }
        var result = OpenAIErrors.error(report)
        result.retryAfter =
            details.lazy.compactMap { retryDelay($0["retryDelay"]) }.first ?? RetryAfter.wait(in: headers)
        return result
    }

    /// `"36s"`, `"3.5s"`, or `{"seconds", "nanos"}`.
    private static func retryDelay(_ value: JSONValue?) -> Duration? {
        if let text = value?.stringValue, text.hasSuffix("s") {
            return RetryAfter.wait(in: ["retry-after": String(text.dropLast())])
        }
        guard let seconds = value?["seconds"] else { return nil }
        return RetryAfter.wait(in: ["retry-after": seconds.stringValue ?? seconds.intValue.map { "\($0)" } ?? ""])
    }

    // MARK: Writing

    static func encode(_ error: KapellError) -> DialectError {
        let (code, status) = name(error.code)
        var body: JSONObject = [
            "code": JSONValue(code), "message": .string(OpenAIErrors.message(of: error)), "status": .string(status),
        ]
        var headers: [String: String] = [:]
        if let wait = error.retryAfter {
            let seconds = RetryAfter.headerValue(wait)
            headers["retry-after"] = seconds
            body["details"] = [
                ["@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": .string("\(seconds)s")]
            ]
        }
        return DialectError(status: code, body: ["error": .object(body)], headers: headers)
    }

    private static func name(_ code: KapellError.Code) -> (Int, String) {
        switch code {
        case .invalidRequest, .encrypted, .corrupt, .contextWindow, .contentPolicy, .tooLarge, .unsupported:
            (400, "INVALID_ARGUMENT")
        case .authentication: (401, "UNAUTHENTICATED")
        case .payment: (400, "FAILED_PRECONDITION")
        case .permission: (403, "PERMISSION_DENIED")
        case .notFound: (404, "NOT_FOUND")
        case .conflict: (409, "ABORTED")
        case .limitExceeded: (429, "RESOURCE_EXHAUSTED")
        case .cancelled: (499, "CANCELLED")
        case .unavailable, .overloaded: (503, "UNAVAILABLE")
        case .timeout: (504, "DEADLINE_EXCEEDED")
        case .network: (502, "UNAVAILABLE")
        case .diskFull, .storage, .model, .configuration, .internalError: (500, "INTERNAL")
        }
    }
}
