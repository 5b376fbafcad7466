import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Errors in Gemini's dialect")
struct GeminiErrorTests {
    private func read(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> KapellError {
        GeminiDialect().decodeError(status: status, headers: headers, body: Array(body.utf8))
    }

    @Test("A rate limit says how long to wait, in its details or in a header")
    func wait() {
        let body = """
            [{"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED","details":[{"@type":"x"},
            {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"3.5s"}]}}]
            """
        let error = read(429, body)
        #expect(error.code == .limitExceeded && error.isRetryable && error.retryAfter == .milliseconds(3_500))
        #expect(read(503, "<html>", ["retry-after": "2"]).retryAfter == .seconds(2))
        #expect(read(503, "<html>").code == .overloaded)
    }

    @Test(
        "Words and statuses have their codes",
        arguments: [
            (
                400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
                KapellError.Code.authentication
            ),
            (
                400, "INVALID_ARGUMENT", "The input token count (9) exceeds the maximum number of tokens allowed (8).",
                .contextWindow
            ),
            (400, "INVALID_ARGUMENT", "bad", .invalidRequest), (403, "PERMISSION_DENIED", "no", .permission),
            (404, "NOT_FOUND", "models/x is not found", .notFound), (503, "UNAVAILABLE", "busy", .overloaded),
            (504, "DEADLINE_EXCEEDED", "late", .timeout), (500, "INTERNAL", "oops", .unavailable),
            (400, "FAILED_PRECONDITION", "User location is not supported", .permission),
        ])
    func codes(status: Int, word: String, message: String, code: KapellError.Code) {
        let body = JSONValue.object([
            "error": ["code": JSONValue(status), "message": .string(message), "status": .string(word)]
        ])
        #expect(read(status, body.serialized()).code == code)
    }

    @Test("Errors to clients carry status, word and wait, and are read back")
    func write() throws {
        let error = KapellError(.limitExceeded, "Too many.", remedy: "Wait.", retryAfter: .milliseconds(1_200))
        let written = GeminiDialect().encodeError(error)
        #expect(written.status == 429 && written.headers["retry-after"] == "2")
        #expect(written.body["error"]?["status"] == "RESOURCE_EXHAUSTED")
        #expect(written.body["error"]?["message"] == "Too many. Wait.")
        for code in KapellError.Code.allCases {
            let result = GeminiDialect().encodeError(KapellError(code, "x"))
            #expect(result.body["error"]?["code"]?.intValue == result.status && (400...599).contains(result.status))
        }
        let back = read(429, JSONValue.object(written.body).serialized())
        #expect(back.code == .limitExceeded && back.retryAfter == .seconds(2))
    }

    @Test("An error within a stream is what the client raises")
    func stream() throws {
        let probe = WireProbe(GeminiDialect())
        let text = probe.stream([.text("a")], fails: KapellError(.overloaded, "busy"))
        #expect(KapellError.code { try probe.events(text) } == .overloaded)
    }
}
