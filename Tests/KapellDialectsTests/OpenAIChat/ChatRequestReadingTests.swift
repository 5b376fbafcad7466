import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Chat requests of clients") struct ChatRequestReadingTests {
    private let dialect = OpenAIChatDialect()

    private func read(_ text: String) throws -> DialectRequest {
        try dialect.decodeRequest(try OpenAISupport.object(text), to: DialectTarget())
    }

    private func read(fields: String) throws -> DialectRequest {
        try read(#"{"model":"m","messages":[{"role":"user","content":"Hi"}],"# + fields + "}")
    }

    @Test("Roles become the hub's; developer is system") func roles() throws {
        let request = try read(
            #"""
            {"model":"m","messages":[{"role":"system","content":"a"},{"role":"developer","content":"b"},
             {"role":"user","content":"c"},{"role":"assistant","content":"d"}]}
            """#
        ).request
        #expect(request.messages.map(\.role) == [.system, .system, .user, .assistant])
        #expect(request.messages.map(\.content) == ["a", "b", "c", "d"])
    }

    @Test("What the client did not send is left to the model") func defaults() throws {
        let bare = try read(fields: #""stream":false"#)
        #expect(bare.request.sampling.leftToModel == .all)
        #expect(bare.request.maximumResponseTokens == nil && bare.request.reasoning == nil)
        let told = try read(fields: #""temperature":0,"top_p":0.5,"top_k":-1,"seed":-7,"stop":"x","max_tokens":5"#)
        #expect(told.request.sampling.leftToModel.isEmpty)
        #expect(told.request.sampling.temperature == 0 && told.request.sampling.topP == 0.5)
        #expect(told.request.sampling.topK == 0)
        #expect(told.request.sampling.seed == UInt64(bitPattern: -7))
        #expect(told.request.stop == ["x"] && told.request.maximumResponseTokens == 5)
    }

    @Test("The order of texts and images stays") func parts() throws {
        let message = try read(
            #"""
            {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},
             {"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lGOA==","detail":"high"}},
             {"type":"text","text":"b"},{"type":"image_url","image_url":{"url":"https://x/y.png"}},
             {"type":"file","file":{"filename":"f.pdf","file_data":"data:application/pdf;base64,JVBERg=="}},
             {"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}}]}]}
            """#)
        var pdf = ModelAttachment(.bytes([0x25, 0x50, 0x44, 0x46]), mediaType: "application/pdf")
        pdf.label = "f.pdf"
        #expect(
            message.request.messages[0].parts == [
                .text("a"), .attachment(ModelAttachment(.bytes([0x47, 0x49, 0x46, 0x38]), mediaType: "image/gif")),
                .text("b"), .attachment(ModelAttachment(.url("https://x/y.png"))), .attachment(pdf),
                .attachment(ModelAttachment(.bytes([0, 0, 0]), mediaType: "audio/mpeg")),
            ])
        #expect(message.losses == [DialectLoss(.dropped, "messages[0].content[1].image_url.detail")])
    }

    @Test("Calls and results are matched; arguments keep their bytes") func calls() throws {
        let messages = try read(
            #"""
            {"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","content":null,
             "reasoning_content":"hm","tool_calls":[
              {"id":"a","type":"function","function":{"name":"f","arguments":"{ \"x\" : 1 }"}},
              {"type":"function","function":{"name":"g","arguments":{"y":2}}}]},
             {"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","content":[{"type":"text","text":"2"}]}]}
            """#
        ).request.messages
        #expect(
            messages[1].toolCalls == [
                ModelToolCall(id: "a", name: "f", arguments: "{ \"x\" : 1 }"),
                ModelToolCall(id: "call_1_1", name: "g", arguments: "{\"y\":2}"),
            ])
        #expect(messages[1].reasoning == [ModelReasoning(text: "hm")])
        #expect(messages[2].toolCallID == "a" && messages[2].origin == .tool(name: "f"))
        #expect(messages[3].toolCallID == "call_1_1" && messages[3].content == "2")
    }

    @Test("The deprecated functions are tools") func functions() throws {
        let request = try read(
            #"""
            {"model":"m","messages":[{"role":"user","content":"x"},
             {"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},
             {"role":"function","name":"f","content":"1"}],
             "functions":[{"name":"f","description":"d","parameters":{"type":"object"}}],"function_call":{"name":"f"}}
            """#
        ).request
        #expect(request.tools.map(\.name) == ["f"] && request.toolChoice == .tool("f"))
        #expect(request.messages[2].toolCallID == request.messages[1].toolCalls[0].id)
    }

    @Test(
        "Tool choices have all their forms",
        arguments: [
            (#""auto""#, ModelToolChoice.auto), (#""none""#, .none), (#""required""#, .required),
            (#"{"type":"function","function":{"name":"f"}}"#, .tool("f")),
        ])
    func choices(text: String, choice: ModelToolChoice) throws {
        let request = try read(
            fields: #""tools":[{"type":"function","function":{"name":"f","strict":true}}],"tool_choice":\#(text)"#)
        #expect(request.request.toolChoice == choice)
        #expect(request.request.tools[0].isStrict == true)
        #expect(request.request.tools[0].parameters == ["type": "object", "properties": [:]])
    }

    @Test("Allowed tools leave only these") func allowed() throws {
        let request = try read(
            fields: #"""
                "tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}],
                "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required",
                 "tools":[{"type":"function","function":{"name":"g"}}]}}
                """#)
        #expect(request.request.tools.map(\.name) == ["g"] && request.request.toolChoice == .required)
        #expect(request.losses == [DialectLoss(.approximated, "tool_choice")])
    }

    @Test("A schema for the answer is kept; a wish for JSON alone is not known to the hub") func formats() throws {
        let schema = try read(
            fields: #"""
                "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"},"strict":true}}
                """#
        ).request.responseSchema
        #expect(schema?.name == "n" && schema?.isStrict == true && schema?.schema == ["type": "object"])
        let object = try read(fields: #""response_format":{"type":"json_object"}"#)
        #expect(object.request.responseSchema == nil && object.unknown["response_format"] == ["type": "json_object"])
        #expect(try read(fields: #""response_format":{"type":"text"}"#).unknown.isEmpty)
    }

    @Test(
        "Effort is a level; the words between are approximated",
        arguments: [
            ("none", ReasoningLevel.light, true), ("minimal", .light, true), ("low", .light, false),
            ("medium", .moderate, false), ("high", .deep, false), ("xhigh", .deep, true),
            ("odd", .custom("odd"), false),
        ])
    func effort(word: String, level: ReasoningLevel, isApproximate: Bool) throws {
        let request = try read(fields: #""reasoning_effort":"\#(word)""#)
        #expect(request.request.reasoning == level)
        #expect(request.losses.contains(DialectLoss(.approximated, "reasoning_effort")) == isApproximate)
    }

    @Test("Usage in a stream is for those who ask for it") func usage() throws {
        #expect(try read(fields: #""stream":true"#).includesUsage == false)
        #expect(try read(fields: #""stream":true,"stream_options":{"include_usage":true}"#).includesUsage)
        #expect(try read(fields: #""stream":false"#).includesUsage)
    }

    @Test("Unknown fields are kept; tools of other kinds at their places") func unknown() throws {
        let request = try read(
            fields: #"""
                "n":2,"logit_bias":{"1":2},"user":"u","tools":[{"type":"custom","custom":{"name":"c"}}],"x":[1]
                """#)
        #expect(request.unknown.keys.sorted() == ["logit_bias", "n", "tools[0]", "user", "x"])
        #expect(try read(fields: #""n":1"#).unknown.isEmpty)
    }

    @Test("Cache marks of parts become the message's") func marks() throws {
        let request = try read(
            #"""
            {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a",
             "cache_control":{"type":"ephemeral","ttl":"1h"}}]},{"role":"user","content":[{"type":"text","text":"b",
             "prompt_cache_breakpoint":{"mode":"explicit"}},{"type":"text","text":"c"}]}]}
            """#)
        #expect(request.request.messages[0].cacheMark == ModelCacheMark(timeToLive: "1h"))
        #expect(request.request.messages[1].cacheMark == ModelCacheMark())
        #expect(request.losses == [DialectLoss(.approximated, "messages[1].content[0].prompt_cache_breakpoint")])
    }

    @Test(
        "What cannot be understood is refused by name",
        arguments: [
            (#"{"messages":[{"role":"user","content":"x"}]}"#, "model"), (#"{"model":"m","messages":[]}"#, "messages"),
            (#"{"model":"m","messages":[3]}"#, "messages[0]"),
            (#"{"model":"m","messages":[{"role":"king"}]}"#, "messages[0].role"),
            (#"{"model":"m","messages":[{"role":"user"}]}"#, "messages[0].content"),
            (#"{"model":"m","messages":[{"role":"user","content":[{"text":"x"}]}]}"#, "messages[0].content[0].type"),
            (
                #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:x"}}]}]}"#,
                "messages[0].content[0].image_url.url"
            ),
            (#"{"model":"m","messages":[{"role":"tool","content":"x"}]}"#, "messages[0].tool_call_id"),
            (
                #"{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a"}]}]}"#,
                "messages[0].tool_calls[0].function.name"
            ),
        ])
    func refused(text: String, field: String) {
        let error = OpenAISupport.error { _ = try read(text) }
        #expect(error.code == .invalidRequest && error.message.contains("`\(field)`"))
    }

    @Test(
        "Fields of a wrong kind are refused by name",
        arguments: [
            (#""temperature":9"#, "temperature"), (#""max_tokens":0"#, "max_tokens"), (#""stop":[1]"#, "stop"),
            (#""tools":{}"#, "tools"), (#""tools":[{"type":"function"}]"#, "tools[0].function"),
            (#""tools":[{"function":{"name":"f","parameters":"x"}}]"#, "tools[0].function.parameters"),
            (#""tool_choice":"maybe""#, "tool_choice"), (#""reasoning_effort":3"#, "reasoning_effort"),
            (#""tool_choice":{"type":"function","function":{"name":"f"}}"#, "tool_choice.function.name"),
            (#""response_format":{"type":"xml"}"#, "response_format.type"), (#""n":0"#, "n"),
            (#""response_format":{"type":"json_schema"}"#, "response_format.json_schema"),
            (#""stream_options":3,"stream":true"#, "stream_options"), (#""stream":"yes""#, "stream"),
        ])
    func wrong(fields: String, field: String) {
        let error = OpenAISupport.error { _ = try read(fields: fields) }
        #expect(error.code == .invalidRequest && error.message.contains("`\(field)`"))
        #expect(dialect.encodeError(error).body["error"]?["param"] == .string(field))
    }
}
