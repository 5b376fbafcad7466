import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Answers in Ollama's dialect")
struct OllamaAnswerTests {
    private let probe = WireProbe(OllamaDialect())

    private static let stream = """
        {"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"","thinking":"hm"},"done":false}
        {"model":"m","message":{"role":"assistant","content":"Grüß"},"done":false}\r

        {"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{"b":1,"a":2}}}]},"done":false}
        {"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{}}}]},"done":false}
        {"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":7,"eval_count":3}

        """

    @Test("A stream is read, wherever it is cut")
    func stream() throws {
        let events = try probe.eventsAtEveryCut(Self.stream)
        let response = WireProbe.folded(events)
        #expect(response.reasoning == "hm" && response.text == "Grüß" && response.finishReason == .toolCalls)
        #expect(response.toolCalls.map(\.arguments) == [#"{"b":1,"a":2}"#, "{}"])
        #expect(Set(response.toolCalls.map(\.id)).count == 2)
        #expect(response.usage == ModelUsage(inputTokens: 7, outputTokens: 3))
        #expect(try probe.events(String(Self.stream.dropLast())) == events)
    }

    @Test("A stream that is not done was cut; a line with an error ends it")
    func bad() throws {
        let line = #"{"message":{"role":"assistant","content":"a"},"done":false}"# + "\n"
        #expect(KapellError.code { try probe.events(line) } == .network)
        #expect(KapellError.code { try probe.events(line + #"{"mess"#) } == .network)
        var decoder = OllamaDialect().eventDecoder()
        #expect(try decoder.decode(Array((line + "{\"error\":\"boom\"}\n").utf8)) == [.text("a")])
        #expect(KapellError.code { try decoder.finish() } == .unavailable)
        #expect(KapellError.code { try probe.events("not json\n") } == .model)
        #expect(KapellError.code { try OllamaDialect().decodeResponse(["x": 1]) } == .model)
        #expect(KapellError.code { try OllamaDialect().decodeResponse(["error": "x"]) } == .unavailable)
    }

    @Test("A whole answer is written and read back the same; one of /api/generate too")
    func whole() throws {
        let events: [ModelEvent] = [
            .reasoning("t"), .text("Hi"), .usage(ModelUsage(inputTokens: 3, outputTokens: 4)), .finished(.length),
        ]
        let response = WireProbe.folded(events)
        for route in [OllamaDialect.Route.chat, .generate] {
            let dialect = OllamaDialect(route: route)
            let body = dialect.encodeResponse(response, of: WireProbe.answer)
            #expect(WireProbe.folded(try dialect.decodeResponse(body)) == response)
            #expect(body["created_at"] == "2023-11-14T22:13:20.000Z" && body["done"] == true)
            #expect(body.contains("message") == (route == .chat))
            #expect(WireProbe.folded(try WireProbe(dialect).events(WireProbe(dialect).stream(events))) == response)
        }
    }

    @Test("A stream with calls is written and read back the same")
    func writeStream() throws {
        let events: [ModelEvent] = [
            .text("He\"y"), .toolArguments(index: 4, id: "a", name: "f", fragment: #"{"x":"#),
            .toolArguments(index: 9, id: "b", name: "g", fragment: ""),
            .toolArguments(index: 4, id: nil, name: nil, fragment: "1}"),
            .usage(ModelUsage(inputTokens: 3, outputTokens: 9)), .finished(.toolCalls),
        ]
        let response = WireProbe.folded(try probe.eventsAtEveryCut(probe.stream(events)))
        #expect(
            response.toolCalls.map(\.id) == ["a", "b"] && response.toolCalls.map(\.arguments) == [#"{"x":1}"#, "{}"])
        #expect(response.text == "He\"y" && response.finishReason == .toolCalls)
        let cut = probe.stream([.toolArguments(index: 0, id: "a", name: "f", fragment: "{"), .finished(.toolCalls)])
        #expect(cut.contains(#""done_reason":"length""#) && !cut.contains("tool_calls"))
    }

    @Test("Errors are a text, before and within a stream")
    func errors() throws {
        let dialect = OllamaDialect()
        let error = dialect.encodeError(KapellError(.notFound, "No model.", remedy: "Pull it."))
        #expect(error.status == 404 && error.body == ["error": "No model. Pull it."])
        let code = { (status: Int, body: String) in
            dialect.decodeError(status: status, headers: [:], body: Array(body.utf8)).code
        }
        #expect(code(404, #"{"error":"model 'x' not found"}"#) == .notFound)
        #expect(code(400, #"{"error":"registry/x does not support tools"}"#) == .unsupported)
        #expect(code(500, "oops") == .unavailable && code(429, "{}") == .limitExceeded)
        let text = probe.stream([.text("a")], fails: KapellError(.model, "broke"))
        #expect(text.hasSuffix("{\"error\":\"broke\"}\n"))
    }

    @Test("Damaged streams never trap")
    func fuzz() { probe.fuzz([Self.stream], seed: 12, rounds: 150) }
}
