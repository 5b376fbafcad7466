import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Requests with Anthropic's body")
struct AnthropicRequestReadingTests {
    private let dialect = AnthropicDialect()

    private func read(_ text: String) throws -> DialectRequest {
        try dialect.decodeRequest(try ClaudeSamples.object(text), to: DialectTarget())
    }

    @Test("Fields of the hub are read, and those that were not sent are left to the model")
    func plain() throws {
        let request = try read(
            #"{"model":"claude-x","max_tokens":5,"stream":true,"temperature":0.5,"stop_sequences":["END"],"system":"Be brief.","messages":[{"role":"user","content":"Hi"}],"metadata":{"user_id":"u"},"service_tier":"auto"}"#
        )
        #expect(request.model == "claude-x" && request.streams)
        #expect(request.request.messages.map(\.content) == ["Be brief.", "Hi"])
        #expect(request.request.messages.map(\.role) == [.system, .user])
        #expect(request.request.maximumResponseTokens == 5)
        #expect(request.request.stop == ["END"])
        #expect(request.request.sampling.temperature == 0.5)
        #expect(request.request.sampling.leftToModel == [.topP, .topK])
        #expect(request.unknown.keys == ["metadata", "service_tier"])
        #expect(request.losses.isEmpty)
    }

    @Test("Thoughts, calls and results keep their order and their proofs")
    func conversation() throws {
        let request = try read(
            #"""
            {"model":"m","max_tokens":5,"messages":[
              {"role":"user","content":"add"},
              {"role":"assistant","content":[
                {"type":"thinking","thinking":"a","signature":"s1"},{"type":"redacted_thinking","data":"d"},
                {"type":"text","text":"one"},{"type":"text","text":"two"},
                {"type":"tool_use","id":"t1","name":"add","input":{"b":1,"a":2.0}},
                {"type":"tool_use","id":"t2","name":"now","input":{}}]},
              {"role":"user","content":[
                {"type":"tool_result","tool_use_id":"t1","content":"3","is_error":true},
                {"type":"tool_result","tool_use_id":"t2","content":[{"type":"text","text":"x"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}}]},
                {"type":"text","text":"and now?"}]}]}
            """#)
        let messages = request.request.messages
        #expect(messages.map(\.role) == [.user, .assistant, .tool, .tool, .user])
        #expect(
            messages[1].reasoning == [
                ModelReasoning(text: "a", signature: "s1"), ModelReasoning(text: "", signature: "redacted_thinking:d"),
            ])
        #expect(messages[1].parts == [.text("one"), .text("two")])
        #expect(messages[1].toolCalls[0].arguments == #"{"b":1,"a":2.0}"#)
        #expect(messages[1].toolCalls[1].arguments == "{}")
        #expect(messages[2].isError && messages[2].toolCallID == "t1" && messages[2].origin == .tool(name: "add"))
        #expect(messages[3].attachments == [ModelAttachment(.bytes([1, 2, 3]), mediaType: "image/png")])
        #expect(request.losses.isEmpty)
    }

    @Test("Thoughts after text begin a message of their own, so that the order is kept")
    func interleaved() throws {
        let text =
            #"{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"1"},{"type":"text","text":"x"},{"type":"thinking","thinking":"b","signature":"2"},{"type":"tool_use","id":"t","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}]}"#
        let request = try read(text)
        #expect(request.request.messages.map(\.role) == [.user, .assistant, .assistant, .tool])
        let written = try dialect.encodeRequest(request)
        #expect(written.body["messages"]?[1] == request.body["messages"]?[1])
        #expect(written.losses.isEmpty)
    }

    @Test("Marks of the cache stand where they stood, in system, messages and tools")
    func marks() throws {
        let text =
            #"""
            {"model":"m","max_tokens":5,
             "tools":[{"name":"f","description":"d","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral","ttl":"1h"}}],
             "system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},{"type":"text","text":"b"}],
             "messages":[{"role":"user","content":[{"type":"text","text":"long","cache_control":{"type":"ephemeral"}},{"type":"text","text":"q"}]}]}
            """#
        let request = try read(text)
        #expect(request.request.tools[0].cacheMark == ModelCacheMark(timeToLive: "1h"))
        #expect(request.request.messages.map(\.cacheMark) == [ModelCacheMark(), nil, ModelCacheMark(), nil])
        let written = try dialect.encodeRequest(request)
        for key in ["tools", "system", "messages"] { #expect(written.body[key] == request.body[key], "\(key)") }
        #expect(written.losses.isEmpty)
    }

    @Test("A mark within a turn of the model moves to its end, and is named")
    func innerMark() throws {
        let request = try read(
            #"{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}},{"type":"tool_use","id":"t","name":"f","input":{}}]}]}"#
        )
        #expect(request.request.messages[1].cacheMark == ModelCacheMark())
        #expect(request.losses == [DialectLoss(.approximated, "messages[1].content[0].cache_control")])
    }

    @Test(
        "The choice of tools is read",
        arguments: [
            (#"{"type":"auto"}"#, ModelToolChoice.auto, Bool?.none),
            (#"{"type":"any","disable_parallel_tool_use":true}"#, .required, false),
            (#"{"type":"tool","name":"f","disable_parallel_tool_use":false}"#, .tool("f"), true),
            (#"{"type":"none"}"#, .none, nil),
        ])
    func choice(text: String, choice: ModelToolChoice, parallel: Bool?) throws {
        let request = try read(
            #"{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"q"}],"tools":[{"name":"f","input_schema":{"type":"object"},"strict":true}],"tool_choice":\#(text)}"#
        )
        #expect(request.request.toolChoice == choice)
        #expect(request.request.allowsParallelToolCalls == parallel)
        #expect(request.request.tools[0].isStrict == true)
    }

    @Test("Thinking and the form of the answer are read, and written again as they were")
    func output() throws {
        let request = try read(
            #"{"model":"m","max_tokens":5000,"messages":[{"role":"user","content":"q"}],"thinking":{"type":"enabled","budget_tokens":2000},"output_config":{"effort":"xhigh","format":{"type":"json_schema","schema":{"type":"object","properties":{},"additionalProperties":false}}}}"#
        )
        #expect(request.request.reasoning == .custom("xhigh"))
        #expect(request.request.responseSchema?.schema["type"] == "object")
        #expect(request.losses.map(\.field) == ["thinking.budget_tokens"])
        let written = try dialect.encodeRequest(request)
        #expect(written.body["thinking"] == request.body["thinking"])
        #expect(written.body["output_config"] == request.body["output_config"])
    }

    @Test("Anthropic's own tools go to Anthropic in their places, and are refused elsewhere")
    func serverTools() throws {
        let request = try read(
            #"{"model":"m","max_tokens":5,"tools":[{"name":"f","input_schema":{"type":"object"}},{"type":"web_search_20260209","name":"web_search"},{"name":"g","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"q"}]}"#
        )
        #expect(try dialect.encodeRequest(request).body["tools"] == request.body["tools"])
        for other in [BedrockConverseDialect(), BedrockInvokeDialect()] as [any Dialect] {
            let error = #expect(throws: KapellError.self) { try other.encodeRequest(request) }
            #expect(error?.code == .unsupported && error?.message.contains("tools[1]") == true)
        }
    }

    @Test("Blocks that only Anthropic knows are forwarded, and refused by name where a request is written anew")
    func ownBlocks() throws {
        let request = try read(
            #"{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f1"}},{"type":"text","text":"q"}]}]}"#
        )
        #expect(dialect.forward(request, to: "x").body["messages"] == request.body["messages"])
        let error = #expect(throws: KapellError.self) { try BedrockConverseDialect().encodeRequest(request) }
        #expect(error?.code == .unsupported && error?.message.contains("messages[0].content[0]") == true)
    }

    @Test(
        "What cannot be understood is refused by name",
        arguments: [
            (#"{"model":"m","messages":[]}"#, "max_tokens"), (#"{"max_tokens":1,"messages":[]}"#, "model"),
            (#"{"model":"m","max_tokens":1}"#, "messages"),
            (#"{"model":"m","max_tokens":1,"messages":[{"role":"x","content":""}]}"#, "messages[0].role"),
            (#"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":7}]}"#, "messages[0].content"),
            (
                #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"%"}}]}]}"#,
                "messages[0].content[0].source.data"
            ),
            (#"{"model":"m","max_tokens":1,"messages":[],"temperature":2}"#, "temperature"),
            (#"{"model":"m","max_tokens":1,"messages":[],"tools":[{"name":"f"}]}"#, "tools[0].input_schema"),
            (#"{"model":"m","max_tokens":1,"messages":[],"tool_choice":{"type":"x"}}"#, "tool_choice.type"),
            (#"{"model":"m","max_tokens":1,"messages":[],"stop_sequences":"x"}"#, "stop_sequences"),
        ])
    func refusals(text: String, field: String) throws {
        let error = #expect(throws: KapellError.self) { try read(text) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("`\(field)`") == true, "\(String(describing: error))")
    }

    @Test("The client's version and beta fields go on; a forwarded body changes in its model only")
    func headers() throws {
        let body = try ClaudeSamples.object(
            #"{"temperature":0.1,"model":"m","max_tokens":5,"messages":[{"role":"user","content":"q"}],"new_field":{"x":[1]}}"#
        )
        let request = try dialect.decodeRequest(
            body, to: DialectTarget(headers: ["anthropic-version": "2026-10-21", "anthropic-beta": "a,b", "x": "y"]))
        let forwarded = dialect.forward(request, to: "other")
        #expect(forwarded.headers == ["anthropic-version": "2026-10-21", "anthropic-beta": "a,b"])
        #expect(forwarded.path == "v1/messages")
        #expect(forwarded.body.keys == body.keys && forwarded.body["model"] == "other")
        #expect(try dialect.encodeRequest(request).body["new_field"] == ["x": [1]])
    }
}
