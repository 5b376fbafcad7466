import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Answers and streams of Converse")
struct ConverseAnswerTests {
    private let dialect = BedrockConverseDialect()

    @Test("A whole answer is read, and written again as it was")
    func whole() throws {
        let body = try ClaudeSamples.object(
            #"{"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t","signature":"s"}}},{"reasoningContent":{"redactedContent":"ZGF0YQ=="}},{"text":"hi"},{"toolUse":{"toolUseId":"a","name":"f","input":{"x":1}}}]}},"stopReason":"tool_use","usage":{"inputTokens":3,"outputTokens":2,"totalTokens":12,"cacheReadInputTokens":5,"cacheWriteInputTokens":2},"metrics":{"latencyMs":0}}"#
        )
        let response = ClaudeSamples.fold(try dialect.decodeResponse(body))
        #expect(response.usage == ModelUsage(inputTokens: 10, cachedTokens: 5, outputTokens: 2, cacheWriteTokens: 2))
        #expect(JSONValue.object(dialect.encodeResponse(response, of: ClaudeSamples.answer)) == .object(body))
    }

    @Test(
        "Each reason of the end has its meaning",
        arguments: [
            ("end_turn", FinishReason.stop), ("stop_sequence", .stop), ("max_tokens", .length),
            ("guardrail_intervened", .contentFilter), ("content_filtered", .contentFilter),
            ("model_context_window_exceeded", .length), ("malformed_tool_use", nil), ("malformed_model_output", nil),
        ])
    func reasons(word: String, reason: FinishReason?) throws {
        let body: JSONObject = ["output": ["message": ["content": []]], "stopReason": .string(word)]
        if let reason {
            #expect(try dialect.decodeResponse(body) == [.finished(reason)])
        } else {
            #expect(throws: KapellError.self) { try dialect.decodeResponse(body) }
        }
    }

    @Test("A stream is read, however it is cut")
    func stream() throws {
        let bytes = BedrockSamples.converseBytes
        for size in [1, 5, 100, bytes.count] {
            var decoder = dialect.eventDecoder()
            var events: [ModelEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += try decoder.decode(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(try events + decoder.finish() == BedrockSamples.converseMeaning, "\(size)")
        }
    }

    @Test("What the encoder writes is what the service writes, but for its padding")
    func encoder() throws {
        let bytes = ClaudeSamples.encode(
            BedrockSamples.converseMeaning, with: dialect.eventEncoder(of: ClaudeSamples.answer))
        var decoder = EventStreamDecoder()
        let frames = try decoder.decode(bytes)
        #expect(
            frames.map { $0.text(":event-type") }
                == BedrockSamples.converse.map(\.0).reduce(into: []) { list, name in
                    // An empty input gets its braces as a piece.
                    list.append(name)
                    if list.count == 14 { list.append("contentBlockDelta") }
                })
        let events = try ClaudeSamples.decode(bytes, with: dialect.eventDecoder())
        #expect(ClaudeSamples.fold(events) == ClaudeSamples.fold(BedrockSamples.converseMeaning))
    }

    @Test("A stream without its end is an error; one that lacks its counts only is whole")
    func truncated() throws {
        let noUsage = BedrockSamples.converse.dropLast().flatMap { BedrockSamples.frame($0.0, $0.1) }
        #expect(try ClaudeSamples.decode(noUsage, with: dialect.eventDecoder()).last == .finished(.toolCalls))
        let bytes = BedrockSamples.converse.prefix(8).flatMap { BedrockSamples.frame($0.0, $0.1) }
        for cut in [bytes, bytes.dropLast(3), []] {
            let error = #expect(throws: KapellError.self) {
                try ClaudeSamples.decode(cut, with: dialect.eventDecoder())
            }
            #expect(error?.code == .network)
        }
        var broken = bytes
        broken[200] ^= 4
        let error = #expect(throws: KapellError.self) { try ClaudeSamples.decode(broken, with: dialect.eventDecoder()) }
        #expect(error?.code == .model && error?.message.contains("checksum") == true)
    }

    @Test(
        "Exceptions within a stream are thrown as what they are",
        arguments: [
            ("throttlingException", "x", KapellError.Code.limitExceeded), ("modelStreamErrorException", "x", .model),
            ("internalServerException", "x", .unavailable), ("serviceUnavailableException", "x", .overloaded),
            ("validationException", "x", .invalidRequest),
            ("validationException", "Input is too long for requested model.", .contextWindow),
        ])
    func exceptions(type: String, message: String, code: KapellError.Code) throws {
        let bytes = BedrockSamples.frame("messageStart", "{}") + BedrockSamples.exception(type, message)
        let error = #expect(throws: KapellError.self) { try ClaudeSamples.decode(bytes, with: dialect.eventDecoder()) }
        #expect(error?.code == code && error?.message == message)
    }

    @Test("An error without a type of its own is known by its code")
    func unmodeled() throws {
        let bytes = EventStreamFrame.encoded(
            headers: [(":message-type", "error"), (":error-code", "ThrottlingException"), (":error-message", "slow")],
            payload: [])
        let error = #expect(throws: KapellError.self) { try ClaudeSamples.decode(bytes, with: dialect.eventDecoder()) }
        #expect(error?.code == .limitExceeded && error?.message == "slow")
    }

    @Test("A failed answer ends with an exception, which reads back as the same kind")
    func fail() throws {
        for code in [KapellError.Code.overloaded, .limitExceeded, .contextWindow, .model, .invalidRequest] {
            var encoder = dialect.eventEncoder(of: ClaudeSamples.answer)
            let bytes = encoder.encode(.text("a")) + encoder.fail(KapellError(code, "It failed."))
            let error = #expect(throws: KapellError.self) {
                try ClaudeSamples.decode(bytes, with: dialect.eventDecoder())
            }
            #expect(error?.code == code)
        }
    }

    @Test("Encrypted reasoning that is no base64 survives a blob")
    func blobs() throws {
        for data in ["not base64!", "ZGF0YQ==", "é"] {
            var response = ModelResponse()
            response.apply(.signature("redacted_thinking:\(data)"))
            response.apply(.finished(.stop))
            let body = dialect.encodeResponse(response, of: ClaudeSamples.answer)
            let blob = body["output"]?["message"]?["content"]?[0]?["reasoningContent"]?["redactedContent"]?.stringValue
            #expect(Base64.decode(blob ?? "%") != nil)
            #expect(ClaudeSamples.fold(try dialect.decodeResponse(body)).reasoningBlocks == response.reasoningBlocks)
        }
    }

    @Test("No bytes make the decoder trap")
    func fuzz() {
        ClaudeSamples.fuzz(BedrockSamples.converseBytes, seed: 62) { dialect.eventDecoder() }
        // Payloads that are hit behind right checksums.
        var generator = PayloadFuzz(seed: 63)
        for _ in 0..<300 {
            let bytes = BedrockSamples.converse.flatMap { BedrockSamples.frame($0.0, generator.changed($0.1)) }
            _ = try? ClaudeSamples.decode(bytes, with: dialect.eventDecoder())
        }
    }
}
