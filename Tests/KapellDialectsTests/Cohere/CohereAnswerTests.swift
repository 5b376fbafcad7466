import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Answers in Cohere's dialect")
struct CohereAnswerTests {
    private let probe = WireProbe(CohereDialect())

    private static func event(_ name: String, _ rest: String) -> String {
        "event: \(name)\ndata: {\"type\":\"\(name)\",\(rest)}\n\n"
    }

    private static let stream =
        event("message-start", #""id":"m1","delta":{"message":{"role":"assistant"}}"#)
        + event("tool-plan-delta", #""delta":{"message":{"tool_plan":"plan"}}"#)
        + event("content-start", #""index":0,"delta":{"message":{"content":{"type":"text","text":""}}}"#)
        + event("content-delta", #""index":0,"delta":{"message":{"content":{"text":"Grüß"}}}"#)
        + event("content-end", #""index":0"#)
        + event(
            "tool-call-start",
            #""index":3,"delta":{"message":{"tool_calls":{"id":"a","type":"function","function":{"name":"f","arguments":""}}}}"#
        )
        + event(
            "tool-call-start",
            #""index":7,"delta":{"message":{"tool_calls":{"id":"b","type":"function","function":{"name":"g","arguments":""}}}}"#
        )
        + event("tool-call-delta", #""index":3,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\"x\""}}}}"#)
        + event("tool-call-delta", #""index":3,"delta":{"message":{"tool_calls":{"function":{"arguments":": 1}"}}}}"#)
        + event("tool-call-end", #""index":3"#)
        + event(
            "message-end",
            #""delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":6.0},"tokens":{"input_tokens":10.0,"output_tokens":4.0},"cached_tokens":2}}"#
        )

    @Test("A stream is read, wherever it is cut; numbers of calls need not count from 0")
    func stream() throws {
        let response = WireProbe.folded(try probe.eventsAtEveryCut(Self.stream))
        #expect(response.reasoning == "plan" && response.text == "Grüß" && response.finishReason == .toolCalls)
        #expect(
            response.toolCalls == [
                ModelToolCall(id: "a", name: "f", arguments: #"{"x": 1}"#),
                ModelToolCall(id: "b", name: "g", arguments: "{}"),
            ])
        // What is billed, which is less than what was read.
        #expect(response.usage == ModelUsage(inputTokens: 6, cachedTokens: 2, outputTokens: 4))
        #expect(try probe.events(Self.stream + "data: [DONE]\n\n").last == .finished(.toolCalls))
    }

    @Test("Calls without numbers, and the same number for two calls, are told apart")
    func numbers() throws {
        func start(_ id: String) -> String {
            Self.event(
                "tool-call-start",
                #""index":0,"delta":{"message":{"tool_calls":[{"id":"\#(id)","function":{"name":"f"}}]}}"#)
        }
        let more = Self.event("tool-call-delta", #""delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}"#)
        let end = Self.event("message-end", #""delta":{"finish_reason":"COMPLETE"}"#)
        let response = WireProbe.folded(try probe.events(start("a") + more + start("b") + more + end))
        #expect(response.toolCalls.map(\.id) == ["a", "b"] && response.finishReason == .toolCalls)
        #expect(response.toolCalls.allSatisfy { $0.arguments == "{}" })
    }

    @Test("A stream without its end was cut; failures have their codes")
    func bad() throws {
        let start = Self.event("content-delta", #""index":0,"delta":{"message":{"content":{"text":"a"}}}"#)
        #expect(KapellError.code { try probe.events(start) } == .network)
        func end(_ delta: String) -> KapellError.Code? {
            KapellError.code { try probe.events(start + Self.event("message-end", "\"delta\":{\(delta)}")) }
        }
        #expect(end(#""finish_reason":"TIMEOUT""#) == .timeout)
        #expect(end(#""finish_reason":"ERROR","error":"boom""#) == .unavailable)
        #expect(end("") == .network)
        #expect(end(#""finish_reason":"MAX_TOKENS""#) == nil)
        #expect(KapellError.code { try probe.events("data: {\"message\":\"too many tokens\"}\n\n") } == .unavailable)
        #expect(KapellError.code { try CohereDialect().decodeResponse(["message": "no"]) } == .unavailable)
    }

    @Test("A whole answer is written and read back the same", arguments: [false, true])
    func whole(withCalls: Bool) throws {
        var events: [ModelEvent] = [
            .reasoning("t"), .text("Hi"), .usage(ModelUsage(inputTokens: 3, cachedTokens: 1, outputTokens: 4)),
        ]
        if withCalls { events.append(.toolArguments(index: 0, id: "a", name: "f", fragment: #"{"x": 1}"#)) }
        events.append(.finished(withCalls ? .toolCalls : .length))
        let response = WireProbe.folded(events)
        let body = CohereDialect().encodeResponse(response, of: WireProbe.answer)
        #expect(WireProbe.folded(try CohereDialect().decodeResponse(body)) == response)
        #expect(body["message"]?["tool_plan"] == (withCalls ? "t" : nil))
    }

    @Test("A stream is written and read back the same")
    func writeStream() throws {
        let events: [ModelEvent] = [
            .reasoning("th"), .reasoning("ink"), .text("He\"y"), .text("!"),
            .toolArguments(index: 2, id: "a", name: "f", fragment: #"{"x":"#),
            .toolArguments(index: 5, id: "b", name: "g", fragment: ""),
            .toolArguments(index: 2, id: nil, name: nil, fragment: "1}"),
            .usage(ModelUsage(inputTokens: 3, outputTokens: 9)), .finished(.toolCalls),
        ]
        let text = probe.stream(events)
        let response = WireProbe.folded(try probe.eventsAtEveryCut(text))
        #expect(response.reasoning == "think" && response.text == "He\"y!" && response.usage.outputTokens == 9)
        #expect(response.toolCalls.map(\.arguments) == [#"{"x":1}"#, "{}"])
        let names = text.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { $0.dropFirst(7) }
        #expect(
            names == [
                "message-start", "content-start", "content-delta", "content-delta", "content-end", "content-start",
                "content-delta", "content-delta", "content-end", "tool-call-start", "tool-call-delta",
                "tool-call-start", "tool-call-delta", "tool-call-end", "tool-call-delta", "tool-call-end",
                "message-end",
            ])
    }

    @Test("Errors are a message, before and within a stream")
    func errors() throws {
        let dialect = CohereDialect()
        let written = dialect.encodeError(KapellError(.limitExceeded, "Slow.", retryAfter: .seconds(3)))
        #expect(written.status == 429 && written.body == ["message": "Slow."] && written.headers["retry-after"] == "3")
        func read(_ status: Int, _ headers: [String: String] = [:]) -> KapellError {
            dialect.decodeError(status: status, headers: headers, body: Array(#"{"message":"x"}"#.utf8))
        }
        #expect(
            read(401).code == .authentication && read(498).code == .contentPolicy && read(422).code == .invalidRequest)
        #expect(read(429, ["x-ratelimit-reset": "99999999999"]).retryAfter != nil)
        #expect(read(429, ["x-ratelimit-reset": "5"]).retryAfter == .zero)
        let text = probe.stream([.text("a")], fails: KapellError(.model, "broke"))
        #expect(text.contains(#""finish_reason":"ERROR","error":"broke""#))
        #expect(KapellError.code { try probe.events(text) } == .unavailable)
    }

    @Test("Damaged streams never trap")
    func fuzz() { probe.fuzz([Self.stream], seed: 13, rounds: 150) }
}
