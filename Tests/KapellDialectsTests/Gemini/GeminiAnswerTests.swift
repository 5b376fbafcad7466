import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Answers in Gemini's dialect")
struct GeminiAnswerTests {
    private let probe = WireProbe(GeminiDialect())

    private static let whole = """
        {"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"Hi"},\
        {"functionCall":{"name":"f","args":{"b":1,"a":2}},"thoughtSignature":"AAAA"},\
        {"functionCall":{"name":"f","args":{}}}],"role":"model"},"finishReason":"STOP","index":0}],\
        "usageMetadata":{"promptTokenCount":10,"cachedContentTokenCount":4,"candidatesTokenCount":3,\
        "thoughtsTokenCount":5,"totalTokenCount":18},"modelVersion":"m","responseId":"r1"}
        """

    @Test("A whole answer gives thoughts, text, calls with ids, usage and the reason of calls")
    func whole() throws {
        let response = WireProbe.folded(try GeminiDialect().decodeResponse(WireProbe.object(Self.whole)))
        #expect(response.reasoning == "hm" && response.text == "Hi" && response.finishReason == .toolCalls)
        #expect(response.toolCalls.map(\.arguments) == [#"{"b":1,"a":2}"#, "{}"])
        #expect(response.toolCalls[0].signature == "AAAA")
        #expect(Set(response.toolCalls.map(\.id)).count == 2)
        #expect(
            response.usage
                == ModelUsage(inputTokens: 10, cachedTokens: 4, outputTokens: 8, reasoningTokens: 5))
    }

    @Test("A stream and the array that grows give the same, wherever they are cut")
    func streams() throws {
        let first =
            #"{"candidates":[{"content":{"parts":[{"text":"Grüß"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":2}}"#
        let last =
            #"{"candidates":[{"content":{"parts":[{"text":" }dich","thoughtSignature":"QQ=="}]},"finishReason":"MAX_TOKENS"}],"usageMetadata":{"promptTokenCount":2,"candidatesTokenCount":4}}"#
        let expected: [ModelEvent] = [
            .text("Grüß"), .usage(ModelUsage(inputTokens: 2)), .text(" }dich"), .signature("gemini#QQ=="),
            .usage(ModelUsage(inputTokens: 2, outputTokens: 4)), .finished(.length),
        ]
        #expect(try probe.eventsAtEveryCut("data: \(first)\r\n\r\ndata: \(last)\r\n\r\n") == expected)
        #expect(try probe.eventsAtEveryCut("[\(first)\n,\r\n\(last)\n]\n") == expected)
        #expect(try probe.events("data: \(first)\n\ndata: \(last)") == expected)
    }

    @Test("A stream without a finish reason was cut")
    func cut() throws {
        let chunk = #"data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}"# + "\n\n"
        #expect(KapellError.code { try probe.events(chunk) } == .network)
        #expect(KapellError.code { try probe.events("") } == .network)
    }

    @Test("An error within a stream comes after what was said, with its code")
    func failure() throws {
        let chunk = #"data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}"# + "\n\n"
        let error = #"data: [{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}]"# + "\n\n"
        var decoder = GeminiDialect().eventDecoder()
        #expect(try decoder.decode(Array((chunk + error).utf8)) == [.text("a")])
        #expect(KapellError.code { try decoder.finish() } == .overloaded)
        #expect(
            KapellError.code { try probe.events("[{\n\"error\": {\"code\": 429, \"message\": \"q\"}}]") }
                == .limitExceeded)
    }

    @Test(
        "Reasons of the end",
        arguments: [
            ("MAX_TOKENS", FinishReason.length), ("SAFETY", .contentFilter), ("RECITATION", .contentFilter),
            ("PROHIBITED_CONTENT", .contentFilter), ("STOP", .stop), ("OTHER", .contentFilter),
        ])
    func reasons(word: String, reason: FinishReason) throws {
        let body = try WireProbe.object(#"{"candidates":[{"content":{},"finishReason":"\#(word)"}]}"#)
        #expect(try GeminiDialect().decodeResponse(body).last == .finished(reason))
    }

    @Test("Calls that the model wrote badly, and blocked prompts, are errors")
    func bad() throws {
        func code(_ text: String) -> KapellError.Code? {
            KapellError.code { try GeminiDialect().decodeResponse(WireProbe.object(text)) }
        }
        #expect(code(#"{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}"#) == .model)
        #expect(code(#"{"promptFeedback":{"blockReason":"SAFETY"}}"#) == .contentPolicy)
        #expect(code(#"{"candidates":[]}"#) == .network)
        #expect(code(#"{"id":"x"}"#) == .model)
        #expect(code(#"{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"x"}}"#) == .invalidRequest)
    }

    @Test("A whole answer is written and read back the same")
    func writeWhole() throws {
        let response = WireProbe.folded(try GeminiDialect().decodeResponse(WireProbe.object(Self.whole)))
        let body = GeminiDialect().encodeResponse(response, of: WireProbe.answer)
        #expect(WireProbe.folded(try GeminiDialect().decodeResponse(body)) == response)
        #expect(body["candidates"]?[0]?["finishReason"] == "STOP")
        #expect(body["usageMetadata"]?["candidatesTokenCount"] == 3)
        #expect(body["usageMetadata"]?["thoughtsTokenCount"] == 5)
    }

    @Test("A stream is written and read back the same")
    func writeStream() throws {
        let events: [ModelEvent] = [
            .reasoning("think"), .signature("gemini#AAAA"), .text("He\"y"), .text("\n"),
            .toolArguments(index: 0, id: "a", name: "f", fragment: #"{"x":"#),
            .toolArguments(index: 1, id: "b", name: "g", fragment: ""),
            .toolArguments(index: 0, id: nil, name: nil, fragment: "1}"), .signature("BBBB", toolCall: 0),
            .usage(ModelUsage(inputTokens: 3, outputTokens: 9, reasoningTokens: 2)), .finished(.toolCalls),
        ]
        let text = probe.stream(events)
        #expect(text.hasPrefix("data: {") && text.hasSuffix("}\n\n") && !text.contains("[DONE]"))
        let read = WireProbe.folded(try probe.eventsAtEveryCut(text))
        var expected = WireProbe.folded(events)
        expected.apply(.toolArguments(index: 1, id: nil, name: nil, fragment: "{}"))
        #expect(read == expected)
    }

    @Test("A call that was cut is left out, and the answer does not look whole")
    func cutCall() throws {
        let call = ModelEvent.toolArguments(index: 0, id: "a", name: "f", fragment: #"{"x":"#)
        let short = probe.stream([call, .finished(.length)])
        #expect(short.contains("MAX_TOKENS") && !short.contains("functionCall"))
        #expect(probe.stream([call, .finished(.toolCalls)]).contains("MALFORMED_FUNCTION_CALL"))
    }

    @Test("A proof of another provider survives a client that decodes base64")
    func proofs() throws {
        let body = GeminiDialect().encodeResponse(
            WireProbe.folded([.reasoning("t"), .signature("gAAA_-x"), .finished(.stop)]), of: WireProbe.answer)
        let sent = try #require(body["candidates"]?[0]?["content"]?["parts"]?[0]?["thoughtSignature"]?.stringValue)
        #expect(sent != "gAAA_-x")
        let again = sent.replacing("+", with: "-").replacing("/", with: "_")
        let request = try GeminiDialect().decodeRequest(
            [
                "contents": [
                    ["role": "model", "parts": [["text": "t", "thought": true, "thoughtSignature": .string(again)]]]
                ]
            ],
            to: DialectTarget(model: "m"))
        #expect(request.request.messages[0].reasoning == [ModelReasoning(text: "t", signature: "gAAA_-x")])
    }

    @Test("Damaged streams never trap")
    func fuzz() {
        let event = "data: " + Self.whole + "\n\n"
        probe.fuzz([event + event, "[" + Self.whole + "," + Self.whole + "]"], seed: 11, rounds: 150)
    }
}
