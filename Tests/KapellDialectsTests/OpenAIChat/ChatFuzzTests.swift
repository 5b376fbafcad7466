import KapellCore
import KapellDialects
import KapellJSON
import KapellTesting
import Testing

@Suite("Chat completions under fire") struct ChatFuzzTests {
    private static let stream = [UInt8](
        (OpenAISupport.chunk(#"{"role":"assistant","content":"","reasoning_content":"hm"}"#)
            + OpenAISupport.chunk(#"{"content":"Hé"}"#)
            + OpenAISupport.chunk(#"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}]}"#)
            + OpenAISupport.chunk(#"{"tool_calls":[{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]}"#)
            + OpenAISupport.chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}"#)
            + OpenAISupport.chunk(
                "{}", finish: #""tool_calls""#, more: #","usage":{"prompt_tokens":3,"total_tokens":5}"#)
            + "data: [DONE]\n\n").utf8)

    @Test("Streams that were changed never crash, and end with exactly one finished or an error", arguments: 0..<4)
    func mutations(seed: UInt64) throws {
        var random = SeededGenerator(40 + seed)
        var whole = 0
        for _ in 0..<400 {
            var bytes = Self.stream
            OpenAISupport.mutate(&bytes, &random)
            let cuts = OpenAISupport.cuts(bytes.count, &random)
            guard let events = try? OpenAISupport.events(bytes, of: OpenAIChatDialect(), cuts: cuts) else { continue }
            whole += 1
            let ends = events.filter { if case .finished = $0 { true } else { false } }
            #expect(ends.count == 1 && events.last == ends.first)
        }
        #expect(whole > 0)
    }

    @Test("Random bytes are an error") func noise() {
        var random = SeededGenerator(7)
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect((try? OpenAISupport.events(bytes, of: OpenAIChatDialect(), cuts: [])) == nil)
            _ = OpenAIChatDialect().decodeError(
                status: Int.random(in: 0...999, using: &random), headers: [:], body: bytes)
        }
    }

    @Test("Requests that were changed never crash; what is read can be written or is refused", arguments: 0..<4)
    func requests(seed: UInt64) {
        var random = SeededGenerator(80 + seed)
        let text = #"""
            {"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"a"},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},{"role":"assistant","content":null,
             "tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"a","content":"1"}],"tools":[{"type":"function","function":{"name":"f",
             "strict":true,"parameters":{"type":"object","properties":{"a":{"type":"string"}}}}}],"temperature":1,
             "seed":3,"stop":["x"],"reasoning_effort":"low","max_tokens":9}
            """#
        for _ in 0..<300 {
            var bytes = [UInt8](text.utf8)
            OpenAISupport.mutate(&bytes, &random)
            guard let body = (try? JSONValue(parsing: bytes))?.objectValue,
                var request = try? OpenAIChatDialect().decodeRequest(body, to: DialectTarget())
            else { continue }
            for options in [OpenAIChatOptions.openAI, .compatible] {
                _ = try? OpenAIChatDialect(options: options).encodeRequest(request)
                request.dialect = .anthropic
                _ = try? OpenAIChatDialect(options: options).encodeRequest(request)
                _ = try? OpenAIResponsesDialect().encodeRequest(request)
            }
        }
    }
}
