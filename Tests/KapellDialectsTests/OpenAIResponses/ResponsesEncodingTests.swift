import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Responses to clients") struct ResponsesEncodingTests {
    private let dialect = OpenAIResponsesDialect()
    private let usage = ModelUsage(inputTokens: 10, cachedTokens: 6, outputTokens: 4, reasoningTokens: 1)

    private func frames(_ bytes: [UInt8]) throws -> [JSONValue] {
        let frames = try OpenAISupport.frames(bytes)
        let values = try frames.map { try JSONValue(parsing: $0.data) }
        #expect(zip(frames, values).allSatisfy { $0.event == $1["type"]?.stringValue })
        #expect(values.map { $0["sequence_number"]?.intValue } == Array(0..<values.count))
        return values
    }

    @Test("Events come in OpenAI's order, named and numbered") func order() throws {
        let found = try frames(
            OpenAISupport.bytes(
                [
                    .usage(usage), .reasoning("h"), .reasoning("m"), .signature("s"), .text("a"), .text("b"),
                    .toolArguments(index: 4, id: "c", name: "f", fragment: ""),
                    .toolArguments(index: 4, id: nil, name: nil, fragment: "{}"), .finished(.toolCalls),
                ], of: dialect))
        #expect(
            found.compactMap { $0["type"]?.stringValue } == [
                "response.created", "response.in_progress", "response.output_item.added",
                "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
                "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done",
                "response.reasoning_summary_part.done", "response.output_item.done", "response.output_item.added",
                "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.output_item.added", "response.function_call_arguments.delta",
                "response.function_call_arguments.done", "response.output_item.done", "response.completed",
            ])
        let response = found.last?["response"]
        #expect(response?["status"] == "completed" && response?["id"] == "resp_r1" && response?["model"] == "small")
        #expect(
            response?["output"]?.arrayValue
                == found.filter { $0["type"] == "response.output_item.done" }.compactMap { $0["item"] })
        #expect(response?["output"]?[0]?["encrypted_content"] == "s")
        #expect(response?["output"]?[2]?["arguments"] == "{}" && response?["output"]?[2]?["call_id"] == "c")
        #expect(response?["usage"]?["input_tokens_details"]?["cached_tokens"] == 6)
        #expect(found[0]["response"]?["status"] == "in_progress" && found[0]["response"]?["output"] == [])
    }

    @Test("Pieces of several calls may come in turn") func interleaved() throws {
        let found = try frames(
            OpenAISupport.bytes(
                [
                    .toolArguments(index: 0, id: "a", name: "f", fragment: "{"),
                    .toolArguments(index: 1, id: "b", name: nil, fragment: ""),
                    .toolArguments(index: 1, id: nil, name: "g", fragment: ""),
                    .toolArguments(index: 0, id: nil, name: nil, fragment: "}"), .finished(.toolCalls),
                ], of: dialect))
        let output = found.last?["response"]?["output"]
        #expect(output?.arrayValue?.compactMap { $0["arguments"]?.stringValue } == ["{}", "{}"])
        #expect(output?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["f", "g"])
    }

    @Test("What a client reads is what was written") func roundTrip() throws {
        let events: [ModelEvent] = [
            .reasoning("hm"), .signature("rs_9#gAAAA"), .signature("sealed"), .text("a"),
            .toolArguments(index: 0, id: "a", name: "f", fragment: "{\"x\": 1}"),
            .toolArguments(index: 1, id: "b", name: "g", fragment: "{}"), .usage(usage), .finished(.toolCalls),
        ]
        let response = OpenAISupport.response(events)
        let again = OpenAISupport.response(
            try OpenAISupport.events(OpenAISupport.bytes(events, of: dialect), of: dialect, cuts: []))
        let whole = OpenAISupport.response(
            try dialect.decodeResponse(dialect.encodeResponse(response, of: OpenAISupport.answer)))
        for found in [again, whole] {
            #expect(
                found.text == response.text && found.toolCalls == response.toolCalls && found.usage == response.usage)
            #expect(found.reasoningBlocks.map(\.text) == ["hm", ""])
            #expect(found.finishReason == .toolCalls)
        }
    }

    @Test(
        "Proofs come back from clients as they were",
        arguments: ["rs_9#gAAAAx", "Claude's own==", "#", "rs_", "gAAAAx"])
    func proofs(signature: String) throws {
        let body = dialect.encodeResponse(
            OpenAISupport.response([.reasoning("hm"), .signature(signature), .text("a"), .finished(.stop)]),
            of: OpenAISupport.answer)
        var next: JSONObject = ["model": "m"]
        next["input"] = .array((body["output"]?.arrayValue ?? []) + [["role": "user", "content": "x"]])
        let found = try dialect.decodeRequest(next, to: DialectTarget()).request.messages[0].reasoning
        #expect(found.count == 1 && found[0].text == "hm")
        #expect(found[0].signature?.hasSuffix(signature) == true)
    }

    @Test(
        "An answer that was cut short is incomplete",
        arguments: [
            (FinishReason.length, "max_output_tokens"), (.contentFilter, "content_filter"),
        ])
    func incomplete(reason: FinishReason, word: String) throws {
        let found = try frames(OpenAISupport.bytes([.text("a"), .finished(reason)], of: dialect))
        #expect(found.last?["type"] == "response.incomplete")
        #expect(found.last?["response"]?["incomplete_details"] == ["reason": .string(word)])
        let body = dialect.encodeResponse(
            OpenAISupport.response([.text("a"), .finished(reason)]), of: OpenAISupport.answer)
        #expect(body["status"] == "incomplete" && body["output"]?[0]?["status"] == "incomplete")
    }

    @Test("A stream that fails says so twice, for readers of events and for official clients") func fails() throws {
        var encoder = dialect.eventEncoder(of: OpenAISupport.answer)
        var bytes = encoder.encode(.text("a"))
        bytes += encoder.fail(KapellError(.limitExceeded, "Too many."))
        let found = try frames(bytes)
        #expect(found.suffix(2).map { $0["type"] } == ["response.failed", "error"])
        #expect(
            found[found.count - 2]["response"]?["error"] == ["code": "rate_limit_exceeded", "message": "Too many."])
        #expect(found.last?["error"]?["code"] == "rate_limit_exceeded" && found.last?["message"] == "Too many.")
        #expect(
            OpenAISupport.error { _ = try OpenAISupport.events(bytes, of: dialect, cuts: []) }.code == .limitExceeded)
    }

    @Test("An answer without a word is a whole one") func empty() throws {
        let found = try frames(OpenAISupport.bytes([.finished(.stop)], of: dialect))
        #expect(found.last?["response"]?["output"]?[0]?["content"]?[0]?["text"] == "")
    }
}
