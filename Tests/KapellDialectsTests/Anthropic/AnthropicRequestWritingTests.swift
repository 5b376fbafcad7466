import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Requests of other dialects, in Anthropic's body")
struct AnthropicRequestWritingTests {
    private func write(
        _ request: ModelRequest, model: String = "claude-sonnet-4-5", unknown: JSONObject = [:], streams: Bool = false
    ) throws -> EncodedRequest {
        var whole = DialectRequest(dialect: .openAIChat, model: model, streams: streams, request: request)
        whole.unknown = unknown
        return try AnthropicDialect().encodeRequest(whole)
    }

    private func request(_ messages: ModelMessage..., sampling: SamplingOptions = .modelDefault) -> ModelRequest {
        ModelRequest(messages: messages, sampling: sampling)
    }

    @Test("A plain request has what the wire demands, and nothing that the client did not send")
    func plain() throws {
        let written = try write(request(ModelMessage(.system, "Be brief."), ModelMessage(.user, "Hi")), streams: true)
        #expect(written.headers == ["anthropic-version": "2023-06-01"])
        #expect(
            JSONValue.object(written.body) == [
                "model": "claude-sonnet-4-5", "max_tokens": 8192, "system": [["type": "text", "text": "Be brief."]],
                "messages": [["role": "user", "content": "Hi"]], "stream": true,
            ])
        #expect(written.losses.isEmpty)
    }

    @Test("Neighbours of one role are one turn; results come first, together")
    func turns() throws {
        let calls = [
            ModelToolCall(id: "functions.add:0", name: "add", arguments: #"{"a":1}"#),
            ModelToolCall(id: "functions.add:0", name: "add", arguments: ""),
        ]
        let written = try write(
            request(
                ModelMessage(.user, "a"), ModelMessage(.user, "b"), .assistant("c", toolCalls: calls),
                .toolResult(callID: "functions.add:0", name: "add", "1"), ModelMessage(.user, "d"),
                .toolResult(callID: "functions.add:0", name: "add", "", isError: true)))
        let messages = try #require(written.body["messages"]?.arrayValue)
        #expect(messages.count == 3)
        #expect(messages[0]["content"] == [["type": "text", "text": "a"], ["type": "text", "text": "b"]])
        #expect(messages[1]["content"]?[1]?["id"] == "functions_add_0")
        #expect(messages[1]["content"]?[2]?["id"] == "functions_add_0_2")
        #expect(messages[1]["content"]?[2]?["input"] == [:])
        #expect(
            messages[2]["content"] == [
                ["type": "tool_result", "tool_use_id": "functions_add_0", "content": "1"],
                ["type": "tool_result", "tool_use_id": "functions_add_0_2", "is_error": true],
                ["type": "text", "text": "d"],
            ])
    }

    @Test("A conversation with calls and without tools gets the tools that it called, and may call none")
    func missingTools() throws {
        let written = try write(
            request(
                ModelMessage(.user, "a"),
                .assistant("", toolCalls: [ModelToolCall(id: "1", name: "f", arguments: "{}")]),
                .toolResult(callID: "1", name: "f", "x")))
        #expect(written.body["tools"] == [["name": "f", "input_schema": ["type": "object"]]])
        #expect(written.body["tool_choice"] == ["type": "none"])
        #expect(written.losses == [DialectLoss(.approximated, "tools")])
    }

    @Test("Instructions between turns stay where they are if the model takes them, else become the user's words")
    func systemTurns() throws {
        let request = request(
            ModelMessage(.user, "a"), ModelMessage(.system, "now shorter"), .assistant("b"), ModelMessage(.system, "x"),
            ModelMessage(.user, "c"))
        let new = try write(request, model: "claude-opus-4-8")
        #expect(
            new.body["messages"]?.arrayValue?.compactMap { $0["role"]?.stringValue } == [
                "user", "system", "assistant", "user",
            ])
        #expect(new.losses == [DialectLoss(.approximated, "messages[3]")])
        let old = try write(request)
        #expect(
            old.body["messages"]?.arrayValue?.compactMap { $0["role"]?.stringValue } == ["user", "assistant", "user"])
        #expect(old.body["messages"]?[0]?["content"]?[1]?["text"] == "<system>\nnow shorter\n</system>")
        #expect(old.losses.map(\.field) == ["messages[1]", "messages[3]"])
    }

    @Test("Instructions alone become the user's words; nothing at all is refused")
    func systemOnly() throws {
        let written = try write(request(ModelMessage(.system, "Say hi.")))
        #expect(written.body["messages"] == [["role": "user", "content": "Say hi."]])
        #expect(written.losses == [DialectLoss(.approximated, "messages[0]")])
        #expect(throws: KapellError.self) { try write(request(ModelMessage(.user, " "))) }
    }

    @Test("Images and files find their blocks; what no model reads is refused by name")
    func media() throws {
        let parts: [ModelMessagePart] = [
            .attachment(ModelAttachment(.bytes([0xFF, 0xD8, 0xFF, 0]))), .text("and"),
            .attachment(ModelAttachment(.url("https://a.example/x.png"))),
            .attachment(ModelAttachment(.url("data:image/gif;base64,R0lG"))),
            .attachment(ModelAttachment(.bytes([37]), mediaType: "application/pdf", label: "T")),
            .attachment(ModelAttachment(.bytes(Array("a,b".utf8)), mediaType: "text/csv; charset=utf-8")),
        ]
        let content = try #require(
            try write(request(ModelMessage(.user, parts: parts))).body["messages"]?[0]?["content"])
        #expect(
            content[0] == [
                "type": "image", "source": ["type": "base64", "media_type": "image/jpeg", "data": "/9j/AA=="],
            ])
        #expect(content[2] == ["type": "image", "source": ["type": "url", "url": "https://a.example/x.png"]])
        #expect(content[3]?["source"]?["media_type"] == "image/gif")
        #expect(
            content[4] == [
                "type": "document", "source": ["type": "base64", "media_type": "application/pdf", "data": "JQ=="],
                "title": "T",
            ])
        #expect(content[5]?["source"] == ["type": "text", "media_type": "text/plain", "data": "a,b"])
        for bad in [ModelAttachment(.bytes([1]), mediaType: "audio/wav"), ModelAttachment(.url("s3://b/k"))] {
            let error = #expect(throws: KapellError.self) {
                try write(request(ModelMessage(.user, parts: [.attachment(bad)])))
            }
            #expect(error?.code == .unsupported && error?.message.contains("messages[0]") == true)
        }
    }

    @Test("A temperature above 1 is lowered, and named; newer models get none at all")
    func sampling() throws {
        var options = SamplingOptions(temperature: 1.5, topP: 0.9, topK: 7, seed: 3)
        options.frequencyPenalty = 1
        let plain = try write(request(ModelMessage(.user, "a"), sampling: options), model: "other")
        #expect(plain.body["temperature"] == 1 && plain.body["top_p"] == 0.9 && plain.body["top_k"] == 7)
        #expect(
            plain.losses.map(\.description) == [
                "dropped: seed", "dropped: frequency_penalty", "approximated: temperature",
            ])
        let both = try write(request(ModelMessage(.user, "a"), sampling: SamplingOptions(temperature: 0.2, topP: 0.9)))
        #expect(both.body["temperature"] == 0.2 && both.body["top_p"] == nil)
        #expect(both.losses == [DialectLoss(.dropped, "top_p")])
        let new = try write(
            request(ModelMessage(.user, "a"), sampling: SamplingOptions(temperature: 0.2)), model: "claude-opus-4-8")
        #expect(new.body["temperature"] == nil && new.losses == [DialectLoss(.dropped, "temperature")])
        let left = try write(request(ModelMessage(.user, "a")))
        #expect(left.body["temperature"] == nil && left.body["top_p"] == nil && left.body["top_k"] == nil)
    }

    @Test("Thinking is an effort for newer models, a budget within the length for older ones")
    func thinking() throws {
        var request = request(ModelMessage(.user, "a"))
        request.reasoning = .deep
        let new = try write(request, model: "claude-opus-4-6")
        #expect(new.body["thinking"] == ["type": "adaptive"] && new.body["output_config"] == ["effort": "high"])
        let old = try write(request)
        #expect(old.body["thinking"] == ["type": "enabled", "budget_tokens": 16384] && old.body["max_tokens"] == 24576)
        request.maximumResponseTokens = 4_000
        #expect(try write(request).body["thinking"]?["budget_tokens"] == 2_000)
        request.maximumResponseTokens = 1_000
        #expect(try write(request).losses == [DialectLoss(.dropped, "reasoning")])
        request.reasoning = .custom("none")
        #expect(try write(request).body["thinking"] == nil)
        #expect(try write(request, model: "claude-3-haiku-20240307").losses.isEmpty)
    }

    @Test("Fields of other dialects are named as dropped; those that change the meaning are refused")
    func foreign() throws {
        let message = request(ModelMessage(.user, "a"))
        let written = try write(message, unknown: ["logit_bias": ["5": 1], "n": 1, "store": false, "user": "u"])
        #expect(written.losses.map(\.description) == ["dropped: logit_bias", "dropped: user"])
        #expect(throws: KapellError.self) { try write(message, unknown: ["n": 2]) }
    }

    @Test("At most four marks are written; an hour never follows five minutes")
    func cachePlan() throws {
        var messages: [ModelMessage] = []
        for (index, time) in ["1h", "1h", nil, "1h", "24h", "5m"].enumerated() {
            var message = ModelMessage(index < 2 ? .system : .user, "m\(index)")
            message.cacheMark = ModelCacheMark(timeToLive: time)
            messages.append(message)
        }
        let written = try write(ModelRequest(messages: messages, sampling: .modelDefault))
        #expect(written.body["system"]?[0]?["cache_control"] == nil)
        #expect(written.body["system"]?[1]?["cache_control"] == ["type": "ephemeral", "ttl": "1h"])
        let content = try #require(written.body["messages"]?[0]?["content"]?.arrayValue)
        #expect(content.map { $0["cache_control"]?["ttl"]?.stringValue } == [nil, "1h", "1h", "5m"])
        #expect(content[0]["cache_control"] == nil)
        #expect(written.losses.count == 3, "\(written.losses)")
    }

    @Test("Reasoning without Anthropic's proof is left out and named; calls that were cut stay readable")
    func foreignHistory() throws {
        let written = try write(
            request(
                ModelMessage(.user, "a"),
                .assistant(
                    "b", reasoning: [ModelReasoning(text: "t"), ModelReasoning(text: "", signature: "s")],
                    toolCalls: [ModelToolCall(id: "1", name: "f", arguments: #"{"a":"#, signature: "g")])))
        #expect(written.body["messages"]?[1]?["content"]?[0] == ["type": "thinking", "thinking": "", "signature": "s"])
        #expect(written.body["messages"]?[1]?["content"]?[2]?["input"] == ["INVALID_JSON": #"{"a":"#])
        #expect(
            written.losses.map(\.field) == [
                "tools", "messages[1].reasoning[0]", "messages[1].tool_calls[0].arguments",
                "messages[1].tool_calls[0].signature",
            ])
    }

    @Test("A schema is brought into what Anthropic keeps to, and the rest is told the model")
    func schema() throws {
        let schema = try JSONValue(
            parsing:
                ##"{"$schema":"x","type":"object","properties":{"a":{"type":"integer","minimum":1,"description":"A"},"b":{"oneOf":[{"type":"object","properties":{}},{"$ref":"#/definitions/D"}]}},"required":["a"],"definitions":{"D":{"type":"string","format":"date"}}}"##
        )
        let (strict, losses) = AnthropicSchema.strict(schema)
        #expect(
            strict.serialized()
                == ##"{"type":"object","properties":{"a":{"type":"integer","description":"A\n\n{minimum: 1}"},"b":{"anyOf":[{"type":"object","properties":{},"additionalProperties":false},{"$ref":"#/$defs/D"}]}},"required":["a"],"$defs":{"D":{"type":"string","format":"date"}},"additionalProperties":false}"##
        )
        #expect(losses == ["minimum"])
        var request = request(ModelMessage(.user, "a"))
        request.responseSchema = ModelResponseSchema(name: "n", schema: schema)
        let written = try write(request)
        #expect(written.body["output_config"]?["format"]?["schema"] == strict)
        #expect(written.losses == [DialectLoss(.approximated, "response_format.minimum")])
    }
}
