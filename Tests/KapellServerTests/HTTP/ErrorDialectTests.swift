import KapellCore
import KapellJSON
import KapellServer
import Testing

@Suite("Errors over HTTP") struct ErrorDialectTests {
    private let error = KapellError(.notFound, "There is no model x.", remedy: "GET /v1/models lists all.")

    @Test("Paths below /v1 answer as OpenAI does, all others in Kapell's own shape")
    func paths() {
        for path in ["/v1/models", "/v1/chat/completions", "/v1/"] { #expect(ErrorDialect(path: path) == .openAI) }
        for path in ["/kapell/v1/runs", "/", "/v1", "/v10/x", "/ui", ""] {
            #expect(ErrorDialect(path: path) == .kapell)
        }
    }

    @Test("OpenAI's shape has message, type, param and code; the remedy is part of the message") func openAI() {
        #expect(
            ErrorDialect.openAI.body(error) == [
                "error": [
                    "message": "There is no model x. GET /v1/models lists all.", "type": "invalid_request_error",
                    "param": nil, "code": "notFound",
                ]
            ])
        let own = ErrorDialect.openAI.body(KapellError(.storage, "It failed."))
        #expect(own["error"]?["type"] == "server_error")
        #expect(own["error"]?["message"] == "It failed.")
    }

    @Test("Kapell's shape keeps the remedy apart") func kapell() {
        #expect(
            ErrorDialect.kapell.body(error) == [
                "error": [
                    "code": "notFound", "message": "There is no model x.", "remedy": "GET /v1/models lists all.",
                    "retryable": false,
                ]
            ])
    }

    @Test("What is not supported is a wrong request to OpenAI's clients, and an unsupported one to Kapell's own")
    func unsupported() {
        let error = KapellError(.unsupported, "`tools` is not supported.")
        #expect(ErrorDialect.openAI.status(of: error) == 400)
        #expect(ErrorDialect.openAI.body(error)["error"]?["type"] == "invalid_request_error")
        #expect(ErrorDialect.kapell.status(of: error) == 415)
        #expect(ErrorDialect.openAI.status(of: self.error) == 404)
    }

    @Test("Every kind of error has a status that stands for a failure", arguments: KapellError.Code.allCases)
    func status(code: KapellError.Code) {
        #expect((400...599).contains(code.httpStatus))
    }
}
