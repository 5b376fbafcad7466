import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Responses of providers") struct ResponsesDecodingTests {
    private let dialect = OpenAIResponsesDialect()

    /// A stream with reasoning, text and two calls whose pieces come in turn.
    static let stream = [
        #"{"type":"response.created","sequence_number":0,"response":{"id":"r","status":"in_progress","output":[]}}"#,
        #"{"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[]}}"#,
        #"{"type":"response.reasoning_summary_part.added","item_id":"rs_1","output_index":0,"summary_index":0}"#,
        #"{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":0,"delta":"one"}"#,
        #"{"type":"response.reasoning_summary_part.added","item_id":"rs_1","output_index":0,"summary_index":1}"#,
        #"{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":1,"delta":"two"}"#,
        #"{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[{"text":"one"}],"encrypted_content":"gAAAA1"}}"#,
        #"{"type":"response.output_item.added","output_index":1,"item":{"type":"message","id":"m1","content":[]}}"#,
        #"{"type":"response.output_text.delta","item_id":"m1","output_index":1,"content_index":0,"delta":"Hé"}"#,
        #"{"type":"response.output_text.done","item_id":"m1","output_index":1,"content_index":0,"text":"Hé"}"#,
        #"{"type":"response.output_item.done","output_index":1,"item":{"type":"message","id":"m1","content":[{"type":"output_text","text":"Hé"}]}}"#,
        #"{"type":"response.output_item.added","output_index":2,"item":{"type":"function_call","id":"fc_1","call_id":"a","name":"f","arguments":""}}"#,
        #"{"type":"response.output_item.added","output_index":3,"item":{"type":"function_call","id":"fc_2","call_id":"b","name":"g","arguments":""}}"#,
        #"{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":2,"delta":"{\"x\""}"#,
        #"{"type":"response.function_call_arguments.done","item_id":"fc_2","output_index":3,"arguments":"{}"}"#,
        #"{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":2,"delta":":1}"}"#,
        #"{"type":"response.output_item.done","output_index":2,"item":{"type":"function_call","id":"fc_1","call_id":"a","name":"f","arguments":"{\"x\":1}"}}"#,
        #"{"type":"response.completed","response":{"id":"r","status":"completed","output":[{"type":"reasoning","id":"rs_1","encrypted_content":"gAAAA1"},{"type":"message","content":[{"type":"output_text","text":"Hé"}]},{"type":"function_call","call_id":"a","name":"f","arguments":"{\"x\":1}"},{"type":"function_call","call_id":"b","name":"g","arguments":"{}"}],"usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":6},"output_tokens":4,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":14}}}"#,
    ]

    static func text(_ frames: some Sequence<String>) -> String {
        frames.map { frame in
            let type = (try? JSONValue(parsing: frame))?["type"]?.stringValue ?? ""
            return "event: \(type)\ndata: \(frame)\n\n"
        }.joined()
    }

    static let events: [ModelEvent] = [
        .reasoning("one"), .reasoning("\n\ntwo"), .signature("rs_1#gAAAA1"), .text("Hé"),
        .toolArguments(index: 0, id: "a", name: "f", fragment: ""),
        .toolArguments(index: 1, id: "b", name: "g", fragment: ""),
        .toolArguments(index: 0, id: nil, name: nil, fragment: "{\"x\""),
        .toolArguments(index: 1, id: nil, name: nil, fragment: "{}"),
        .toolArguments(index: 0, id: nil, name: nil, fragment: ":1}"),
        .usage(ModelUsage(inputTokens: 10, cachedTokens: 6, outputTokens: 4, reasoningTokens: 1)),
        .finished(.toolCalls),
    ]

    @Test("Each piece is told once, in order") func stream() throws {
        #expect(try OpenAISupport.events(Self.text(Self.stream), of: dialect) == Self.events)
    }

    @Test("A stream cut at every byte gives the same events") func cuts() throws {
        let bytes = [UInt8](Self.text(Self.stream).utf8)
        for cut in 1..<bytes.count {
            #expect(try OpenAISupport.events(bytes, of: dialect, cuts: [cut]) == Self.events)
        }
        #expect(try OpenAISupport.events(bytes, of: dialect, cuts: Array(1..<bytes.count)) == Self.events)
    }

    @Test("What was not streamed is taken from the end") func onlyEnd() throws {
        let found = OpenAISupport.response(try OpenAISupport.events(Self.text([Self.stream[17]]), of: dialect))
        #expect(found.text == "Hé" && found.toolCalls.map(\.arguments) == [#"{"x":1}"#, "{}"])
        #expect(found.reasoningBlocks == [ModelReasoning(text: "", signature: "rs_1#gAAAA1")])
    }

    @Test("Without its last event a stream is cut") func cut() {
        for count in 0..<(Self.stream.count - 1) {
            let text = Self.text(Self.stream.prefix(count)) + "data: {\"type\":\"resp"
            #expect(OpenAISupport.error { _ = try OpenAISupport.events(text, of: dialect) }.code == .network)
        }
    }

    @Test(
        "A response that is not complete says why",
        arguments: [
            ("max_output_tokens", FinishReason.length), ("content_filter", .contentFilter),
        ])
    func incomplete(reason: String, expected: FinishReason) throws {
        let frame =
            #"{"type":"response.incomplete","response":{"status":"incomplete","output":[],"#
            + #""incomplete_details":{"reason":"\#(reason)"}}}"#
        #expect(try OpenAISupport.events(Self.text([frame]), of: dialect) == [.finished(expected)])
    }

    @Test(
        "A response that failed is an error with its meaning",
        arguments: [
            (
                #"{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"m"}}}"#,
                KapellError.Code.limitExceeded
            ),
            (
                #"{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"m"}}}"#,
                .unavailable
            ),
            (#"{"type":"response.failed","response":{"status":"failed"}}"#, .unavailable),
            (#"{"type":"response.failed"}"#, .unavailable),
            (#"{"type":"error","code":"context_length_exceeded","message":"m","param":null}"#, .contextWindow),
            (
                #"{"type":"error","error":{"type":"insufficient_quota","code":"insufficient_quota","message":"m"}}"#,
                .payment
            ),
            (#"{"type":"response.cancelled","response":{"status":"cancelled"}}"#, .cancelled),
        ])
    func failed(frame: String, code: KapellError.Code) {
        let text = Self.text(Self.stream.prefix(9)) + Self.text([frame])
        #expect(OpenAISupport.error { _ = try OpenAISupport.events(text, of: dialect) }.code == code)
    }

    @Test("A whole response gives the events that it would have been") func whole() throws {
        let frame = try OpenAISupport.object(Self.stream[17])
        let found = try dialect.decodeResponse(frame["response"]?.objectValue ?? [:])
        #expect(
            found == [
                .signature("rs_1#gAAAA1"), .text("Hé"), .toolArguments(index: 0, id: "a", name: "f", fragment: ""),
                .toolArguments(index: 0, id: nil, name: nil, fragment: #"{"x":1}"#),
                .toolArguments(index: 1, id: "b", name: "g", fragment: ""),
                .toolArguments(index: 1, id: nil, name: nil, fragment: "{}"), Self.events[9], .finished(.toolCalls),
            ])
    }

    @Test(
        "A body that is no response is an error",
        arguments: [
            ("{}", KapellError.Code.model), (#"{"status":"queued","output":[]}"#, .model),
            (#"{"error":{"code":"invalid_api_key","message":"m"}}"#, .authentication),
        ])
    func notWhole(text: String, code: KapellError.Code) throws {
        let body = try OpenAISupport.object(text)
        #expect(OpenAISupport.error { _ = try dialect.decodeResponse(body) }.code == code)
    }
}
