import KapellCore
import KapellDialects
import KapellFaults
import KapellProviders
import Testing

@Suite("Limits on time")
struct TimeoutTests {
    @Test(
        "Each limit names itself and holds",
        arguments: [
            ("connect", Fault.tlsSilence), ("firstByte", .silenceBeforeHeaders), ("firstToken", .silenceBeforeTokens),
            ("firstToken", .keepAliveWithoutTokens), ("betweenTokens", .silenceBetweenTokens),
            ("total", .slowDrip(.milliseconds(5))),
        ])
    func named(_ name: String, _ fault: Fault) async throws {
        var timeouts = Stage.patient
        switch name {
        case "connect": timeouts.connect = .milliseconds(300)
        case "firstByte": timeouts.firstByte = .milliseconds(300)
        case "firstToken": timeouts.firstToken = .milliseconds(300)
        case "betweenTokens": timeouts.betweenTokens = .milliseconds(300)
        default: timeouts.total = .milliseconds(300)
        }
        try await Stage.withServer(.openAIChat, [fault]) { server in
            let scheme = fault == .tlsSilence ? "https" : "http"
            let model = try Stage.model(.openAIChat, port: server.port, timeouts: timeouts, scheme: scheme)
            let reading = await Reading.events(model, try Stage.request(.openAIChat, streams: true))
            let failure = try #require(reading.failure)
            #expect(failure.error.code == .timeout)
            #expect(failure.error.message.contains("within 0.3 s (timeout `\(name)`)"))
            #expect(failure.error.isRetryable)
            #expect(failure.reachedProvider == (name != "connect"))
            #expect(failure.mayHaveBeenBilled == (name != "connect"))
            #expect(reading.elapsed >= .milliseconds(290))
            #expect(reading.elapsed < .seconds(20))
            guard name != "connect" else { return }
            let closing = try await server.closing()
            #expect(closing?.byClient == true)
        }
    }

    @Test("What is left of a deadline over several attempts holds for one")
    func within() async throws {
        try await Stage.withServer(.openAIChat, [.silenceBeforeHeaders]) { server in
            let model = try Stage.model(.openAIChat, port: server.port)
            let request = try Stage.request(.openAIChat, streams: false)
            let failure = await #expect(throws: ProviderFailure.self) {
                try await model.open(request, within: .milliseconds(80))
            }
            #expect(failure?.error.message.contains("`total`") == true)
        }
    }

    @Test("A slow reader does not make the provider late")
    func slowReader() async throws {
        var timeouts = Stage.patient
        timeouts.betweenTokens = .milliseconds(100)
        try await Stage.withServer(.openAIChat, [.none]) { server in
            let model = try Stage.model(.openAIChat, port: server.port, timeouts: timeouts)
            let exchange = try await model.open(try Stage.request(.openAIChat, streams: true))
            try await Task.sleep(for: .milliseconds(250))
            var response = ModelResponse()
            for try await event in exchange.events { response.apply(event) }
            #expect(response.text == HealthyAnswer.text)
        }
    }
}
