import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellProviders
import Testing

@Suite("Models of providers")
struct ProviderModelTests {
    @Test("A backend streams events and throws errors of Kapell's own")
    func backend() async throws {
        try await Stage.withServer(.openAIChat, [.none, .truncatedStream, .status(503)]) { server in
            var model = try Stage.model(.openAIChat, port: server.port)
            let request = ModelRequest(messages: [ModelMessage(.user, "Say hello.")])
            let response = try await model.respond(request)
            #expect(model.model == "test/m")
            #expect(response.text == HealthyAnswer.text)
            #expect(response.usage.inputTokens == HealthyAnswer.inputTokens)
            #expect(response.finishReason == .stop)
            let cut = await #expect(throws: KapellError.self) { try await model.respond(request) }
            #expect(cut?.code == .network)
            model.throwsProviderFailures = true
            let refused = await #expect(throws: ProviderFailure.self) { try await model.respond(request) }
            #expect(refused?.mayHaveBeenBilled == false)
            #expect(refused?.answer?.status == 503)
        }
    }

    @Test("A connection whose stream was read to its mark of the end is used again")
    func kept() async throws {
        try await Stage.withServer(.openAIChat, [.none]) { server in
            let model = try Stage.model(.openAIChat, port: server.port)
            for _ in 0..<3 {
                let reading = await Reading.events(model, try Stage.request(.openAIChat, streams: true))
                #expect(reading.failure == nil)
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(server.connections == 1)
        }
    }

    @Test("The usage is always asked for, and kept from a client that did not ask", arguments: [true, false])
    func usage(_ asks: Bool) async throws {
        try await Stage.withServer(.openAIChat, [.none]) { server in
            let model = try Stage.model(.openAIChat, port: server.port)
            var request = try Stage.request(.openAIChat, streams: true)
            request.includesUsage = asks
            request.body["stream_options"] = nil
            let reading = await Reading.bytes(model, request)
            let text = String(decoding: reading.bytes, as: UTF8.self)
            #expect(server.requests.first?.json?["stream_options"]?["include_usage"]?.boolValue == true)
            #expect(text.contains("prompt_tokens") == asks)
            #expect(text.hasSuffix("data: [DONE]\n\n"))
            #expect(reading.outcome?.usage?.inputTokens == HealthyAnswer.inputTokens)
        }
    }

    @Test("A request of another dialect does not pass")
    func otherDialect() async throws {
        let model = try Stage.model(.openAIChat, port: 1)
        let failure = await #expect(throws: ProviderFailure.self) {
            try await model.forward(try Stage.request(.anthropic, streams: true))
        }
        #expect(failure?.error.code == .unsupported)
        #expect(failure?.reachedProvider == false)
    }

    @Test("A server that answers a request for a stream with a whole answer is understood")
    func whole() async throws {
        let body = #"{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}"#
        let faults = [Fault.answer(status: 200, type: "application/json; charset=utf-8", body: body)]
        try await Stage.withServer(.openAIChat, faults) { server in
            let model = try Stage.model(.openAIChat, port: server.port)
            let reading = await Reading.events(model, try Stage.request(.openAIChat, streams: true))
            #expect(reading.response.text == "Hi")
            #expect(reading.finishes == 1)
        }
    }

    @Test("Events that end with CRLF pass whole, each with its blank line")
    func returns() async throws {
        let chunks = ["Hi", " you"].map {
            #"data: {"choices":[{"index":0,"delta":{"content":"\#($0)"},"finish_reason":null}]}"# + "\r\n\r\n"
        }
        let end = #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\r\n\r\ndata: [DONE]\r\n\r\n"
        let body = chunks.joined() + end
        let faults = [Fault.answer(status: 200, type: "text/event-stream", body: body)]
        try await Stage.withServer(.openAIChat, faults) { server in
            let model = try Stage.model(.openAIChat, port: server.port)
            let passage = try await model.forward(try Stage.request(.openAIChat, streams: true))
            var pieces: [String] = []
            for await piece in passage.bytes { pieces.append(String(decoding: piece, as: UTF8.self)) }
            #expect(pieces.joined() == body)
            #expect(pieces.allSatisfy { $0.hasSuffix("\r\n\r\n") }, "\(pieces)")
        }
    }

    @Test("Something else than the provider is named as such")
    func page() async throws {
        let faults = [Fault.answer(status: 200, type: "text/html", body: "<html>Sign in</html>")]
        try await Stage.withServer(.openAIChat, faults) { server in
            let model = try Stage.model(.openAIChat, port: server.port)
            let reading = await Reading.events(model, try Stage.request(.openAIChat, streams: true))
            #expect(reading.failure?.error.code == .unavailable)
            #expect(reading.failure?.error.message.contains("text/html") == true)
        }
    }

    @Test("Tokens are counted by the provider where it can, else estimated")
    func tokens() async throws {
        let local = try Stage.model(.openAIChat, port: 1)
        #expect(try await local.countTokens("") == 0)
        let english = try await local.countTokens("The quick brown fox jumps over the lazy dog. It was not amused.")
        #expect((11...20).contains(english))
        #expect((4...8).contains(try await local.countTokens("你好，世界")))
        let faults = [Fault.answer(status: 200, type: "application/json", body: #"{"input_tokens": 12}"#)]
        try await Stage.withServer(.anthropic, faults) { server in
            let tokens = try await Stage.model(.anthropic, port: server.port).countTokens("hello")
            #expect(tokens == 12)
            #expect(server.requests.first?.target == "/v1/messages/count_tokens")
        }
    }

    @Test("Fields of the header that help a client are kept, and no others")
    func metadata() async throws {
        try await Stage.withServer(.openAIChat, [.none, .rateLimit(seconds: 3)]) { server in
            let model = try Stage.model(.openAIChat, port: server.port)
            let exchange = try await model.open(try Stage.request(.openAIChat, streams: true))
            #expect(exchange.metadata.requestID == "req_1")
            #expect(exchange.metadata.headers == ["x-request-id": "req_1"])
            for try await _ in exchange.events {}
            let reading = await Reading.bytes(model, try Stage.request(.openAIChat, streams: true))
            #expect(reading.failure?.answer?.headers == ["retry-after": "3", "x-ratelimit-limit": "60"])
        }
    }
}
