import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Streams of Anthropic's")
struct AnthropicStreamTests {
    private let dialect = AnthropicDialect()

    @Test("A stream is read, however it is cut")
    func cuts() throws {
        let bytes = try ClaudeSamples.stream(ClaudeSamples.events)
        #expect(try ClaudeSamples.decode(bytes, with: dialect.eventDecoder()) == ClaudeSamples.meaning)
        for size in [1, 2, 3, 7, 64] {
            var decoder = dialect.eventDecoder()
            var events: [ModelEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += try decoder.decode(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            events += try decoder.finish()
            #expect(events == ClaudeSamples.meaning, "\(size)")
        }
    }

    @Test("What the encoder writes reads back as the same events")
    func roundTrip() throws {
        let bytes = ClaudeSamples.encode(ClaudeSamples.meaning, with: dialect.eventEncoder(of: ClaudeSamples.answer))
        let events = try ClaudeSamples.decode(bytes, with: dialect.eventDecoder())
        #expect(ClaudeSamples.fold(events) == ClaudeSamples.fold(ClaudeSamples.meaning))
    }

    @Test("Events are named, in the order that the client wants")
    func order() throws {
        let events: [ModelEvent] = [
            .text("a"), .text("\"\n"), .usage(ModelUsage(inputTokens: 3, outputTokens: 2)), .finished(.stop),
        ]
        let bytes = ClaudeSamples.encode(events, with: dialect.eventEncoder(of: ClaudeSamples.answer))
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines.filter { $0.hasPrefix("event: ") }.map { $0.dropFirst(7) } == [
                "message_start", "content_block_start", "content_block_delta", "content_block_delta",
                "content_block_stop",
                "message_delta", "message_stop",
            ])
        #expect(
            lines.contains(
                #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\"\n"}}"#))
        #expect(lines.contains { $0.contains(#""stop_reason":"end_turn""#) && $0.contains(#""input_tokens":3"#) })
        #expect(bytes.suffix(2) == [10, 10])
    }

    @Test("Calls whose pieces come interleaved are written one after the other")
    func interleaved() throws {
        let pieces: [ModelEvent] = [
            .toolArguments(index: 0, id: "a", name: "f", fragment: "{\"x\":"),
            .toolArguments(index: 1, id: "b", name: "g", fragment: "{\"y\""),
            .toolArguments(index: 2, id: "", name: "h", fragment: ""), .text("after"),
            .toolArguments(index: 1, id: nil, name: nil, fragment: ":\"}\"}"),
            .toolArguments(index: 0, id: nil, name: nil, fragment: "1}"), .finished(.toolCalls),
        ]
        for encoder in [dialect.eventEncoder(of: ClaudeSamples.answer)] {
            let bytes = ClaudeSamples.encode(pieces, with: encoder)
            let response = ClaudeSamples.fold(try ClaudeSamples.decode(bytes, with: dialect.eventDecoder()))
            #expect(response.toolCalls.map(\.arguments) == [#"{"x":1}"#, #"{"y":"}"}"#, "{}"])
            #expect(response.toolCalls.map(\.id) == ["a", "b", "toolu_run1_2"])
            #expect(response.text == "after")
        }
    }

    @Test("A stream that is cut is an error, unless only its last event is missing")
    func truncated() throws {
        let whole = try ClaudeSamples.stream(Array(ClaudeSamples.events.dropLast()))
        #expect(try ClaudeSamples.decode(whole, with: dialect.eventDecoder()) == ClaudeSamples.meaning)
        for count in [0, 1, 5, 11, 19] {
            let bytes = try ClaudeSamples.stream(Array(ClaudeSamples.events.prefix(count)))
            let error = #expect(throws: KapellError.self) {
                try ClaudeSamples.decode(bytes, with: dialect.eventDecoder())
            }
            #expect(error?.code == .network)
        }
    }

    @Test("An error within a stream is thrown as what it is")
    func errorEvent() throws {
        let text = #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#
        let bytes = try ClaudeSamples.stream(Array(ClaudeSamples.events.prefix(6)) + [text])
        let error = #expect(throws: KapellError.self) { try ClaudeSamples.decode(bytes, with: dialect.eventDecoder()) }
        #expect(error?.code == .overloaded && error?.isRetryable == true)
    }

    @Test("A failed answer ends with the dialect's error, which reads back as the same kind")
    func fail() throws {
        for code in [KapellError.Code.overloaded, .limitExceeded, .timeout, .contextWindow, .authentication] {
            var encoder = dialect.eventEncoder(of: ClaudeSamples.answer)
            let bytes = encoder.encode(.text("a")) + encoder.fail(KapellError(code, "It failed."))
            let error = #expect(throws: KapellError.self) {
                try ClaudeSamples.decode(bytes, with: dialect.eventDecoder())
            }
            #expect(error?.code == code)
        }
    }

    @Test("Streams of other servers are read: no event names, input at once, a text in the first event, [DONE]")
    func lenient() throws {
        let text = """
            data: {"type":"message_start","message":{}}\r
            \r
            : comment\r
            data: {"type":"content_block_start","index":5,"content_block":{"type":"text","text":"a"}}\r
            \r
            data: {"type":"content_block_start","index":9,"content_block":{"type":"tool_use","name":"f","input":{"x":1}}}\r
            \r
            data: {"type":"something_new"}\r
            \r
            event: message_delta\r
            data: {"delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":4,"output_tokens":2}}\r
            \r
            data: [DONE]\r
            \r

            """
        let events = try ClaudeSamples.decode(Array(text.utf8), with: dialect.eventDecoder())
        #expect(
            events == [
                .text("a"), .toolArguments(index: 0, id: "call_0", name: "f", fragment: ""),
                .usage(ModelUsage(inputTokens: 4, outputTokens: 2)),
                .toolArguments(index: 0, id: nil, name: nil, fragment: #"{"x":1}"#), .finished(.toolCalls),
            ])
    }

    @Test("Counts that come again replace those before, and nobody's arithmetic overflows")
    func usage() throws {
        let events = [
            #"{"type":"message_start","message":{"usage":{"input_tokens":9223372036854775807,"cache_read_input_tokens":9223372036854775807,"output_tokens":-4}}}"#,
            #"{"type":"message_delta","delta":{},"usage":{"output_tokens":5}}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}"#,
        ]
        let response = ClaudeSamples.fold(
            try ClaudeSamples.decode(try ClaudeSamples.stream(events), with: dialect.eventDecoder()))
        #expect(response.usage.inputTokens == .max && response.usage.outputTokens == 7)
    }

    @Test("No bytes make the decoder trap")
    func fuzz() throws {
        ClaudeSamples.fuzz(try ClaudeSamples.stream(ClaudeSamples.events), seed: 61) { dialect.eventDecoder() }
    }
}
