import KapellCore
import KapellDialects
import KapellJSON
import KapellServer
import Testing

@Suite("Errors over HTTP") struct ErrorDialectTests {
    private let error = KapellError(.notFound, "There is no model x.", remedy: "GET /v1/models lists all.")

    @Test("Each provider's paths answer in its dialect, be there something at them or not; all others in Kapell's own")
    func paths() {
        let expected: [(String, DialectName)] = [
            ("/v1/models", .openAIChat), ("/v1/chat/completions", .openAIChat), ("/v1/", .openAIChat),
            ("/v1/responses", .openAIResponses), ("/v1/messages", .anthropic),
            ("/v1/messages/count_tokens", .anthropic), ("/v1/models/x:countTokens", .gemini),
            ("/v1beta/models/x:generateContent", .gemini), ("/v1beta/nothing", .gemini), ("/v2/chat", .cohere),
            ("/v2/x", .cohere), ("/model/x/converse", .bedrockConverse), ("/model/x/invoke", .bedrockInvoke),
            ("/model/x", .bedrockConverse), ("/api/chat", .ollama), ("/api/x", .ollama),
        ]
        for (path, dialect) in expected { #expect(ErrorDialect(path: path) == .wire(dialect), "\(path)") }
        for path in ["/kapell/v1/runs", "/", "/v1", "/v10/x", "/ui", "", "/apis/chat"] {
            #expect(ErrorDialect(path: path) == .kapell, "\(path)")
        }
    }

    @Test("OpenAI's shape has message, type, param and code, and names the remedy") func openAI() {
        let body = ErrorDialect.wire(.openAIChat).encoded(error).body["error"]?.objectValue
        #expect(body?.keys == ["message", "type", "param", "code"])
        #expect(body?["message"]?.stringValue?.contains("There is no model x.") == true)
        #expect(body?["message"]?.stringValue?.contains("GET /v1/models lists all.") == true)
    }

    @Test("Kapell's shape keeps the remedy apart") func kapell() {
        #expect(
            ErrorDialect.kapell.encoded(error).body == [
                "error": [
                    "code": "notFound", "message": "There is no model x.", "remedy": "GET /v1/models lists all.",
                    "retryable": false,
                ]
            ])
    }

    @Test("An error that says how long to wait says so in the header, in every dialect that has one") func wait() {
        let error = KapellError(.overloaded, "Too many requests wait.", retryAfter: .milliseconds(1_500))
        #expect(ErrorDialect.kapell.encoded(error).headers["retry-after"] == "2")
        #expect(ErrorDialect.wire(.openAIChat).encoded(error).headers["retry-after"] == "2")
        #expect(ErrorDialect.kapell.encoded(KapellError(.notFound, "Nothing.")).headers.isEmpty)
    }

    @Test("What is not supported is a wrong request to providers' clients, and an unsupported one to Kapell's own")
    func unsupported() {
        let error = KapellError(.unsupported, "`tools` is not supported.")
        for name in DialectName.allCases { #expect(ErrorDialect.wire(name).encoded(error).status == 400, "\(name)") }
        #expect(ErrorDialect.kapell.encoded(error).status == 415)
    }

    @Test(
        "Every kind of error has a status that stands for a failure, in every dialect",
        arguments: KapellError.Code.allCases)
    func status(code: KapellError.Code) {
        #expect((400...599).contains(code.httpStatus))
        for name in DialectName.allCases {
            #expect((400...599).contains(ErrorDialect.wire(name).encoded(KapellError(code, "x")).status), "\(name)")
        }
    }
}
