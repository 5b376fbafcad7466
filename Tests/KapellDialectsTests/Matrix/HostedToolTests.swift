import KapellCore
import KapellDialects
import KapellJSON
import Testing

/// What providers' own tools have done is counted as the wire says it, whole and streamed.
@Suite("Tools that providers run themselves") struct HostedToolTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var dialect: any Dialect
        /// A whole answer.
        var answer: String
        var expected: HostedToolUsage
        var input = 10
        /// The same as a stream, where there is one.
        var stream: String?
    }

    private static let items = """
        {"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"a"}},\
        {"type":"web_search_call","id":"ws_2","status":"completed","action":{"type":"open_page","url":"x"}},\
        {"type":"web_search_call","id":"ws_3","status":"failed","action":{"type":"search"}},\
        {"type":"file_search_call","id":"fs_1","status":"completed","queries":["a"]},\
        {"type":"code_interpreter_call","id":"ci_1","container_id":"cntr_1","status":"completed"},\
        {"type":"code_interpreter_call","id":"ci_2","container_id":"cntr_1","status":"completed"},\
        {"type":"shell_call","id":"sh_1","environment":{"type":"local"},"status":"completed"},\
        {"type":"image_generation_call","id":"ig_1","status":"completed"}
        """
    private static let usage = #""usage":{"input_tokens":10,"output_tokens":2,"total_tokens":12}"#

    private static func response(_ items: String, _ more: String = "") -> String {
        #"{"id":"r","status":"completed","output":[\#(items)],\#(more)\#(usage)}"#
    }

    private static func stream(_ items: String) throws -> String {
        let list = try #require(try JSONValue(parsing: "[\(items)]").arrayValue)
        let done = list.enumerated().map {
            #"{"type":"response.output_item.done","output_index":\#($0),"item":\#($1.serialized())}"#
        }
        let end = #"{"type":"response.completed","response":\#(response(""))}"#
        return (done + [end]).map { "data: \($0)\n\n" }.joined()
    }

    private static func gemini(_ metadata: String, usage: String = "") -> String {
        #"{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP","groundingMetadata":{\#(metadata)}}],"#
            + #""usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":2,"totalTokenCount":12\#(usage)}}"#
    }

    private static func chat(_ usage: String) -> String {
        #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","#
            + #""content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12,\#(usage)}}"#
    }

    private static let queries = #""webSearchQueries":["a","","b"]"#
    private static let maps = #""groundingChunks":[{"maps":{"title":"x"}},{"web":{"uri":"y"}}]"#
    private static let used = #","toolUsePromptTokenCount":90"#

    static let rows: [Row] = [
        Row(
            testDescription: "a response's items; machines are counted once, pages and failures not at all",
            dialect: OpenAIResponsesDialect(), answer: response(items),
            expected: HostedToolUsage(webSearches: 1, fileSearches: 1, codeRuns: 1, images: 1),
            stream: try? stream(items)),
        Row(
            testDescription: "a response that says itself how many searches are billed",
            dialect: OpenAIResponsesDialect(),
            answer: response(items, #""tool_usage":{"web_search":{"num_requests":4}},"#),
            expected: HostedToolUsage(webSearches: 4, fileSearches: 1, codeRuns: 1, images: 1)),
        Row(
            testDescription: "a response without any", dialect: OpenAIResponsesDialect(),
            answer: response(#"{"type":"message","content":[{"type":"output_text","text":"Hi"}]}"#), expected: .none),
        Row(
            testDescription: "xAI's own counts", dialect: OpenAIChatDialect(),
            answer: chat(
                #""server_side_tool_usage_details":{"web_search_calls":2,"x_search_calls":1,"code_interpreter_calls":3,"document_search_calls":1}"#
            ), expected: HostedToolUsage(webSearches: 3, fileSearches: 1, codeRuns: 3)),
        Row(
            testDescription: "OpenRouter's, in Anthropic's form", dialect: OpenAIChatDialect(),
            answer: chat(#""server_tool_use":{"web_search_requests":2}"#), expected: HostedToolUsage(webSearches: 2)),
        Row(
            testDescription: "Anthropic's", dialect: AnthropicDialect(),
            answer: #"{"id":"m","type":"message","role":"assistant","model":"m","stop_reason":"end_turn","content":[],"#
                + #""usage":{"input_tokens":10,"output_tokens":2,"server_tool_use":{"web_search_requests":3,"web_fetch_requests":9}}}"#,
            expected: HostedToolUsage(webSearches: 3)),
        Row(
            testDescription: "Gemini's searches, whose results are no tokens of the bill", dialect: GeminiDialect(),
            answer: gemini(queries, usage: used), expected: HostedToolUsage(webSearches: 2),
            stream: "data: \(gemini(queries))\n\ndata: \(gemini(queries, usage: used))\n\n"),
        Row(
            testDescription: "Gemini's maps", dialect: GeminiDialect(), answer: gemini(maps, usage: used),
            expected: HostedToolUsage(mapSearches: 1)),
        Row(
            testDescription: "Gemini read an address: that is tokens", dialect: GeminiDialect(),
            answer: gemini(#""groundingChunks":[{"web":{"uri":"y"}}]"#, usage: used), expected: .none, input: 100),
    ]

    @Test("Each is counted once, whole and streamed", arguments: rows) func counts(_ row: Row) throws {
        let body = try #require(try JSONValue(parsing: row.answer).objectValue)
        var readings = [try row.dialect.decodeResponse(body)]
        if let stream = row.stream {
            var decoder = row.dialect.eventDecoder()
            readings.append(try decoder.decode(Array(stream.utf8)))
            if readings.last?.contains(where: \.isFinish) == false { readings[1] += try decoder.finish() }
        }
        for events in readings {
            var response = ModelResponse()
            for event in events { response.apply(event) }
            #expect(response.usage.hosted == row.expected)
            #expect(response.usage.inputTokens == row.input)
        }
    }

    @Test("Anthropic's clients are told how often the web was searched") func told() {
        var response = ModelResponse()
        response.apply(.text("Hi"))
        response.apply(.usage(ModelUsage(hosted: HostedToolUsage(webSearches: 2))))
        response.apply(.finished(.stop))
        let said = DialectAnswer(id: "1", model: "m", created: 0)
        let body = AnthropicDialect().encodeResponse(response, of: said)
        #expect(
            body["usage"]?["server_tool_use"] == ["web_search_requests": 2, "web_fetch_requests": 0])
    }

    @Test("Counts that are no counts do no harm") func hostile() throws {
        for value in ["-1", "1e300", "null", #""x""#, "[]", "9223372036854775807"] {
            let answer = Self.response("", #""tool_usage":{"web_search":{"num_requests":\#(value)}},"#)
            let body = try #require(try JSONValue(parsing: answer).objectValue)
            let events = try OpenAIResponsesDialect().decodeResponse(body)
            for case .usage(let usage) in events {
                #expect(usage.hosted.webSearches >= 0)
                #expect((usage + usage).hosted.webSearches >= usage.hosted.webSearches)
            }
        }
    }
}

extension ModelEvent {
    fileprivate var isFinish: Bool {
        if case .finished = self { return true }
        return false
    }
}
