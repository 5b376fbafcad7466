import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Responses requests of clients") struct ResponsesRequestTests {
    private let dialect = OpenAIResponsesDialect()

    private func read(_ text: String) throws -> DialectRequest {
        try dialect.decodeRequest(try OpenAISupport.object(text), to: DialectTarget())
    }

    @Test("A text is a message of the user; instructions come before it") func text() throws {
        let request = try read(
            #"{"model":"m","input":"Hi","instructions":"Be kind.","max_output_tokens":7,"top_p":0.5}"#)
        #expect(request.request.messages == [ModelMessage(.system, "Be kind."), ModelMessage(.user, "Hi")])
        #expect(request.request.maximumResponseTokens == 7)
        #expect(request.request.sampling.leftToModel == [.temperature, .topK])
        #expect(request.includesUsage && !request.streams && request.unknown.isEmpty)
    }

    @Test("Items of one turn become one message") func items() throws {
        let request = try read(
            #"""
            {"model":"m","input":[{"role":"developer","content":"d"},{"role":"user","content":[
              {"type":"input_text","text":"a"},{"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"auto"},
              {"type":"input_file","file_data":"JVBERg==","filename":"f.pdf"}]},
             {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"one"},
              {"type":"summary_text","text":"two"}],"encrypted_content":"gAAAAx"},
             {"type":"message","id":"msg_1","role":"assistant","status":"completed",
              "content":[{"type":"output_text","text":"b","annotations":[]}]},
             {"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{ }"},
             {"type":"function_call","call_id":"c2","name":"g","arguments":""},
             {"type":"function_call_output","call_id":"c1","output":"1"},
             {"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"2"}]},
             {"role":"assistant","content":"c"},{"role":"assistant","content":"d"}]}
            """#
        ).request
        #expect(request.messages.map(\.role) == [.system, .user, .assistant, .tool, .tool, .assistant, .assistant])
        #expect(request.messages[1].parts.count == 3)
        #expect(request.messages[1].attachments[1].mediaType == "application/pdf")
        let turn = request.messages[2]
        #expect(turn.content == "b")
        #expect(turn.reasoning == [ModelReasoning(text: "one\n\ntwo", signature: "rs_1#gAAAAx")])
        #expect(
            turn.toolCalls == [
                ModelToolCall(id: "c1", name: "f", arguments: "{ }"),
                ModelToolCall(id: "c2", name: "g", arguments: "{}"),
            ])
        #expect(request.messages[3].toolCallID == "c1" && request.messages[4].content == "2")
        #expect(request.messages[4].origin == .tool(name: "g"))
    }

    @Test("Tools, choice, format and effort are read; what else their objects hold is kept") func fields() throws {
        let request = try read(
            #"""
            {"model":"m","input":"x","tools":[{"type":"web_search"},{"type":"function","name":"f","description":"d",
             "parameters":{"type":"object"},"strict":true}],"tool_choice":{"type":"function","name":"f"},
             "parallel_tool_calls":false,"text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},
             "strict":true},"verbosity":"low"},"reasoning":{"effort":"high","summary":"auto"},"stream":true,"store":true}
            """#)
        #expect(request.request.tools.map(\.name) == ["f"] && request.request.tools[0].isStrict == true)
        #expect(request.request.toolChoice == .tool("f") && request.request.allowsParallelToolCalls == false)
        #expect(request.request.responseSchema?.name == "n" && request.request.reasoning == .deep && request.streams)
        #expect(request.unknown.keys.sorted() == ["reasoning.summary", "store", "text.verbosity", "tools[0]"])
    }

    @Test(
        "What cannot be understood is refused by name",
        arguments: [
            (#"{"input":"x"}"#, "model"), (#"{"model":"m"}"#, "input"), (#"{"model":"m","input":[]}"#, "input"),
            (#"{"model":"m","input":[3]}"#, "input[0]"), (#"{"model":"m","input":[{"x":1}]}"#, "input[0].type"),
            (#"{"model":"m","input":[{"role":"king","content":"x"}]}"#, "input[0].role"),
            (#"{"model":"m","input":[{"type":"function_call","call_id":"a"}]}"#, "input[0].name"),
            (#"{"model":"m","input":[{"type":"function_call_output","output":"a"}]}"#, "input[0].call_id"),
            (#"{"model":"m","input":"x","tools":[{"name":"f"}]}"#, "tools[0].type"),
            (#"{"model":"m","input":"x","text":3}"#, "text"),
            (#"{"model":"m","input":"x","reasoning":"low"}"#, "reasoning"),
        ])
    func refused(text: String, field: String) {
        let error = OpenAISupport.error { _ = try read(text) }
        #expect(error.code == .invalidRequest && error.message.contains("`\(field)`"))
    }

    @Test(
        "What only the provider remembers is refused elsewhere, with its name",
        arguments: [
            (#""input":"x","previous_response_id":"r""#, "previous_response_id"),
            (#""input":"x","store":true"#, "store"),
            (#""input":"x","conversation":"c""#, "conversation"), (#""prompt":{"id":"p"}"#, "prompt"),
            (#""input":"x","background":true"#, "background"),
            (#""input":"x","tools":[{"type":"web_search"}]"#, "tools[0]"),
            (#""input":[{"type":"item_reference","id":"i"},{"role":"user","content":"x"}]"#, "input[0]"),
            (#""input":[{"role":"user","content":[{"type":"input_file","file_id":"f"}]}]"#, "input[0].content[0]"),
        ])
    func remembered(fields: String, field: String) throws {
        let request = try read(#"{"model":"m",\#(fields)}"#)
        let error = OpenAISupport.error { _ = try OpenAIChatDialect().encodeRequest(request) }
        #expect(error.code == .unsupported && error.message.contains("`\(field)`") && error.remedy != nil)
        #expect(dialect.forward(request, to: "m").body == request.body)
    }

    @Test("A client of this dialect loses nothing on the way to chat completions that it would miss") func crossing()
        throws
    {
        let request = try read(
            #"""
            {"model":"m","input":"x","include":["reasoning.encrypted_content"],"store":false,"truncation":"disabled",
             "metadata":{"a":"b"},"reasoning":{"effort":"low","summary":"auto"},"text":{"verbosity":"low"}}
            """#)
        let encoded = try OpenAIChatDialect().encodeRequest(request)
        #expect(encoded.body["reasoning_effort"] == "low")
        #expect(Set(encoded.losses.map(\.description)) == ["dropped: metadata", "dropped: text.verbosity"])
    }
}

@Suite("Responses requests to providers") struct ResponsesRequestWritingTests {
    private let dialect = OpenAIResponsesDialect()

    @Test("Messages become items; the first instructions stand apart") func items() throws {
        var request = ModelRequest(
            messages: [
                ModelMessage(.system, "s"), ModelMessage(.system, "t"),
                ModelMessage(.user, parts: [.text("a"), .attachment(ModelAttachment(.url("https://x/y.png")))]),
                .assistant(
                    "b",
                    reasoning: [
                        ModelReasoning(text: "hm", signature: "rs_1#gAAAAx"),
                        ModelReasoning(text: "x", signature: "claude"),
                    ], toolCalls: [ModelToolCall(id: "c1", name: "f", arguments: "")]),
                .toolResult(callID: "c1", name: "f", "1"),
            ], sampling: .modelDefault, maximumResponseTokens: 9)
        request.reasoning = .moderate
        let encoded = try dialect.encodeRequest(OpenAISupport.foreign(request, streams: true))
        #expect(encoded.path == "responses")
        #expect(
            encoded.body == [
                "model": "gpt", "instructions": "s",
                "input": [
                    ["type": "message", "role": "developer", "content": "t"],
                    [
                        "type": "message", "role": "user",
                        "content": [
                            ["type": "input_text", "text": "a"],
                            ["type": "input_image", "detail": "auto", "image_url": "https://x/y.png"],
                        ],
                    ],
                    [
                        "type": "reasoning", "id": "rs_1", "summary": [["type": "summary_text", "text": "hm"]],
                        "encrypted_content": "gAAAAx",
                    ],
                    ["type": "message", "role": "assistant", "content": "b"],
                    ["type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"],
                    ["type": "function_call_output", "call_id": "c1", "output": "1"],
                ],
                "max_output_tokens": 9, "reasoning": ["effort": "medium"], "store": false,
                "include": ["reasoning.encrypted_content"], "stream": true,
            ])
        #expect(encoded.losses == [DialectLoss(.dropped, "messages[3].reasoning")])
    }

    @Test("A tool that is not called strict is not strict; strict ones keep the rules") func strict() throws {
        var request = ModelRequest(messages: [ModelMessage(.user, "x")], sampling: .modelDefault)
        let schema: JSONValue = ["type": "object", "properties": ["a": ["type": "string"]], "required": ["a"]]
        request.tools = [ModelTool(name: "f", description: "d", parameters: schema)]
        request.toolChoice = .tool("f")
        request.responseSchema = ModelResponseSchema(name: "n", schema: schema)
        request.responseSchema?.isStrict = true
        let body = try dialect.encodeRequest(OpenAISupport.foreign(request)).body
        #expect(
            body["tools"] == [
                ["type": "function", "name": "f", "description": "d", "parameters": schema, "strict": false]
            ])
        #expect(body["tool_choice"] == ["type": "function", "name": "f"])
        #expect(body["text"]?["format"]?["schema"]?["additionalProperties"] == false)
        #expect(body["text"]?["format"]?["strict"] == true)
    }

    @Test("Texts that end the answer are refused; what only tunes it is lost by name") func unsaid() throws {
        var request = ModelRequest(messages: [ModelMessage(.user, "x")], sampling: .modelDefault)
        request.sampling.seed = 1
        request.sampling.presencePenalty = 1
        #expect(
            try dialect.encodeRequest(OpenAISupport.foreign(request)).losses.map(\.field) == [
                "seed", "presence_penalty",
            ])
        request.stop = ["x"]
        #expect(
            OpenAISupport.error { _ = try dialect.encodeRequest(OpenAISupport.foreign(request)) }.code == .unsupported)
    }

    @Test("A request of an own client comes out with all that it had") func own() throws {
        let body = try OpenAISupport.object(
            #"""
            {"model":"m","instructions":"s","input":"x","tools":[{"type":"web_search"},{"type":"function","name":"f",
             "parameters":{"type":"object"},"strict":null}],"text":{"verbosity":"low"},"store":true,
             "reasoning":{"effort":"xhigh","summary":"auto"},"previous_response_id":"r","include":["x"]}
            """#)
        let encoded = try dialect.encodeRequest(try dialect.decodeRequest(body, to: DialectTarget()))
        for key in ["text", "store", "reasoning", "previous_response_id", "tools", "instructions", "include"] {
            #expect(encoded.body[key] == body[key], "\(key)")
        }
        #expect(encoded.losses.isEmpty)
    }
}
