import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Chat requests to providers") struct ChatRequestWritingTests {
    private let openAI = OpenAIChatDialect()
    private let compatible = OpenAIChatDialect(options: .compatible)

    private func request(_ messages: [ModelMessage] = [ModelMessage(.user, "Hi")]) -> ModelRequest {
        ModelRequest(messages: messages, sampling: .modelDefault)
    }

    @Test("A bare request says nothing that was not said") func bare() throws {
        let encoded = try openAI.encodeRequest(OpenAISupport.foreign(request()))
        #expect(encoded.path == "chat/completions" && encoded.losses.isEmpty)
        #expect(encoded.body == ["model": "gpt", "messages": [["role": "user", "content": "Hi"]]])
    }

    @Test("A stream always asks for usage, unless the server does not know how") func usage() throws {
        let body = try openAI.encodeRequest(OpenAISupport.foreign(request(), streams: true)).body
        #expect(body["stream"] == true && body["stream_options"] == ["include_usage": true])
        var options = OpenAIChatOptions.compatible
        options.understandsStreamOptions = false
        let old = OpenAIChatDialect(options: options)
        #expect(try old.encodeRequest(OpenAISupport.foreign(request(), streams: true)).body["stream_options"] == nil)
    }

    @Test("OpenAI and other servers differ in roles, limits and reasoning") func presets() throws {
        var asked = request([
            ModelMessage(.system, "s"), ModelMessage(.user, "u"),
            .assistant(
                "", reasoning: [ModelReasoning(text: "hm", signature: "sig")],
                toolCalls: [
                    ModelToolCall(id: "a", name: "f", arguments: "", signature: "proof")
                ]), .toolResult(callID: "a", name: "f", "1", isError: true),
        ])
        asked.maximumResponseTokens = 9
        asked.sampling.topK = 4
        asked.sampling.leftToModel = [.temperature, .topP]
        let own = try openAI.encodeRequest(OpenAISupport.foreign(asked))
        #expect(own.body["max_completion_tokens"] == 9 && own.body["top_k"] == nil)
        #expect(own.body["messages"]?[0]?["role"] == "developer")
        #expect(
            own.body["messages"]?[2] == [
                "role": "assistant", "content": nil,
                "tool_calls": [["id": "a", "type": "function", "function": ["name": "f", "arguments": "{}"]]],
            ])
        #expect(own.body["messages"]?[3] == ["role": "tool", "tool_call_id": "a", "content": "1"])
        #expect(
            Set(own.losses.map(\.description)) == [
                "dropped: messages[2].reasoning", "dropped: messages[2].reasoning.signature", "dropped: top_k",
                "dropped: messages[2].tool_calls[0].signature", "dropped: messages[3].is_error",
            ])
        let other = try compatible.encodeRequest(OpenAISupport.foreign(asked))
        #expect(other.body["max_tokens"] == 9 && other.body["top_k"] == 4)
        #expect(other.body["messages"]?[0]?["role"] == "system")
        #expect(other.body["messages"]?[2]?["reasoning_content"] == "hm")
        #expect(other.body["messages"]?[2]?["content"] == "")
        #expect(
            other.body["messages"]?[2]?["tool_calls"]?[0]?["extra_content"]
                == ["google": ["thought_signature": "proof"]])
    }

    @Test("Images, sounds and files are parts in their order") func parts() throws {
        var pdf = ModelAttachment(.bytes([1]), mediaType: "application/pdf")
        pdf.label = "a.pdf"
        let message = ModelMessage(
            .user,
            parts: [
                .text("a"), .attachment(ModelAttachment(.bytes([0xFF, 0xD8, 0xFF]))), .text("b"), .attachment(pdf),
                .attachment(ModelAttachment(.bytes([1]), mediaType: "audio/wav")),
            ])
        let body = try openAI.encodeRequest(OpenAISupport.foreign(request([message]))).body
        #expect(
            body["messages"]?[0]?["content"] == [
                ["type": "text", "text": "a"],
                ["type": "image_url", "image_url": ["url": "data:image/jpeg;base64,/9j/"]],
                ["type": "text", "text": "b"],
                ["type": "file", "file": ["filename": "a.pdf", "file_data": "data:application/pdf;base64,AQ=="]],
                ["type": "input_audio", "input_audio": ["data": "AQ==", "format": "wav"]],
            ])
    }

    @Test("Images of results follow in a message of the user, after the last result") func pictures() throws {
        var first = ModelMessage.toolResult(callID: "a", name: "f", "see")
        first.attachments = [ModelAttachment(.url("https://x/y.png"))]
        let calls = [
            ModelToolCall(id: "a", name: "f", arguments: "{}"), ModelToolCall(id: "b", name: "f", arguments: "{}"),
        ]
        let encoded = try openAI.encodeRequest(
            OpenAISupport.foreign(
                request([
                    ModelMessage(.user, "u"), .assistant("", toolCalls: calls), first,
                    .toolResult(callID: "b", name: "f", "2"),
                ])))
        let roles = encoded.body["messages"]?.arrayValue?.compactMap { $0["role"]?.stringValue }
        #expect(roles == ["user", "assistant", "tool", "tool", "user"])
        #expect(encoded.losses == [DialectLoss(.approximated, "messages[2].content")])
    }

    @Test("A strict schema is written by OpenAI's rules; where it cannot be, it is not strict and says so")
    func strict() throws {
        var asked = request()
        asked.tools = [
            ModelTool(
                name: "f", description: "",
                parameters: [
                    "type": "object", "properties": ["a": ["type": "string"]], "required": ["a"],
                ])
        ]
        asked.tools[0].isStrict = true
        asked.responseSchema = ModelResponseSchema(
            name: "my answer",
            schema: [
                "type": "object", "properties": ["a": ["type": "string"]],
            ])
        asked.responseSchema?.isStrict = true
        let encoded = try openAI.encodeRequest(OpenAISupport.foreign(asked))
        #expect(encoded.body["tools"]?[0]?["function"]?["strict"] == true)
        #expect(encoded.body["tools"]?[0]?["function"]?["parameters"]?["additionalProperties"] == false)
        #expect(encoded.body["response_format"]?["json_schema"]?["strict"] == false)
        #expect(encoded.body["response_format"]?["json_schema"]?["name"] == "my_answer")
        #expect(
            encoded.losses.map(\.description) == [
                "approximated: response_format.json_schema.strict", "approximated: response_format.json_schema.name",
            ])
        let other = try compatible.encodeRequest(OpenAISupport.foreign(asked))
        #expect(other.body["response_format"]?["json_schema"]?["strict"] == true)
        #expect(other.body["tools"]?[0]?["function"]?["parameters"] == asked.tools[0].parameters)
    }

    @Test("A request of an own client comes out with all that it had") func own() throws {
        let body = try OpenAISupport.object(
            #"""
            {"model":"m","messages":[{"role":"user","content":"x"}],"reasoning_effort":"minimal","logit_bias":{"1":2},
             "tools":[{"type":"custom","custom":{"name":"c"}},{"type":"function","function":{"name":"f"}}],"n":2,
             "response_format":{"type":"json_object"},"temperature":0.5,"seed":-3}
            """#)
        let read = try openAI.decodeRequest(body, to: DialectTarget())
        let encoded = try openAI.encodeRequest(read)
        for key in ["reasoning_effort", "logit_bias", "n", "response_format", "temperature", "seed"] {
            #expect(encoded.body[key] == body[key], "\(key)")
        }
        #expect(encoded.body["tools"]?.arrayValue?.map { $0["type"] } == ["custom", "function"])
        #expect(encoded.losses.isEmpty)
    }

    @Test("To forward changes the model alone") func forward() throws {
        let body = try OpenAISupport.object(
            #"{"x":1,"model":"m","messages":[{"role":"user","content":"x"}],"stream":true}"#)
        let read = try openAI.decodeRequest(body, to: DialectTarget())
        let forwarded = openAI.forward(read, to: "other")
        #expect(forwarded.body.description == body.description.replacing("\"m\"", with: "\"other\""))
        #expect(forwarded.losses.isEmpty && forwarded.path == "chat/completions")
    }

    @Test("Fields of another dialect are lost by name, or refused where that would change the meaning") func foreign()
        throws
    {
        var asked = OpenAISupport.foreign(request())
        asked.dialect = .openAIResponses
        asked.unknown = ["metadata": ["a": "b"], "top_logprobs": 0, "truncation": "disabled", "store": false]
        #expect(try openAI.encodeRequest(asked).losses == [DialectLoss(.dropped, "metadata")])
        for (field, value): (String, JSONValue) in [
            ("previous_response_id", "r"), ("store", true), ("conversation", "c"), ("tools[0]", ["type": "web_search"]),
            ("input[3]", ["type": "item_reference"]), ("tool_choice", ["type": "mcp"]), ("background", true),
        ] {
            asked.unknown = [field: value]
            let error = OpenAISupport.error { _ = try openAI.encodeRequest(asked) }
            #expect(error.code == .unsupported && error.message.contains("`\(field)`"))
        }
    }

    @Test("What the provider does not take is refused by name") func refused() {
        var stops = request()
        stops.stop = ["a", "b", "c", "d", "e"]
        var file = request([ModelMessage(.user, "x")])
        file.messages[0].attachments = [ModelAttachment(.url("https://x/y.pdf"), mediaType: "application/pdf")]
        var name = request()
        name.tools = [ModelTool(name: "a.b", description: "", parameters: [:])]
        for (asked, field) in [(stops, "stop"), (file, "messages[0]"), (name, "tools[0].name")] {
            let error = OpenAISupport.error { _ = try openAI.encodeRequest(OpenAISupport.foreign(asked)) }
            #expect(error.code == .unsupported && error.message.contains("`\(field)`"))
        }
        #expect((try? compatible.encodeRequest(OpenAISupport.foreign(stops))) != nil)
    }

    @Test("Cache marks are written where the server has them, and lost by name elsewhere") func marks() throws {
        var asked = request()
        asked.messages[0].cacheMark = ModelCacheMark(timeToLive: "1h")
        #expect(
            try openAI.encodeRequest(OpenAISupport.foreign(asked)).losses
                == [DialectLoss(.dropped, "messages[0].cache_control")])
        var options = OpenAIChatOptions.compatible
        options.cacheMarks = .cacheControl
        let encoded = try OpenAIChatDialect(options: options).encodeRequest(OpenAISupport.foreign(asked))
        #expect(encoded.losses.isEmpty)
        #expect(
            encoded.body["messages"]?[0]?["content"] == [
                ["type": "text", "text": "Hi", "cache_control": ["type": "ephemeral", "ttl": "1h"]]
            ])
    }
}
