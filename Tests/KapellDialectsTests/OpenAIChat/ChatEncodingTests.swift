import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Chat answers to clients") struct ChatEncodingTests {
    private let dialect = OpenAIChatDialect()
    private let usage = ModelUsage(
        inputTokens: 10, cachedTokens: 6, outputTokens: 4, cacheWriteTokens: 2, reasoningTokens: 1)

    private func chunks(_ events: [ModelEvent], answer: DialectAnswer = OpenAISupport.answer) throws -> [JSONValue] {
        let frames = try OpenAISupport.frames(OpenAISupport.bytes(events, of: dialect, answer: answer))
        #expect(frames.last?.data == "[DONE]")
        return try frames.dropLast().map { try JSONValue(parsing: $0.data) }
    }

    @Test("A stream has the role first, then pieces, the end, and the usage") func stream() throws {
        let found = try chunks([.usage(usage), .reasoning("hm"), .text("a\"\n"), .signature("s"), .finished(.stop)])
        #expect(
            found.map { $0["choices"]?[0]?["delta"] } == [
                ["role": "assistant", "content": "", "refusal": nil], ["reasoning_content": "hm"], ["content": "a\"\n"],
                [:],
                nil,
            ])
        #expect(found.map { $0["choices"]?[0]?["finish_reason"]?.stringValue } == [nil, nil, nil, "stop", nil])
        #expect(found[4]["choices"] == [] && found[4]["usage"]?["prompt_tokens_details"]?["cached_tokens"] == 6)
        #expect(found[4]["usage"]?["completion_tokens_details"]?["reasoning_tokens"] == 1)
        #expect(found.dropLast().allSatisfy { $0["usage"]?.isNull == true })
        #expect(
            found.allSatisfy {
                $0["id"] == "chatcmpl-r1" && $0["object"] == "chat.completion.chunk" && $0["model"] == "small"
                    && $0["created"] == 1_700_000_000
            })
    }

    @Test("Usage is not there for clients that did not ask for it") func noUsage() throws {
        var answer = OpenAISupport.answer
        answer.includesUsage = false
        let found = try chunks([.text("a"), .usage(usage), .finished(.stop)], answer: answer)
        #expect(found.count == 3 && found.allSatisfy { $0["usage"] == nil && $0["choices"]?.arrayValue?.count == 1 })
    }

    @Test("Calls have indexes without gaps, come one after the other, id and name once; none stays empty")
    func calls() throws {
        let found = try chunks([
            .toolArguments(index: 7, id: "a", name: "f", fragment: ""),
            .toolArguments(index: 2, id: nil, name: "g", fragment: ""),
            .toolArguments(index: 9, id: "c", name: nil, fragment: "[]"),
            .toolArguments(index: 7, id: "a", name: "f", fragment: "{\"x\""), .signature("s", toolCall: 7),
            .toolArguments(index: 7, id: nil, name: nil, fragment: ":1}"),
            .toolArguments(index: 7, id: nil, name: nil, fragment: " "),
            .toolArguments(index: 9, id: nil, name: "h", fragment: ""), .finished(.stop),
        ])
        let deltas = found.compactMap { $0["choices"]?[0]?["delta"]?["tool_calls"]?[0] }
        #expect(
            deltas == [
                ["index": 0, "id": "a", "type": "function", "function": ["name": "f", "arguments": ""]],
                ["index": 0, "function": ["arguments": "{\"x\""]],
                [
                    "index": 0, "function": ["arguments": ""],
                    "extra_content": ["google": ["thought_signature": "s"]],
                ], ["index": 0, "function": ["arguments": ":1}"]],
                ["index": 1, "id": "call_r1_1", "type": "function", "function": ["name": "g", "arguments": ""]],
                ["index": 1, "function": ["arguments": "{}"]],
                ["index": 2, "id": "c", "type": "function", "function": ["name": "h", "arguments": "[]"]],
            ])
        #expect(found[0]["choices"]?[0]?["delta"]?["content"]?.isNull == true)
        #expect(found.contains { $0["choices"]?[0]?["finish_reason"] == "tool_calls" })
    }

    @Test("What a client reads is what was written") func roundTrip() throws {
        let events: [ModelEvent] = [
            .reasoning("hm"), .text("a"), .toolArguments(index: 0, id: "a", name: "f", fragment: "{\"x\""),
            .toolArguments(index: 1, id: "b", name: "g", fragment: "{}"),
            .toolArguments(index: 0, id: nil, name: nil, fragment: ": 1}"), .usage(usage), .finished(.toolCalls),
        ]
        let bytes = OpenAISupport.bytes(events, of: dialect)
        let again = try OpenAISupport.events(bytes, of: dialect, cuts: [])
        #expect(OpenAISupport.response(again) == OpenAISupport.response(events))
        let body = dialect.encodeResponse(OpenAISupport.response(events), of: OpenAISupport.answer)
        #expect(OpenAISupport.response(try dialect.decodeResponse(body)) == OpenAISupport.response(events))
    }

    @Test("A whole answer has all that clients require") func whole() {
        let body = dialect.encodeResponse(
            OpenAISupport.response([.text("a"), .usage(usage), .finished(.length)]), of: OpenAISupport.answer)
        #expect(body["object"] == "chat.completion" && body["id"] == "chatcmpl-r1")
        #expect(
            body["choices"]?[0]?["message"] == [
                "role": "assistant", "content": "a", "refusal": nil, "annotations": [],
            ])
        #expect(body["choices"]?[0]?["finish_reason"] == "length" && body["usage"]?["total_tokens"] == 14)
    }

    @Test("A stream that fails ends with the error and without its terminator") func fails() throws {
        var encoder = dialect.eventEncoder(of: OpenAISupport.answer)
        var bytes = encoder.encode(.text("a"))
        bytes += encoder.fail(KapellError(.overloaded, "Full.", remedy: "Wait."))
        let frames = try OpenAISupport.frames(bytes)
        #expect(
            frames.last?.data
                == #"{"error":{"message":"Full. Wait.","type":"server_error","param":null,"code":"overloaded"}}"#)
        #expect(
            OpenAISupport.error { _ = try OpenAISupport.events(bytes, of: dialect, cuts: []) }.code != .internalError)
    }

    @Test("Whatever comes, every frame is JSON and no piece of text is lost") func odd() throws {
        let texts = ["\u{0}", "\u{2028}", "\\", "é", "🎻", "\r\n\n"]
        let found = try chunks(texts.map { .text($0) })
        #expect(found.compactMap { $0["choices"]?[0]?["delta"]?["content"]?.stringValue }.joined() == texts.joined())
        #expect(try chunks([]).last?["choices"] == [])
    }
}
