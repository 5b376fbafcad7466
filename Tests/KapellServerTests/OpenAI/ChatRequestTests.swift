import KapellCore
import KapellJSON
import KapellServer
import Testing

@Suite("Chat requests") struct ChatRequestTests {
    private func body(_ more: String = "") throws -> JSONObject {
        let text = "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]\(more)}"
        return try #require(try JSONValue(parsing: text).objectValue)
    }

    private func messages(_ text: String) throws -> JSONObject {
        try #require(try JSONValue(parsing: "{\"model\": \"m\", \"messages\": \(text)}").objectValue)
    }

    @Test("Without options, the dialect's own defaults hold") func defaults() throws {
        let chat = try ChatRequest(body())
        #expect(chat.model == "m")
        #expect(chat.request.messages == [ModelMessage(.user, "Hello")])
        #expect(chat.request.sampling == SamplingOptions(temperature: 1, topP: 1))
        #expect(chat.request.maximumResponseTokens == nil)
        #expect(chat.request.stop.isEmpty)
        #expect(!chat.stream && !chat.includeUsage)
    }

    @Test("All options are read") func options() throws {
        let chat = try ChatRequest(
            body(
                """
                , "temperature": 0.5, "top_p": 0.9, "seed": -3, "max_tokens": 5, "max_completion_tokens": 7,
                "stop": ["a", "", "b"], "stream": true, "stream_options": {"include_usage": true}, "n": 1,
                "logprobs": false, "tools": [], "frequency_penalty": 0, "presence_penalty": 0, "logit_bias": {},
                "response_format": {"type": "text"}, "modalities": ["text"], "user": "ada", "tool_choice": "auto"
                """))
        #expect(chat.request.sampling.temperature == 0.5)
        #expect(chat.request.sampling.topP == 0.9)
        #expect(chat.request.sampling.seed == UInt64(bitPattern: -3))
        #expect(chat.request.maximumResponseTokens == 7)
        #expect(chat.request.stop == ["a", "b"])
        #expect(chat.stream && chat.includeUsage)
        #expect(try ChatRequest(body(", \"max_tokens\": 5, \"stop\": \"x\"")).request.maximumResponseTokens == 5)
        #expect(try ChatRequest(body(", \"stop\": \"x\"")).request.stop == ["x"])
    }

    @Test("A null counts as left out") func nulls() throws {
        let keys = [
            "temperature", "top_p", "seed", "max_tokens", "max_completion_tokens", "stop", "stream", "stream_options",
            "n",
            "logprobs", "tools", "functions", "frequency_penalty", "presence_penalty", "logit_bias", "response_format",
            "modalities",
        ]
        let chat = try ChatRequest(body(keys.map { ", \"\($0)\": null" }.joined()))
        #expect(chat.request.sampling == SamplingOptions(temperature: 1, topP: 1))
    }

    @Test("Roles, and content as one text or in parts") func content() throws {
        let chat = try ChatRequest(
            messages(
                """
                [{"role": "system", "content": "a"}, {"role": "developer", "content": "b"},
                 {"role": "user", "content": [{"type": "text", "text": "c"}, {"type": "text", "text": "d"}]},
                 {"role": "assistant", "content": "e"}]
                """))
        #expect(chat.request.messages.map(\.role) == [.system, .system, .user, .assistant])
        #expect(chat.request.messages.map(\.content) == ["a", "b", "c\nd", "e"])
    }

    @Test(
        "A value of the wrong type, or out of range, is refused, and the error names it",
        arguments: [
            ("temperature", "\"warm\""), ("temperature", "2.1"), ("temperature", "-1"), ("top_p", "1.5"),
            ("top_p", "[]"),
            ("seed", "1.5"), ("seed", "\"x\""), ("seed", "18446744073709551615"), ("max_tokens", "0"),
            ("max_tokens", "1000001"), ("max_tokens", "\"5\""), ("max_completion_tokens", "-1"), ("stop", "5"),
            ("stop", "[1]"), ("stop", "[\(Array(repeating: "\"x\"", count: 17).joined(separator: ","))]"),
            ("stream", "\"yes\""), ("stream", "1"), ("n", "0"), ("n", "129"), ("n", "\"2\""), ("logprobs", "1"),
            ("frequency_penalty", "3"), ("presence_penalty", "\"x\""),
        ])
    func wrong(key: String, value: String) throws {
        let error = #expect(throws: KapellError.self) { try ChatRequest(body(", \"\(key)\": \(value)")) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("`\(key)`") == true, "\(error?.message ?? "")")
    }

    @Test(
        "What cannot be honoured is refused, not ignored",
        arguments: [
            ("tools", "[{\"type\": \"function\"}]"), ("functions", "[{\"name\": \"f\"}]"), ("n", "2"),
            ("logprobs", "true"),
            ("logit_bias", "{\"5\": 1}"), ("frequency_penalty", "0.5"), ("presence_penalty", "-0.5"),
            ("response_format", "{\"type\": \"json_object\"}"), ("modalities", "[\"text\", \"audio\"]"),
        ])
    func unsupported(key: String, value: String) throws {
        let error = #expect(throws: KapellError.self) { try ChatRequest(body(", \"\(key)\": \(value)")) }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("`\(key)`") == true)
        #expect(error?.remedy?.contains("`\(key)`") == true)
    }

    @Test(
        "Messages that are none are refused, and the error says which",
        arguments: [
            ("null", "messages"), ("[]", "messages"), ("\"hello\"", "messages"), ("{}", "messages"),
            ("[\"hello\"]", "messages[0].role"), ("[{\"content\": \"x\"}]", "messages[0].role"),
            (
                "[{\"role\": \"user\", \"content\": \"x\"}, {\"role\": \"tool\", \"content\": \"x\"}]",
                "messages[1].role"
            ),
            ("[{\"role\": \"user\"}]", "messages[0].content"),
            ("[{\"role\": \"user\", \"content\": 5}]", "messages[0].content"),
            ("[{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]", "messages[0].content"),
            ("[{\"role\": \"user\", \"content\": [\"x\"]}]", "messages[0].content"),
        ])
    func noMessages(text: String, word: String) throws {
        let error = #expect(throws: KapellError.self) { try ChatRequest(messages(text)) }
        #expect(error?.code == .invalidRequest || error?.code == .unsupported)
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    @Test("A model that is missing, or no text, is refused", arguments: ["", ", \"model\": null", ", \"model\": 5"])
    func model(more: String) throws {
        let text = "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]\(more)}"
        let object = try #require(try JSONValue(parsing: text).objectValue)
        let error = #expect(throws: KapellError.self) { try ChatRequest(object) }
        #expect(error?.message.contains("`model`") == true)
    }

    @Test("An unknown role is quoted in part only") func longRole() throws {
        let role = String(repeating: "x", count: 10_000)
        let error = #expect(throws: KapellError.self) {
            try ChatRequest(messages("[{\"role\": \"\(role)\", \"content\": \"x\"}]"))
        }
        #expect(error?.message.utf8.count ?? .max < 200)
    }
}
