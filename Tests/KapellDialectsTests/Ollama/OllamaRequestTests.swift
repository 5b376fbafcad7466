import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Requests in Ollama's dialect")
struct OllamaRequestTests {
    private func read(_ text: String) throws -> DialectRequest {
        try OllamaDialect().decodeRequest(WireProbe.object(text), to: DialectTarget())
    }

    @Test("A chat is read: streamed by default, options, form, thinking")
    func chat() throws {
        let request = try read(
            """
            {"model":"llama3","messages":[{"role":"system","content":"brief"},
            {"role":"user","content":"what?","images":["iVBORw=="]}],"format":{"type":"object","properties":{}},
            "options":{"temperature":0,"top_p":0.5,"top_k":3,"num_predict":-1,"stop":"x","seed":4,"num_ctx":2048},
            "think":"high","keep_alive":"5m"}
            """)
        #expect(request.streams && request.model == "llama3" && request.dialect == .ollama)
        let hub = request.request
        #expect(hub.messages[1].attachments.first?.mediaType == "image/png")
        #expect(hub.sampling.temperature == 0 && hub.sampling.topK == 3 && hub.sampling.leftToModel.isEmpty)
        #expect(hub.maximumResponseTokens == nil && hub.stop == ["x"] && hub.sampling.seed == 4)
        #expect(hub.reasoning == .deep && hub.responseSchema?.schema["type"] == "object")
        #expect(request.unknown.keys == ["keep_alive", "options.num_ctx"])
        #expect(try !read(#"{"model":"m","messages":[{"role":"user","content":"a"}],"stream":false}"#).streams)
    }

    @Test("A prompt of /api/generate is a conversation")
    func generate() throws {
        let request = try read(#"{"model":"m","prompt":"why?","system":"brief","format":"json","raw":true}"#)
        #expect(request.request.messages.map(\.content) == ["brief", "why?"])
        #expect(request.request.responseSchema?.schema == ["type": "object"])
        #expect(request.unknown.keys == ["raw"])
        #expect(OllamaDialect().forward(request, to: "n").path == "api/generate")
        #expect(OllamaDialect().forward(request, to: "n").body["model"] == "n")
    }

    @Test("Calls without ids are paired with results by the tool's name, else by order")
    func ids() throws {
        let hub = try read(
            """
            {"model":"m","messages":[{"role":"user","content":"go"},{"role":"assistant","content":"","thinking":"t",
            "tool_calls":[{"function":{"name":"f","arguments":{"b":1,"a":2}}},{"function":{"name":"g","arguments":{}}}]},
            {"role":"tool","tool_name":"g","content":"G"},{"role":"tool","content":"F"}]}
            """
        ).request
        let calls = hub.messages[1].toolCalls
        #expect(calls.map(\.arguments) == [#"{"b":1,"a":2}"#, "{}"] && hub.messages[1].reasoning.count == 1)
        #expect(hub.messages[2...].map(\.toolCallID) == [calls[1].id, calls[0].id])
        #expect(hub.messages[3].origin == .tool(name: "f"))
    }

    @Test(
        "What cannot be understood is refused by name",
        arguments: [
            (#"{"model":"m"}"#, "messages"), (#"{"messages":[{"role":"user","content":"a"}]}"#, "model"),
            (#"{"model":"m","messages":[{"role":"x"}]}"#, "messages[0].role"),
            (#"{"model":"m","messages":[{"role":"user","images":["%"]}]}"#, "messages[0].images[0]"),
            (#"{"model":"m","prompt":"","options":{"top_k":"a"}}"#, "options.top_k"),
            (#"{"model":"m","prompt":"","format":3}"#, "format"),
        ])
    func refusals(body: String, field: String) throws {
        let error = try #require(throws: KapellError.self) { try read(body) }
        #expect(error.code == .invalidRequest && error.message.contains(field))
    }

    private func written(
        _ hub: ModelRequest, model: String = "llama3", unknown: JSONObject = [:]
    ) throws -> EncodedRequest {
        var request = DialectRequest(dialect: .openAIChat, model: model, streams: false, request: hub)
        request.unknown = unknown
        return try OllamaDialect().encodeRequest(request)
    }

    @Test("A conversation with tools goes out whole")
    func write() throws {
        var hub = ModelRequest(
            messages: [
                ModelMessage(
                    .user,
                    parts: [.text("go"), .attachment(ModelAttachment(.bytes([1, 2, 3]), mediaType: "image/png"))]),
                .assistant(
                    "", reasoning: [ModelReasoning(text: "t")],
                    toolCalls: [ModelToolCall(id: "c", name: "f", arguments: #"{"b":1,"a":2}"#)]),
                .toolResult(callID: "c", name: "", "R"),
            ], sampling: .modelDefault)
        hub.tools = [ModelTool(name: "f", description: "d", parameters: ["type": "object"])]
        hub.maximumResponseTokens = 5
        hub.reasoning = .light
        let result = try written(hub)
        let expected =
            #"{"model":"llama3","messages":[{"role":"user","content":"go","images":["AQID"]},"#
            + #"{"role":"assistant","content":"","thinking":"t","tool_calls":[{"id":"c","function":{"index":0,"name":"f","arguments":{"b":1,"a":2}}}]},"#
            + #"{"role":"tool","content":"R","tool_name":"f","tool_call_id":"c"}],"#
            + #""tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],"#
            + #""options":{"num_predict":5},"think":true,"stream":false}"#
        #expect(result.body.description == expected && result.path == "api/chat")
        #expect(result.losses.map(\.description) == ["approximated: reasoning"])
        #expect(try written(hub, model: "gpt-oss:20b").body["think"] == "low")
    }

    @Test("What Ollama cannot say is refused or named")
    func losses() throws {
        var hub = ModelRequest(messages: [ModelMessage(.user, "a")], sampling: .modelDefault)
        #expect(
            try written(hub, unknown: ["user": "u", "response_format": ["type": "json_object"]]).losses.map(\.field)
                == ["user"])
        #expect(try written(hub, unknown: ["response_format": ["type": "json_object"]]).body["format"] == "json")
        hub.tools = [ModelTool(name: "f", description: "", parameters: [:])]
        hub.toolChoice = .required
        #expect(KapellError.code { try written(hub) } == .unsupported)
        hub.toolChoice = .none
        #expect(try !written(hub).body.contains("tools"))
        hub.messages[0].attachments = [ModelAttachment(.url("https://a/b.png"))]
        #expect(KapellError.code { try written(hub) } == .unsupported)
    }

    @Test("A request from Ollama's dialect comes back with all that is its own")
    func roundTrip() throws {
        let body = try WireProbe.object(
            #"{"model":"m","messages":[{"role":"user","content":"a"}],"format":"json","options":{"temperature":0.5,"num_ctx":9},"keep_alive":0,"think":"max","stream":true}"#
        )
        let request = try OllamaDialect().decodeRequest(body, to: DialectTarget())
        #expect(try OllamaDialect().encodeRequest(request).body == body)
    }
}
