import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Errors of Anthropic's")
struct AnthropicErrorTests {
    private let dialect = AnthropicDialect()

    private func decode(_ status: Int, _ body: String, headers: [String: String] = [:]) -> KapellError {
        dialect.decodeError(status: status, headers: headers, body: Array(body.utf8))
    }

    @Test(
        "Each kind of error is known",
        arguments: [
            (400, "invalid_request_error", "x", KapellError.Code.invalidRequest),
            (400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", .contextWindow),
            (400, "invalid_request_error", "input length and `max_tokens` exceed context limit: 5", .contextWindow),
            (400, "exceed_context_size_error", "request (6 tokens) exceeds the available context size", .contextWindow),
            (400, "invalid_request_error", "Your credit balance is too low", .payment),
            (400, "invalid_request_error", "Output blocked by content filtering policy", .contentPolicy),
            (401, "authentication_error", "invalid x-api-key", .authentication), (402, "billing_error", "x", .payment),
            (403, "permission_error", "x", .permission), (404, "not_found_error", "x", .notFound),
            (409, "conflict_error", "x", .conflict), (413, "request_too_large", "x", .tooLarge),
            (413, "invalid_request_error", "x", .tooLarge), (429, "rate_limit_error", "x", .limitExceeded),
            (500, "api_error", "x", .unavailable), (504, "timeout_error", "x", .timeout),
            (529, "overloaded_error", "x", .overloaded), (529, "new_error", "x", .overloaded),
        ])
    func kinds(status: Int, type: String, message: String, code: KapellError.Code) {
        let body: JSONValue = ["type": "error", "error": ["type": .string(type), "message": .string(message)]]
        #expect(decode(status, body.serialized()).code == code)
    }

    @Test("An answer that is no JSON is known by its status; the wait and the wish to retry are kept")
    func headers() {
        let html = decode(502, "<html>", headers: ["retry-after": "7"])
        #expect(html.code == .unavailable && html.isRetryable && html.retryAfter == .seconds(7))
        #expect(!decode(529, "", headers: ["x-should-retry": "false"]).isRetryable)
        let spent =
            #"{"type":"error","error":{"type":"rate_limit_error","message":"x","details":{"error_code":"contract_spend_limit_reached"}}}"#
        #expect(decode(429, spent).code == .payment)
    }

    @Test(
        "Errors are written with Anthropic's status and type",
        arguments: [
            (KapellError.Code.overloaded, 529, "overloaded_error"), (.limitExceeded, 429, "rate_limit_error"),
            (.tooLarge, 413, "request_too_large"), (.payment, 402, "billing_error"), (.timeout, 504, "timeout_error"),
            (.unsupported, 400, "invalid_request_error"), (.internalError, 500, "api_error"),
        ])
    func encode(code: KapellError.Code, status: Int, type: String) {
        let error = dialect.encodeError(KapellError(code, "M.", remedy: "R.", retryAfter: .milliseconds(1_200)))
        #expect(error.status == status)
        #expect(
            JSONValue.object(error.body) == ["type": "error", "error": ["type": .string(type), "message": "M. R."]])
        #expect(error.headers == ["retry-after": "2"])
    }

    @Test("Clients find the words for a prompt that is too long, and every kind survives both ways")
    func bothWays() {
        let error = dialect.encodeError(KapellError(.contextWindow, "Too much."))
        #expect(error.body["error"]?["message"] == "prompt is too long: Too much.")
        for code in [
            KapellError.Code.authentication, .payment, .permission, .notFound, .conflict, .tooLarge, .contextWindow,
            .limitExceeded, .overloaded, .timeout,
        ] {
            let written = dialect.encodeError(KapellError(code, "x"))
            #expect(decode(written.status, JSONValue.object(written.body).serialized()).code == code)
        }
    }
}
