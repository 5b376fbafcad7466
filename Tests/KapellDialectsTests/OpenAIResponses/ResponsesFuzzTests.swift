import KapellCore
import KapellDialects
import KapellJSON
import KapellTesting
import Testing

@Suite("Responses under fire") struct ResponsesFuzzTests {
    @Test("Streams that were changed never crash, and end with exactly one finished or an error", arguments: 0..<4)
    func mutations(seed: UInt64) throws {
        var random = SeededGenerator(140 + seed)
        let stream = [UInt8](ResponsesDecodingTests.text(ResponsesDecodingTests.stream).utf8)
        var whole = 0
        for _ in 0..<300 {
            var bytes = stream
            OpenAISupport.mutate(&bytes, &random)
            let cuts = OpenAISupport.cuts(bytes.count, &random)
            guard let events = try? OpenAISupport.events(bytes, of: OpenAIResponsesDialect(), cuts: cuts) else {
                continue
            }
            whole += 1
            let ends = events.filter { if case .finished = $0 { true } else { false } }
            #expect(ends.count == 1 && events.last == ends.first)
        }
        #expect(whole > 0)
    }

    @Test("Any order of events can be written, as frames that are JSON and hold all text", arguments: 0..<4)
    func encoders(seed: UInt64) throws {
        var random = SeededGenerator(240 + seed)
        let dialects: [any Dialect] = [OpenAIResponsesDialect(), OpenAIChatDialect()]
        for round in 0..<150 {
            var events: [ModelEvent] = []
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                let index = [0, 1, 5, -3, .max].randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<7, using: &random) {
                case 0: events.append(.reasoning("r"))
                case 1: events.append(.signature("s", toolCall: Bool.random(using: &random) ? index : nil))
                case 2: events.append(.usage(ModelUsage(inputTokens: .max, outputTokens: .max)))
                case 3: events.append(.toolArguments(index: index, id: "i\(index)", name: "f", fragment: "{"))
                case 4: events.append(.toolArguments(index: index, id: nil, name: "f", fragment: "}"))
                default: events.append(.text("t\(round)"))
                }
            }
            for dialect in dialects {
                let bytes = OpenAISupport.bytes(events + [.finished(.stop)], of: dialect)
                let again = OpenAISupport.response(try OpenAISupport.events(bytes, of: dialect, cuts: []))
                #expect(again.text == OpenAISupport.response(events).text)
            }
        }
    }

    @Test("Requests that were changed never crash; what is read can be written or is refused", arguments: 0..<4)
    func requests(seed: UInt64) {
        var random = SeededGenerator(180 + seed)
        let text = #"""
            {"model":"m","instructions":"s","input":[{"role":"user","content":[{"type":"input_text","text":"a"}]},
             {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"t"}],"encrypted_content":"gAAAA"},
             {"type":"function_call","call_id":"a","name":"f","arguments":"{}"},
             {"type":"function_call_output","call_id":"a","output":"1"}],"tools":[{"type":"function","name":"f",
             "parameters":{"type":"object"},"strict":true}],"text":{"format":{"type":"text"}},"reasoning":{"effort":"low"}}
            """#
        for _ in 0..<300 {
            var bytes = [UInt8](text.utf8)
            OpenAISupport.mutate(&bytes, &random)
            guard let body = (try? JSONValue(parsing: bytes))?.objectValue,
                let request = try? OpenAIResponsesDialect().decodeRequest(body, to: DialectTarget())
            else { continue }
            _ = try? OpenAIResponsesDialect().encodeRequest(request)
            _ = try? OpenAIChatDialect().encodeRequest(request)
        }
    }
}
