import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Requests in Cohere's dialect")
struct CohereRequestTests {
    private func read(_ text: String) throws -> DialectRequest {
        try CohereDialect().decodeRequest(WireProbe.object(text), to: DialectTarget())
    }

    private static let conversation = #"""
        {"model":"command-a","stream":true,"messages":[{"role":"system","content":"brief"},{"role":"user","content":\#
        [{"type":"text","text":"what?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},\#
        {"role":"assistant","tool_plan":"I will look","tool_calls":[{"id":"c1","type":"function","function":\#
        {"name":"f","arguments":"{\"b\": 1}"}}]},{"role":"tool","tool_call_id":"c1","content":[{"type":"document",\#
        "document":{"data":{"t":20}}}]}],"tools":[{"type":"function","function":{"name":"f","description":"d",\#
        "parameters":{"type":"object"}}}],"strict_tools":true,"tool_choice":"REQUIRED","k":5,"p":0.5,\#
        "temperature":0.25,"max_tokens":9,"stop_sequences":["."],"seed":18446744073709551615,\#
        "documents":["d"],"safety_mode":"OFF","thinking":{"type":"disabled"}}
        """#

    @Test("A conversation with tools is read whole")
    func conversation() throws {
        let request = try read(Self.conversation)
        let hub = request.request
        #expect(request.streams && hub.messages.map(\.role) == [.system, .user, .assistant, .tool])
        #expect(hub.messages[1].attachments.first?.content == .bytes([0, 0, 0]))
        #expect(hub.messages[2].reasoning == [ModelReasoning(text: "I will look")])
        #expect(hub.messages[2].toolCalls == [ModelToolCall(id: "c1", name: "f", arguments: #"{"b": 1}"#)])
        #expect(hub.messages[3].content == #"{"t":20}"# && hub.messages[3].toolCallID == "c1")
        #expect(hub.messages[3].origin == .tool(name: "f"))
        #expect(hub.tools[0].isStrict == true && hub.toolChoice == .required && hub.sampling.topK == 5)
        #expect(hub.sampling.seed == .max && hub.reasoning == .custom("none"))
        #expect(request.unknown.keys == ["documents", "safety_mode"] && request.losses.isEmpty)
    }

    @Test("A request from Cohere's dialect comes back with all that is its own")
    func roundTrip() throws {
        let body = try WireProbe.object(Self.conversation)
        let again = try CohereDialect().encodeRequest(read(Self.conversation))
        #expect(again.body == body && again.path == "v2/chat" && again.losses.isEmpty)
    }

    @Test("A form of the answer is a schema, or any object")
    func format() throws {
        let head = #"{"model":"m","messages":[{"role":"user","content":"a"}],"response_format":"#
        #expect(try read(head + #"{"type":"json_object"}}"#).request.responseSchema?.schema == ["type": "object"])
        let schema = head + #"{"type":"json_object","json_schema":{"type":"array"}}}"#
        #expect(try read(schema).request.responseSchema?.schema == ["type": "array"])
        #expect(
            try CohereDialect().encodeRequest(read(schema)).body["response_format"]?["json_schema"] == ["type": "array"]
        )
    }

    @Test("Thoughts before text are a block; unknown blocks only go where they came from")
    func blocks() throws {
        let request = try read(
            #"{"model":"m","messages":[{"role":"user","content":[{"type":"audio","x":1}]},{"role":"assistant","content":[{"type":"thinking","thinking":"t"},{"type":"text","text":"a"}],"citations":[{}]}]}"#
        )
        #expect(request.request.messages[1].reasoning.map(\.text) == ["t"])
        #expect(request.losses.map(\.description) == ["dropped: messages[1].citations"])
        #expect(KapellError.code { try CohereDialect().encodeRequest(request) } == .unsupported)
    }

    @Test("Values beyond Cohere's ranges, and what it cannot say, are named")
    func losses() throws {
        var hub = ModelRequest(
            messages: [.toolResult(callID: "c", name: "f", "text", isError: true)],
            sampling: SamplingOptions(temperature: 1, topP: 1, topK: 900))
        hub.sampling.frequencyPenalty = -1
        hub.tools = [
            ModelTool(name: "f", description: "", parameters: .null),
            ModelTool(name: "g", description: "", parameters: [:]),
        ]
        hub.toolChoice = .tool("g")
        hub.reasoning = .deep
        let request = DialectRequest(dialect: .openAIChat, model: "m", streams: false, request: hub)
        let result = try CohereDialect().encodeRequest(request)
        #expect(
            Set(result.losses.map(\.description)) == [
                "dropped: messages[0].is_error", "approximated: tool_choice", "approximated: top_k",
                "approximated: frequency_penalty", "approximated: reasoning",
            ])
        #expect(result.body["k"] == 500 && result.body["p"] == 0.99 && result.body["frequency_penalty"] == 0)
        #expect(result.body["tool_choice"] == "REQUIRED" && result.body["tools"]?.arrayValue?.count == 1)
        #expect(result.body["thinking"] == ["type": "enabled"] && result.body["messages"]?[0]?["content"] == "text")
    }

    @Test(
        "What cannot be understood is refused by name",
        arguments: [
            (#"{"model":"m"}"#, "messages"), (#"{"messages":[{"role":"user","content":"a"}]}"#, "model"),
            (#"{"model":"m","messages":[{"role":"x"}]}"#, "messages[0].role"),
            (#"{"model":"m","messages":[{"role":"user","content":3}]}"#, "messages[0].content"),
            (#"{"model":"m","messages":[{"role":"user","content":"a"}],"tool_choice":"maybe"}"#, "tool_choice"),
            (#"{"model":"m","messages":[{"role":"user","content":"a"}],"k":-1}"#, "k"),
        ])
    func refusals(body: String, field: String) throws {
        let error = try #require(throws: KapellError.self) { try read(body) }
        #expect(error.code == .invalidRequest && error.message.contains(field))
    }
}
