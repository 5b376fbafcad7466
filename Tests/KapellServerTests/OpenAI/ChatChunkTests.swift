import KapellCore
import KapellJSON
import KapellServer
import Testing

@Suite("Pieces of a streamed completion") struct ChatChunkTests {
    private let chunk: ChatChunk

    init() throws {
        // The run began at 1,700,000,000,123 ms since 1970.
        var generator = FixedGenerator()
        chunk = ChatChunk(run: RunID(milliseconds: 1_700_000_000_123, using: &generator), model: "local/m")
    }

    private func parsed(_ text: String) throws -> JSONObject {
        let object = try #require(try JSONValue(parsing: text).objectValue)
        #expect(object["id"]?.stringValue == "chatcmpl-\(chunk.run)")
        #expect(object["object"] == "chat.completion.chunk")
        #expect(object["created"]?.intValue == 1_700_000_000)
        #expect(object["model"] == "local/m")
        return object
    }

    private func choice(_ text: String) throws -> JSONValue {
        let choices = try #require(try parsed(text)["choices"]?.arrayValue)
        #expect(choices.count == 1)
        #expect(choices.first?["index"] == 0)
        return try #require(choices.first)
    }

    @Test("The first holds the role, then come texts, then the reason") func order() throws {
        let opening = try choice(chunk.opening)
        #expect(opening["delta"]?["role"] == "assistant")
        #expect(opening["finish_reason"] == .null)
        let text = try choice(chunk.text("a \"quoted\"\nline \u{1F600}"))
        #expect(text["delta"] == ["content": "a \"quoted\"\nline \u{1F600}"])
        #expect(text["finish_reason"] == .null)
        let closing = try choice(chunk.closing(.length))
        #expect(closing["delta"] == [:])
        #expect(closing["finish_reason"] == "length")
    }

    @Test("A piece takes one line, so that an event holds it") func oneLine() {
        for text in [chunk.opening, chunk.text("a\nb\r\nc\u{2028}"), chunk.closing(.stop), chunk.usage(ModelUsage())] {
            #expect(!text.utf8.contains(10) && !text.utf8.contains(13))
        }
    }

    @Test("Usage comes without choices, and adds up") func usage() throws {
        let object = try parsed(chunk.usage(ModelUsage(inputTokens: 10, cachedTokens: 4, outputTokens: 3)))
        #expect(object["choices"] == [])
        #expect(
            object["usage"] == [
                "prompt_tokens": 10, "completion_tokens": 3, "total_tokens": 13,
                "prompt_tokens_details": ["cached_tokens": 4],
            ])
    }

    @Test("Reasons have the dialect's names") func reasons() {
        #expect(ChatChunk.reason(.stop) == "stop")
        #expect(ChatChunk.reason(.length) == "length")
        #expect(ChatChunk.reason(.toolCalls) == "tool_calls")
        #expect(ChatChunk.reason(.contentFilter) == "content_filter")
        #expect(ChatChunk.reason(nil) == "stop")
    }
}

private struct FixedGenerator: RandomNumberGenerator {
    mutating func next() -> UInt64 { 7 }
}

@Suite("Vectors as base64") struct Base64Tests {
    @Test("Floats are little-endian, 32 bits each") func bytes() {
        #expect(Base64.encode(floats: []) == "")
        #expect(Base64.encode(floats: [1]) == "AACAPw==")
        #expect(Base64.encode(floats: [0, -2]) == "AAAAAAAAAMA=")
        #expect(Base64.encode(floats: [1, 0.5, -0.25]) == "AACAPwAAAD8AAIC+")
    }

    @Test("Each float takes four bytes") func length() {
        for count in 1...20 {
            let text = Base64.encode(floats: Array(repeating: 0.1, count: count))
            #expect(text.utf8.count == (count * 4 + 2) / 3 * 4)
        }
    }
}
