import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("InvokeModel with Anthropic's bodies")
struct BedrockInvokeTests {
    private let dialect = BedrockInvokeDialect()
    private let model = "anthropic.claude-3-5-sonnet-20240620-v1:0"

    private static let body =
        #"{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["b1","b2"],"max_tokens":20,"messages":[{"role":"user","content":"hi"}],"temperature":0.5,"metadata":{"user_id":"u"}}"#

    @Test("The body has a version and no model; the path has the model and whether it is streamed")
    func requests() throws {
        let request = try dialect.decodeRequest(
            try ClaudeSamples.object(Self.body), to: DialectTarget(model: model, streams: true))
        #expect(request.model == model && request.streams && request.request.messages.map(\.content) == ["hi"])
        let written = try dialect.encodeRequest(request)
        #expect(written.path == "model/anthropic.claude-3-5-sonnet-20240620-v1%3A0/invoke-with-response-stream")
        #expect(JSONValue.object(written.body) == .object(request.body))
        #expect(dialect.forward(request, to: "m").path == "model/m/invoke-with-response-stream")
        #expect(JSONValue.object(dialect.forward(request, to: "m").body) == .object(request.body))
    }

    @Test("Anthropic gets the betas as a field of the header, and its own version; Bedrock the other way round")
    func versions() throws {
        let target = DialectTarget(model: model, streams: false)
        let request = try dialect.decodeRequest(try ClaudeSamples.object(Self.body), to: target)
        let anthropic = try AnthropicDialect().encodeRequest(request)
        #expect(anthropic.headers == ["anthropic-version": "2023-06-01", "anthropic-beta": "b1,b2"])
        #expect(anthropic.body["anthropic_version"] == nil && anthropic.body["model"] == .string(model))
        #expect(anthropic.losses == [DialectLoss(.dropped, "metadata")])

        var newer = request.body
        newer["anthropic_version"] = "2026-10-21"
        let forwarded = try AnthropicDialect().encodeRequest(try dialect.decodeRequest(newer, to: target))
        #expect(forwarded.headers["anthropic-version"] == "2026-10-21")

        let body = try ClaudeSamples.object(
            #"{"model":"c","max_tokens":5,"stream":true,"messages":[{"role":"user","content":"q"}]}"#)
        let headers = ["anthropic-version": "2026-10-21", "anthropic-beta": "x, y"]
        let back = try dialect.encodeRequest(
            try AnthropicDialect().decodeRequest(body, to: DialectTarget(headers: headers)))
        #expect(
            JSONValue.object(back.body) == [
                "anthropic_version": "bedrock-2023-05-31", "anthropic_beta": ["x", "y"], "max_tokens": 5,
                "messages": [["role": "user", "content": "q"]],
            ])
    }

    @Test("A stream is read, however it is cut")
    func stream() throws {
        let bytes = BedrockSamples.invokeBytes
        for size in [1, 9, bytes.count] {
            var decoder = dialect.eventDecoder()
            var events: [ModelEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += try decoder.decode(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(try events + decoder.finish() == ClaudeSamples.meaning, "\(size)")
        }
    }

    @Test("Chunks hold Anthropic's events; the last one the counts of Bedrock")
    func encoder() throws {
        let bytes = ClaudeSamples.encode(ClaudeSamples.meaning, with: dialect.eventEncoder(of: ClaudeSamples.answer))
        var decoder = EventStreamDecoder()
        let frames = try decoder.decode(bytes)
        #expect(frames.allSatisfy { $0.text(":event-type") == "chunk" && $0.text(":message-type") == "event" })
        let payload = try JSONValue(parsing: try #require(frames.last).payload)
        let last = try JSONValue(parsing: try #require(Base64.decode(payload["bytes"]?.stringValue ?? "%")))
        #expect(last["type"] == "message_stop")
        #expect(last["amazon-bedrock-invocationMetrics"]?["inputTokenCount"] == 10)
        #expect(last["amazon-bedrock-invocationMetrics"]?["cacheReadInputTokenCount"] == 100)
        let events = try ClaudeSamples.decode(bytes, with: dialect.eventDecoder())
        #expect(ClaudeSamples.fold(events) == ClaudeSamples.fold(ClaudeSamples.meaning))
    }

    @Test("Counts that only Bedrock tells are taken")
    func metrics() throws {
        let events = [
            #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#,
            #"{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":4,"outputTokenCount":2}}"#,
        ]
        let bytes = events.flatMap { BedrockSamples.frame("chunk", #"{"bytes":"\#(Base64.encode(Array($0.utf8)))"}"#) }
        #expect(
            try ClaudeSamples.decode(bytes, with: dialect.eventDecoder()) == [
                .text("a"), .usage(ModelUsage(inputTokens: 4, outputTokens: 2)), .finished(.stop),
            ])
    }

    @Test("Exceptions, cuts and chunks without an event are errors")
    func failures() throws {
        let start = BedrockSamples.frame(
            "chunk", #"{"bytes":"\#(Base64.encode(Array(ClaudeSamples.events[0].utf8)))"}"#)
        for (bytes, code) in [
            (start, KapellError.Code.network),
            (start + BedrockSamples.exception("modelTimeoutException", "x"), .timeout),
            (start + BedrockSamples.frame("chunk", "{}"), .model),
            (start + BedrockSamples.frame("chunk", #"{"bytes":"%"}"#), .model),
        ] {
            let error = #expect(throws: KapellError.self) {
                try ClaudeSamples.decode(bytes, with: dialect.eventDecoder())
            }
            #expect(error?.code == code)
        }
        var encoder = dialect.eventEncoder(of: ClaudeSamples.answer)
        let failed = encoder.encode(.text("a")) + encoder.fail(KapellError(.timeout, "slow"))
        let error = #expect(throws: KapellError.self) { try ClaudeSamples.decode(failed, with: dialect.eventDecoder()) }
        #expect(error?.code == .timeout)
    }

    @Test("No bytes make the decoder trap")
    func fuzz() {
        ClaudeSamples.fuzz(BedrockSamples.invokeBytes, seed: 64) { dialect.eventDecoder() }
        var generator = PayloadFuzz(seed: 65)
        for _ in 0..<300 {
            let bytes = ClaudeSamples.events.flatMap {
                BedrockSamples.frame("chunk", #"{"bytes":"\#(Base64.encode(Array(generator.changed($0).utf8)))"}"#)
            }
            _ = try? ClaudeSamples.decode(bytes, with: dialect.eventDecoder())
        }
    }
}
