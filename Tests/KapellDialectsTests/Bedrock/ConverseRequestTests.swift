import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Requests of Converse")
struct ConverseRequestTests {
    private let dialect = BedrockConverseDialect()
    private let model = "anthropic.claude-3-7-sonnet-20250219-v1:0"

    private func read(_ text: String, streams: Bool = false) throws -> DialectRequest {
        try dialect.decodeRequest(try ClaudeSamples.object(text), to: DialectTarget(model: model, streams: streams))
    }

    private func write(_ request: ModelRequest, model: String? = nil, unknown: JSONObject = [:]) throws
        -> EncodedRequest
    {
        var whole = DialectRequest(dialect: .openAIChat, model: model ?? self.model, streams: true, request: request)
        whole.unknown = unknown
        return try dialect.encodeRequest(whole)
    }

    private static let whole =
        #"""
        {"system":[{"text":"s"},{"cachePoint":{"type":"default"}}],
         "messages":[
          {"role":"user","content":[{"text":"look"},{"image":{"format":"png","source":{"bytes":"AQID"}}},{"document":{"format":"pdf","name":"D 1","source":{"bytes":"JQ=="}}},{"cachePoint":{"type":"default"}},{"text":"q"}]},
          {"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t","signature":"s"}}},{"reasoningContent":{"redactedContent":"ZGF0YQ=="}},{"text":"a"},{"toolUse":{"toolUseId":"t1","name":"f","input":{"x":[1,2]}}}]},
          {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"r"},{"image":{"format":"gif","source":{"s3Location":{"uri":"s3://bucket/k"}}}}],"status":"error"}}]}],
         "inferenceConfig":{"maxTokens":9,"temperature":0.5,"topP":0.75,"stopSequences":["E"]},
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"d","inputSchema":{"json":{"type":"object"}},"strict":true}},{"cachePoint":{"type":"default","ttl":"5m"}}],"toolChoice":{"any":{}}},
         "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}","name":"n"}}}},
         "additionalModelRequestFields":{"top_k":4,"anthropic_beta":["b"]},
         "guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"1"}}
        """#

    @Test("A request is read whole, and written again as it was")
    func roundTrip() throws {
        let request = try read(Self.whole)
        #expect(request.request.messages.map(\.role) == [.system, .user, .user, .assistant, .tool])
        #expect(request.request.messages[1].cacheMark != nil && request.request.messages[0].cacheMark != nil)
        #expect(request.request.messages[1].attachments[1].label == "D 1")
        #expect(request.request.messages[4].isError)
        #expect(request.request.tools[0].cacheMark == ModelCacheMark(timeToLive: "5m"))
        #expect(request.request.toolChoice == .required && request.request.sampling.topK == 4)
        #expect(request.request.responseSchema?.name == "n")
        #expect(request.losses.isEmpty)
        let written = try dialect.encodeRequest(request)
        for (key, value) in request.body { #expect(written.body[key] == value, "\(key)") }
        #expect(written.body.count == request.body.count && written.losses.isEmpty)
    }

    @Test("The model stands in the path, encoded as the AWS clients do it")
    func path() throws {
        #expect(
            try dialect.encodeRequest(try read(Self.whole)).path
                == "model/anthropic.claude-3-7-sonnet-20250219-v1%3A0/converse")
        let request = try read(Self.whole, streams: true)
        let arn = "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.x"
        #expect(
            dialect.forward(request, to: arn).path
                == "model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2Feu.x/converse-stream")
        #expect(dialect.forward(request, to: arn).body.keys == request.body.keys)
        #expect(throws: KapellError.self) { try dialect.decodeRequest(["messages": []], to: DialectTarget()) }
    }

    @Test("A request for Anthropic says the same in Anthropic's blocks, and names what it cannot say")
    func toAnthropic() throws {
        var text = Self.whole
        text.replace(
            #"{"image":{"format":"gif","source":{"s3Location":{"uri":"s3://bucket/k"}}}}"#, with: #"{"json":{"k":1}}"#)
        let written = try AnthropicDialect().encodeRequest(try read(text))
        #expect(written.body["system"]?[0]?["cache_control"] == ["type": "ephemeral"])
        #expect(written.body["messages"]?[0]?["content"]?[2]?["cache_control"] == ["type": "ephemeral"])
        #expect(written.body["messages"]?[1]?["content"]?[1] == ["type": "redacted_thinking", "data": "ZGF0YQ=="])
        #expect(written.body["messages"]?[2]?["content"]?[0]?["content"]?[1]?["text"] == #"{"k":1}"#)
        #expect(written.body["tools"]?[0]?["strict"] == true && written.body["top_k"] == 4)
        #expect(
            written.losses.map(\.description) == ["dropped: guardrailConfig", "dropped: additionalModelRequestFields"])
    }

    @Test("A conversation begins with the user, and documents have names of their own")
    func beginning() throws {
        let document = ModelMessagePart.attachment(
            ModelAttachment(.bytes([37]), mediaType: "application/pdf", label: "a_b/ü.pdf"))
        let request = ModelRequest(
            messages: [.assistant("Hello, I am a shop."), ModelMessage(.user, parts: [document, document])],
            sampling: .modelDefault)
        let written = try write(request)
        #expect(written.body["messages"]?[0] == ["role": "user", "content": [["text": "Hello."]]])
        #expect(written.body["messages"]?[2]?["content"]?[0]?["document"]?["name"] == "a b pdf")
        #expect(written.body["messages"]?[2]?["content"]?[1]?["document"]?["name"] == "a b pdf (2)")
        #expect(written.losses == [DialectLoss(.approximated, "messages[0]")])
        #expect(written.path.hasSuffix("/converse-stream"))
    }

    @Test("What Converse has no word for is named")
    func losses() throws {
        var request = ModelRequest(
            messages: [ModelMessage(.user, "a")], sampling: SamplingOptions(temperature: 2, topK: 5))
        request.messages[0].cacheMark = ModelCacheMark()
        request.tools = [ModelTool(name: "f", description: "", parameters: .null)]
        request.allowsParallelToolCalls = false
        request.reasoning = .custom("minimal")
        let other = try write(request, model: "openai.gpt-oss-120b-1:0", unknown: ["logprobs": true])
        #expect(
            other.losses.map(\.description) == [
                "dropped: logprobs", "dropped: messages[0].cache_control", "approximated: temperature",
                "dropped: top_k",
                "dropped: parallel_tool_calls", "approximated: reasoning",
            ])
        #expect(other.body["inferenceConfig"] == ["temperature": 1] && other.body["outputConfig"] == ["effort": "low"])
        request.toolChoice = .none
        request.allowsParallelToolCalls = nil
        #expect(try write(request).body["toolConfig"] == nil)
        request.messages += [
            .assistant("", toolCalls: [ModelToolCall(id: "a|b", name: "f", arguments: "")]),
            .toolResult(callID: "a|b", name: "f", ""),
        ]
        let written = try write(request)
        #expect(written.losses.contains(DialectLoss(.approximated, "tool_choice")))
        #expect(written.body["messages"]?[1]?["content"]?[0]?["toolUse"]?["toolUseId"] == "a_b")
        #expect(written.body["messages"]?[2]?["content"]?[0]?["toolResult"] == ["toolUseId": "a_b", "content": []])
    }

    @Test("Thinking is an effort or a budget, by the model")
    func thinking() throws {
        var request = ModelRequest(messages: [ModelMessage(.user, "a")], sampling: SamplingOptions(temperature: 0.5))
        request.reasoning = .light
        let old = try write(request)
        #expect(old.body["additionalModelRequestFields"] == ["thinking": ["type": "enabled", "budget_tokens": 2048]])
        #expect(
            old.body["inferenceConfig"] == ["maxTokens": 10240] && old.losses == [DialectLoss(.dropped, "temperature")])
        let new = try write(request, model: "us.anthropic.claude-opus-4-6-v1")
        #expect(new.body["outputConfig"] == ["effort": "low"])
        #expect(new.body["additionalModelRequestFields"] == ["thinking": ["type": "adaptive"]])
    }

    @Test("Addresses are refused: Bedrock follows none")
    func addresses() throws {
        let image = ModelMessagePart.attachment(
            ModelAttachment(.url("https://a.example/x.png"), mediaType: "image/png"))
        let error = #expect(throws: KapellError.self) {
            try write(ModelRequest(messages: [ModelMessage(.user, parts: [image])]))
        }
        #expect(error?.code == .unsupported)
    }

    @Test(
        "What cannot be understood is refused by name",
        arguments: [
            (#"{}"#, "messages"), (#"{"messages":[{"role":"user","content":"x"}]}"#, "messages[0].content"),
            (#"{"messages":[{"role":"tool","content":[]}]}"#, "messages[0].role"),
            (
                #"{"messages":[{"role":"user","content":[{"image":{"format":"bmp","source":{"bytes":"AQ=="}}}]}]}"#,
                "messages[0].content[0].image.format"
            ),
            (#"{"messages":[],"system":[{}]}"#, "system[0]"),
            (#"{"messages":[],"inferenceConfig":{"maxTokens":0}}"#, "maxTokens"),
            (
                #"{"messages":[],"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{"}}}}}"#,
                "outputConfig.textFormat.structure.jsonSchema.schema"
            ),
        ])
    func refusals(text: String, field: String) throws {
        let error = #expect(throws: KapellError.self) { try read(text) }
        #expect(
            error?.code == .invalidRequest && error?.message.contains("`\(field)`") == true,
            "\(String(describing: error))")
    }
}
