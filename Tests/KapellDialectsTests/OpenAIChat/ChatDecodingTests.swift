import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Chat answers of providers") struct ChatDecodingTests {
    private let dialect = OpenAIChatDialect()

    private func events(_ chunks: String...) throws -> [ModelEvent] {
        try OpenAISupport.events(chunks.joined(), of: dialect)
    }

    private let usage =
        #"data: {"id":"c1","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":4,"total_tokens":14,"#
        + #""prompt_tokens_details":{"cached_tokens":6,"cache_write_tokens":2},"#
        + #""completion_tokens_details":{"reasoning_tokens":1}}}"# + "\n\n"
    private let done = "data: [DONE]\n\n"
    private let counted = ModelUsage(
        inputTokens: 10, cachedTokens: 6, outputTokens: 4, cacheWriteTokens: 2, reasoningTokens: 1)

    @Test("Reasoning, text, usage and the end come in this order") func stream() throws {
        let found = try events(
            ": OPENROUTER PROCESSING\n\n", OpenAISupport.chunk(#"{"role":"assistant","content":""}"#),
            OpenAISupport.chunk(#"{"reasoning_content":"hm"}"#), OpenAISupport.chunk(#"{"content":"Hél"}"#),
            OpenAISupport.chunk(#"{"content":"lo"}"#), OpenAISupport.chunk("{}", finish: #""stop""#), usage, done)
        #expect(found == [.reasoning("hm"), .text("Hél"), .text("lo"), .usage(counted), .finished(.stop)])
    }

    @Test("A stream cut at every byte gives the same events") func cuts() throws {
        let text =
            OpenAISupport.chunk(#"{"content":"é\u00e9"}"#)
            + OpenAISupport.chunk(#"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}"#)
            + OpenAISupport.chunk("{}", finish: #""tool_calls""#) + usage.replacing("\n", with: "\r\n") + done
        let bytes = [UInt8](text.utf8)
        let whole = try OpenAISupport.events(bytes, of: dialect, cuts: [])
        #expect(whole.count == 4)
        for cut in 1..<bytes.count {
            #expect(try OpenAISupport.events(bytes, of: dialect, cuts: [cut]) == whole)
        }
        #expect(try OpenAISupport.events(bytes, of: dialect, cuts: Array(1..<bytes.count)) == whole)
    }

    @Test(
        "Usage counts wherever it stands",
        arguments: [
            #","usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}"#,
            #","x_groq":{"usage":{"prompt_tokens":3,"completion_tokens":2}}"#,
            #","timings":{"prompt_n":3,"predicted_n":2,"predicted_ms":1.5}"#,
        ])
    func usagePlaces(more: String) throws {
        let found = try events(OpenAISupport.chunk(#"{"content":"a"}"#, finish: #""stop""#, more: more), done)
        #expect(found == [.text("a"), .usage(ModelUsage(inputTokens: 3, outputTokens: 2)), .finished(.stop)])
    }

    @Test("Reasoning that a server counts apart is part of the output")
    func usageApart() throws {
        let more =
            #","usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":9,"#
            + #""completion_tokens_details":{"reasoning_tokens":4}}"#
        let response = OpenAISupport.response(
            try events(OpenAISupport.chunk("{}", finish: #""stop""#, more: more), done))
        #expect(response.usage == ModelUsage(inputTokens: 3, outputTokens: 6, reasoningTokens: 4))
    }

    @Test("A last event without its blank line counts; so does an end without a terminator") func missingEnd() throws {
        let end = OpenAISupport.chunk("{}", finish: #""stop""#)
        #expect(try events(OpenAISupport.chunk(#"{"content":"a"}"#), end) == [.text("a"), .finished(.stop)])
        #expect(
            try events(OpenAISupport.chunk(#"{"content":"a"}"#), String(end.dropLast(2))) == [
                .text("a"), .finished(.stop),
            ])
        #expect(try events(end, usage, "data: [DONE]") == [.usage(counted), .finished(.stop)])
        #expect(try events(end, "data: {\"id\":") == [.finished(.stop)])
    }

    @Test(
        "A stream that ends before its answer is an error, never an answer",
        arguments: [
            "", ": comment\n\n", OpenAISupport.chunk(#"{"content":"a"}"#),
            OpenAISupport.chunk(#"{"content":"a"}"#) + "data: {\"id\":\"c1\",\"choi",
        ])
    func cut(text: String) {
        #expect(OpenAISupport.error { _ = try events(text) }.code == .network)
    }

    @Test(
        "An error within a stream is thrown with its meaning",
        arguments: [
            (#"{"error":{"message":"x","type":"server_error","code":null}}"#, KapellError.Code.unavailable),
            (#"{"error":{"message":"x","code":429}}"#, .limitExceeded), (#"{"error":"overloaded"}"#, .overloaded),
            (
                #"{"error":{"message":"x","code":502},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}"#,
                .unavailable
            ),
            (#"{"object":"error","message":"maximum context length is 5","code":400}"#, .contextWindow),
            (#"{"error":{"message":"bad","type":"invalid_request_error"}}"#, .invalidRequest),
        ])
    func inStream(data: String, code: KapellError.Code) {
        let text = OpenAISupport.chunk(#"{"content":"a"}"#) + "data: \(data)\n\n" + done
        #expect(OpenAISupport.error { _ = try events(text) }.code == code)
    }

    @Test("An end that is a failure is one", arguments: ["error", "insufficient_system_resource", "abort"])
    func badEnd(word: String) {
        let error = OpenAISupport.error { _ = try events(OpenAISupport.chunk("{}", finish: "\"\(word)\""), done) }
        #expect(error.isRetryable)
    }

    @Test(
        "What is no chunk is an error that says so",
        arguments: ["data: nonsense\n\n", "data: 3\n\n", "data: [DONE]\n\n"])
    func unreadable(text: String) {
        #expect(OpenAISupport.error { _ = try events(text) }.code == .model)
    }

    @Test("Once failed, a decoder fails") func failed() throws {
        var decoder = dialect.eventDecoder()
        #expect(throws: KapellError.self) { try decoder.decode([UInt8]("data: x\n\n".utf8)) }
        #expect(throws: KapellError.self) { try decoder.decode([UInt8](done.utf8)) }
        #expect(throws: KapellError.self) { try decoder.finish() }
    }

    @Test("Chunks without choices, with other choices, or with an end that is none are passed over") func odd() throws {
        let other = #"data: {"choices":[{"index":1,"delta":{"content":"b"},"finish_reason":"stop"}]}"# + "\n\n"
        let filter = #"data: {"id":"","object":"","choices":[],"prompt_filter_results":[]}"# + "\n\n"
        let found = try events(
            filter, OpenAISupport.chunk(#"{"content":"a"}"#, finish: #""null""#), other, "data:\n\n",
            OpenAISupport.chunk("{}", finish: #""stop""#), done)
        #expect(found == [.text("a"), .finished(.stop)])
        let cut = OpenAISupport.chunk(#"{"content":"a"}"#, finish: #""null""#) + other
        #expect(OpenAISupport.error { _ = try events(cut) }.code == .network)
    }

    @Test("Nothing after the end counts") func afterEnd() throws {
        let end = OpenAISupport.chunk(#"{"content":"a"}"#, finish: #""length""#)
        #expect(
            try events(end, done, OpenAISupport.chunk(#"{"content":"b"}"#), done) == [.text("a"), .finished(.length)])
    }

    @Test("A refusal is text that a guard wrote; parts of thinking are reasoning") func kinds() throws {
        let refusal = try events(OpenAISupport.chunk(#"{"refusal":"No."}"#, finish: #""stop""#), done)
        #expect(refusal == [.text("No."), .finished(.contentFilter)])
        let parts =
            #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"a"}]}"#
        #expect(
            try events(OpenAISupport.chunk(parts, finish: #""stop""#), done) == [
                .reasoning("hm"), .text("a"), .finished(.stop),
            ])
        let both = OpenAISupport.chunk(#"{"reasoning":"hm","reasoning_content":"hm"}"#, finish: #""stop""#)
        #expect(try events(both, done) == [.reasoning("hm"), .finished(.stop)])
    }

    @Test("A whole answer gives the events that it would have been") func whole() throws {
        let body = try OpenAISupport.object(
            #"""
            {"id":"c1","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":
             {"role":"assistant","content":"a","reasoning":"hm","tool_calls":[
              {"id":"x","type":"function","function":{"name":"f","arguments":"{ }"}},
              {"id":"y","type":"function","function":{"name":"g","arguments":""}}]}}],
             "usage":{"prompt_tokens":3,"completion_tokens":2}}
            """#)
        #expect(
            try dialect.decodeResponse(body) == [
                .reasoning("hm"), .text("a"), .toolArguments(index: 0, id: "x", name: "f", fragment: "{ }"),
                .toolArguments(index: 1, id: "y", name: "g", fragment: ""),
                .usage(ModelUsage(inputTokens: 3, outputTokens: 2)),
                .toolArguments(index: 1, id: nil, name: nil, fragment: "{}"), .finished(.toolCalls),
            ])
    }

    @Test(
        "A whole answer that is none is an error",
        arguments: [
            (#"{"error":{"message":"x","code":"insufficient_quota"}}"#, KapellError.Code.payment), ("{}", .model),
            (#"{"choices":[]}"#, .model), (#"{"detail":"x","object":"error","code":404}"#, .notFound),
        ])
    func notWhole(text: String, code: KapellError.Code) throws {
        let body = try OpenAISupport.object(text)
        #expect(OpenAISupport.error { _ = try dialect.decodeResponse(body) }.code == code)
    }
}
