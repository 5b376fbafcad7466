import KapellCore
import KapellJSON

extension OpenAIErrors {
    /// What a provider said in an error.
    struct Report {
        var status: Int?
        var message = ""
        /// Its codes and types, in lower case.
        var words: [String] = []
    }

    /// What an answer with a status other than 2xx means. The body may be anything: JSON, a page, nothing.
    static func decoded(
        status: Int, headers: [String: String], body: [UInt8], now: Timestamp = .now
    ) -> KapellError {
        var report = Report()
        let value = body.count <= 1_048_576 ? try? JSONValue(parsing: body) : nil
        if let object = value?.objectValue ?? value?[0]?.objectValue { report = self.report(object) }
        report.status = status
        if value == nil, status >= 500 { report.message = "The answer is not JSON." }
        var error = error(report)
        switch headers["x-should-retry"] {
        case "true": error.isRetryable = true
        case "false": error.isRetryable = false
        default: break
        }
        error.retryAfter = RetryAfter.wait(in: headers, now: now)
        return error
    }

    /// The error in an answer with status 200, or in a line of a stream; `nil` where there is none.
    static func found(in object: JSONObject) -> KapellError? {
        switch object["error"] {
        case nil, .null, false, "", [:], []: break
        default: return error(report(object))
        }
        guard object["object"] == "error" || object["type"] == "error" else { return nil }
        return error(report(object))
    }

    /// Reads `{"error": {…}}`, `{"error": "…"}`, `{"object": "error", …}` and `{"detail": …}`.
    static func report(_ body: JSONObject) -> Report {
        var report = Report()
        let fields = body["error"]?.objectValue ?? body
        report.message =
            words(fields["message"]) ?? body["error"]?.stringValue ?? words(body["message"]) ?? words(fields["detail"])
            ?? ""
        for key in ["code", "type", "status"] {
            if let word = fields[key]?.stringValue { report.words.append(word.lowercased()) }
            if let number = fields[key]?.intValue, (400...599).contains(number) { report.status = number }
        }
        for inner in [fields["innererror"]?["code"], fields["inner_error"]?["code"], body["error_type"]] {
            if let word = inner?.stringValue { report.words.append(word.lowercased()) }
        }
        return report
    }

    /// A text, or what a validator found: `[{"loc": ["body", "seed"], "msg": "…"}]`, alone or under `detail`.
    private static func words(_ value: JSONValue?) -> String? {
        if let text = value?.stringValue { return text }
        guard let list = (value?["detail"] ?? value)?.arrayValue else { return nil }
        let findings = list.prefix(5).compactMap { finding -> String? in
            guard let text = finding["msg"]?.stringValue else { return nil }
            let place = (finding["loc"]?.arrayValue ?? []).compactMap { $0.stringValue ?? $0.intValue.map { "\($0)" } }
                .filter { $0 != "body" }
            return place.isEmpty ? text : "`\(place.joined(separator: "."))`: \(text)"
        }
        return findings.isEmpty ? nil : findings.joined(separator: "; ")
    }

    static func error(_ report: Report) -> KapellError {
        let (code, isRetryable) = kind(of: report)
        let text = ProviderText.cleaned(report.message)
        // What is said about a key may hold the key.
        let said = text.isEmpty || code == .authentication ? "" : " It says: \(text)"
        let number = report.status.map { " with status \($0)" } ?? ""
        let sentence: (what: String, remedy: String?)
        switch code {
        case .authentication: sentence = ("refused the key\(number).", "Check the key of this provider.")
        case .payment: sentence = ("says that the account has no credit left.", "Check the plan and billing there.")
        case .permission: sentence = ("forbids this request to the account.", nil)
        case .notFound: sentence = ("has no such model or path.", "Check the model's name and the base address.")
        case .limitExceeded: sentence = ("limits the rate of requests.", "Wait, then ask again.")
        case .overloaded: sentence = ("has more requests than it can take.", "Ask again, or ask another model.")
        case .contextWindow: sentence = ("finds the request longer than the model's window.", "Shorten the request.")
        case .contentPolicy: sentence = ("refuses the request by its rules on content.", nil)
        case .timeout: sentence = ("did not answer in time\(number).", "Ask again.")
        case .tooLarge: sentence = ("finds the request too large.", "Send less.")
        case .configuration:
            sentence = ("redirects to another address\(number).", "Set the provider's base address to that one.")
        case .invalidRequest, .conflict, .unsupported: sentence = ("refused the request\(number).", nil)
        default: sentence = ("failed\(number).", "Ask again.")
        }
        return KapellError(
            code, "The provider \(sentence.what)\(said)", remedy: sentence.remedy, isRetryable: isRetryable)
    }
}
