import KapellCore
import KapellDialects
import KapellJSON
import KapellServer
import Testing

@Suite("The header of the gateway's answers") struct GatewayHeadersTests {
    @Test("Run, model and losses are told; a header without losses has no field for them")
    func fields() {
        var headers = GatewayHeaders(run: "01", model: "openai/x", losses: [])
        #expect(headers.fields.map(\.name) == ["x-kapell-run", "x-kapell-model"])
        headers.losses = [DialectLoss(.dropped, "logit_bias"), DialectLoss(.approximated, "messages[1]")]
        headers.cost = "{}"
        #expect(headers.fields[2].value == "dropped: logit_bias, approximated: messages[1]")
        #expect(headers.fields[3].name == "x-kapell-cost")
    }

    @Test("What a client has written cannot break the header, nor make it long")
    func hostile() {
        let losses = (0..<1000).map { DialectLoss(.dropped, "a\r\nset-cookie: x\($0)é") }
        for (_, value) in GatewayHeaders(run: "01", model: "m\u{7}", losses: losses).fields {
            #expect(value.utf8.allSatisfy { (0x20...0x7E).contains($0) })
            #expect(value.utf8.count < 2_100)
        }
    }

    private func call(_ unknown: JSONObject = [:], _ change: (inout ModelRequest) -> Void = { _ in }) -> DialectRequest
    {
        var request = ModelRequest(messages: [ModelMessage(.user, "Hi")])
        change(&request)
        var call = DialectRequest(dialect: .openAIChat, model: "default", streams: false, request: request)
        call.unknown = unknown
        return call
    }

    @Test("A local model tells what it leaves aside")
    func local() {
        var call = call(["user": "u", "logit_bias": [:]]) { $0.reasoning = .deep }
        call.losses = [DialectLoss(.approximated, "stop")]
        #expect(
            LocalLosses.of(call).map(\.description) == [
                "approximated: stop", "dropped: user", "dropped: logit_bias", "dropped: reasoning",
            ])
    }

    @Test("What would change its answer, a local model refuses by name; what asks for nothing, it takes")
    func refused() throws {
        for (field, value): (String, JSONValue) in [
            ("logit_bias", ["5": 1]), ("logprobs", true), ("top_logprobs", 3),
            ("response_format", ["type": "json_object"]),
            ("modalities", ["text", "audio"]), ("n", 2), ("tools[1]", ["type": "web_search"]),
            ("previous_response_id", "resp_1"),
        ] {
            let error = #expect(throws: KapellError.self) { try LocalLosses.check(call([field: value]), for: "m") }
            #expect(error?.message.contains("`\(field)`") == true)
        }
        #expect(throws: KapellError.self) {
            try LocalLosses.check(call { $0.sampling.frequencyPenalty = 0.5 }, for: "m")
        }
        try LocalLosses.check(
            call([
                "logprobs": false, "logit_bias": [:], "response_format": ["type": "text"], "modalities": ["text"],
                "top_logprobs": 0, "user": "u",
            ]), for: "m")
    }
}
