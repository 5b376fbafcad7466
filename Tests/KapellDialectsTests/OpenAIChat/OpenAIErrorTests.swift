import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("OpenAI errors") struct OpenAIErrorTests {
    private let dialect = OpenAIChatDialect()

    private func error(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> KapellError {
        dialect.decodeError(status: status, headers: headers, body: [UInt8](body.utf8))
    }

    @Test(
        "Codes decide before the status does",
        arguments: [
            (400, "context_length_exceeded", KapellError.Code.contextWindow), (400, "content_filter", .contentPolicy),
            (400, "content_policy_violation", .contentPolicy), (429, "insufficient_quota", .payment),
            (429, "rate_limit_exceeded", .limitExceeded), (401, "invalid_api_key", .authentication),
            (404, "model_not_found", .notFound), (503, "server_is_overloaded", .overloaded),
            (403, "unsupported_country_region_territory", .permission),
        ])
    func codes(status: Int, code: String, expected: KapellError.Code) {
        let found = error(status, #"{"error":{"message":"m","type":"t","param":null,"code":"\#(code)"}}"#)
        #expect(found.code == expected)
        #expect(found.isRetryable == expected.isRetryableByDefault)
    }

    @Test(
        "The status decides where there is no code",
        arguments: [
            (400, KapellError.Code.invalidRequest), (401, .authentication), (402, .payment), (403, .permission),
            (404, .notFound), (408, .timeout), (409, .conflict), (413, .tooLarge), (422, .invalidRequest),
            (429, .limitExceeded), (500, .unavailable), (502, .unavailable), (503, .overloaded), (504, .timeout),
            (529, .overloaded), (301, .configuration),
        ])
    func statuses(status: Int, expected: KapellError.Code) {
        for body in ["", "<html><body>Bad Gateway</body></html>", "{}", "[]", "null", #"{"error":null}"#, "\u{FEFF}x"] {
            let found = error(status, body)
            #expect(found.code == expected)
            #expect(!found.message.contains("<"))
        }
    }

    @Test(
        "Other shapes are understood",
        arguments: [
            (400, #"{"error":"the prompt is too long"}"#, KapellError.Code.contextWindow),
            (400, #"[{"error":{"code":400,"message":"bad","status":"INVALID_ARGUMENT"}}]"#, .invalidRequest),
            (
                400,
                #"{"object":"error","message":"This model's maximum context length is 8 tokens","type":"BadRequestError"}"#,
                .contextWindow
            ),
            (422, #"{"detail":[{"loc":["body"],"msg":"field required"}]}"#, .invalidRequest),
            (400, #"{"error":{"code":400,"type":"exceed_context_size_error","message":"m"}}"#, .contextWindow),
            (
                400, #"{"error":{"code":"x","message":"m","innererror":{"code":"ResponsibleAIPolicyViolation"}}}"#,
                .contentPolicy
            ),
            (503, #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#, .unavailable),
        ])
    func shapes(status: Int, body: String, expected: KapellError.Code) {
        #expect(error(status, body).code == expected)
    }

    @Test("How long to wait, and whether at all, is what the provider says") func headers() {
        #expect(error(429, "", ["retry-after": "7"]).retryAfter == .seconds(7))
        #expect(error(429, "", ["retry-after-ms": "70"]).retryAfter == .milliseconds(70))
        #expect(error(429, "", ["x-should-retry": "false"]).isRetryable == false)
        #expect(error(400, "", ["x-should-retry": "true"]).isRetryable)
    }

    @Test("No key ends up in a message") func secrets() {
        let body =
            #"{"error":{"message":"Incorrect API key provided: sk-abcdefghijklmnop. Bearer x.y https://h/p?key=abc"}}"#
        for status in [400, 401, 429, 500] {
            let text = error(status, body).description
            #expect(!text.contains("abcdefg") && !text.contains("x.y") && !text.contains("key=abc"))
        }
    }

    @Test("An error has the client's shape, status and retry headers") func encoded() {
        let limit = dialect.encodeError(
            KapellError(.limitExceeded, "Too many.", remedy: "Wait.", retryAfter: .milliseconds(1_500)))
        #expect(limit.status == 429)
        #expect(limit.headers == ["retry-after": "2", "x-should-retry": "true"])
        #expect(
            limit.body == [
                "error": [
                    "message": "Too many. Wait.", "type": "rate_limit_error", "param": nil,
                    "code": "rate_limit_exceeded",
                ]
            ])
        let field = dialect.encodeError(KapellError(.unsupported, "`n` is not supported."))
        #expect(field.status == 400 && field.body["error"]?["param"] == "n")
        #expect(field.headers == ["x-should-retry": "false"])
    }

    @Test(
        "Every error survives the way to a client and back",
        arguments: [
            KapellError.Code.authentication, .payment, .limitExceeded, .contextWindow, .contentPolicy, .notFound,
            .timeout,
            .tooLarge, .permission, .invalidRequest, .overloaded,
        ])
    func roundTrip(code: KapellError.Code) {
        let sent = dialect.encodeError(KapellError(code, "It failed."))
        let body = JSONValue.object(sent.body).serializedBytes()
        let found = dialect.decodeError(status: sent.status, headers: sent.headers, body: body)
        #expect(found.code == code)
        #expect(found.isRetryable == code.isRetryableByDefault)
        // LiteLLM knows a window that is too small by these words alone.
        let message = sent.body["error"]?["message"]?.stringValue ?? ""
        #expect(message.contains("This model's maximum context length is") == (code == .contextWindow))
    }
}
