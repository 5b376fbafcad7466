import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Answers in Anthropic's form")
struct AnthropicAnswerTests {
    private let dialect = AnthropicDialect()

    @Test("A whole answer says the same as its stream")
    func whole() throws {
        let body = try ClaudeSamples.object(
            #"{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"hm ✓","signature":"c2ln"},{"type":"redacted_thinking","data":"ZGF0YQ=="},{"type":"text","text":"Grüße, Welt"},{"type":"tool_use","id":"toolu_a","name":"add","input":{"a":1}},{"type":"tool_use","id":"toolu_b","name":"now","input":{}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":10},"output_tokens":25,"output_tokens_details":{"thinking_tokens":7}}}"#
        )
        let response = ClaudeSamples.fold(try dialect.decodeResponse(body))
        var streamed = ClaudeSamples.fold(ClaudeSamples.meaning)
        #expect(streamed.toolCalls[0].arguments == #"{"a": 1}"#)
        streamed.apply(.finished(.toolCalls))
        #expect(response.text == streamed.text && response.usage == streamed.usage)
        #expect(response.reasoningBlocks == streamed.reasoningBlocks && response.finishReason == .toolCalls)
        var written = dialect.encodeResponse(response, of: DialectAnswer(id: "1", model: "m", created: 0))
        written["usage"] = body["usage"]
        #expect(JSONValue.object(written) == .object(body))
    }

    @Test(
        "Each reason of the end has its meaning",
        arguments: [
            ("end_turn", FinishReason.stop), ("stop_sequence", .stop), ("max_tokens", .length),
            ("refusal", .contentFilter),
            ("pause_turn", .length), ("model_context_window_exceeded", .length), ("tool_use", .toolCalls),
            ("new", .stop),
        ])
    func reasons(word: String, reason: FinishReason) throws {
        let events = try dialect.decodeResponse(["content": [], "stop_reason": .string(word)])
        #expect(events == [.finished(reason)])
    }

    @Test("A body that is an error, or no answer, is thrown")
    func noAnswer() throws {
        let error = #expect(throws: KapellError.self) {
            try dialect.decodeResponse([
                "type": "error", "error": ["type": "overloaded_error", "message": "Overloaded"],
            ])
        }
        #expect(error?.code == .overloaded)
        for body: JSONObject in [[:], ["content": "x"], ["content": [], "stop_reason": .null]] {
            let error = #expect(throws: KapellError.self) { try dialect.decodeResponse(body) }
            #expect(error?.code == .model)
        }
    }

    @Test("Tokens of the cache are taken out of the input and put back")
    func usage() throws {
        var response = ModelResponse()
        response.usage = ModelUsage(inputTokens: 140, cachedTokens: 100, outputTokens: 5, cacheWriteTokens: 30)
        let body = dialect.encodeResponse(response, of: ClaudeSamples.answer)
        #expect(
            body["usage"] == [
                "input_tokens": 10, "cache_creation_input_tokens": 30, "cache_read_input_tokens": 100,
                "output_tokens": 5,
            ])
        response.usage = ModelUsage(inputTokens: 1, cachedTokens: .max, outputTokens: 0, cacheWriteTokens: .max)
        #expect(dialect.encodeResponse(response, of: ClaudeSamples.answer)["usage"]?["input_tokens"] == 0)
    }
}
