import KapellCore
import KapellDialects
import KapellFaults
import KapellProviders
import Testing

/// The connection to a provider is closed within 50 ms of the moment at which nobody reads any more.
@Suite("Whoever leaves closes the connection")
struct ClosingTests {
    private func request(_ server: FaultServer) throws -> TransportRequest {
        TransportRequest(
            base: try BaseURL("http://127.0.0.1:\(server.port)"), target: "/", body: Array(#"{"stream":true}"#.utf8),
            streams: true, timeouts: Stage.patient, allowsPrivateAddresses: true)
    }

    /// The time from `start` to the end of the connection, which the client must have ended.
    private func closing(_ server: FaultServer, since start: ContinuousClock.Instant) async throws -> Duration {
        let closing = try #require(try await server.closing())
        #expect(closing.byClient)
        return closing.time - start
    }

    /// Cancels `work` once its request has arrived, and returns what it threw.
    private func cancel(
        _ server: FaultServer, _ work: @escaping @Sendable () async throws -> Void
    ) async throws -> Duration {
        let task = Task { try await work() }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(20))
        let start = ContinuousClock.now
        task.cancel()
        let time = try await closing(server, since: start)
        let failure = await #expect(throws: ProviderFailure.self) { try await task.value }
        #expect(failure?.error.code == .cancelled)
        #expect(failure?.mayHaveBeenBilled == true)
        return time
    }

    @Test("By ending the iteration of a body")
    func ended() async throws {
        let isQuick = try await isQuick {
            try await Stage.withServer(.openAIChat, [.silenceBetweenTokens]) { server in
                let answer = try await Transport.shared.send(request(server))
                for try await _ in answer.body { break }
                return try await closing(server, since: .now)
            }
        }
        #expect(isQuick)
    }

    @Test("By letting a body go unread")
    func unread() async throws {
        let isQuick = try await isQuick {
            try await Stage.withServer(.openAIChat, [.silenceBetweenTokens]) { server in
                _ = try await Transport.shared.send(request(server)).status
                return try await closing(server, since: .now)
            }
        }
        #expect(isQuick)
    }

    @Test(
        "By cancelling, wherever the answer was",
        arguments: [Fault.silenceBeforeHeaders, .silenceBeforeTokens, .silenceBetweenTokens])
    func cancelled(_ fault: Fault) async throws {
        let isQuick = try await isQuick {
            try await Stage.withServer(.openAIChat, [fault]) { server in
                let request = try request(server)
                return try await cancel(server) { _ = try await Transport.shared.send(request).body.collect() }
            }
        }
        #expect(isQuick)
    }

    @Test(
        "By cancelling before the first piece",
        arguments: [Fault.silenceBeforeHeaders, .silenceBeforeTokens, .keepAliveWithoutTokens])
    func early(_ fault: Fault) async throws {
        let isQuick = try await isQuick {
            try await Stage.withServer(.openAIChat, [fault]) { server in
                let model = try Stage.model(.openAIChat, port: server.port)
                let request = try Stage.request(.openAIChat, streams: true)
                return try await cancel(server) { _ = try await model.forward(request) }
            }
        }
        #expect(isQuick)
    }

    @Test("By cancelling in the middle; the usage so far is kept")
    func middle() async throws {
        let isQuick = try await isQuick {
            try await Stage.withServer(.anthropic, [.silenceBetweenTokens]) { server in
                let model = try Stage.model(.anthropic, port: server.port)
                let exchange = try await model.open(try Stage.request(.anthropic, streams: true))
                let task = Task {
                    for try await _ in exchange.events {}
                }
                while exchange.outcome.writtenBytes < "Hello there".utf8.count {
                    try await Task.sleep(for: .milliseconds(1))
                }
                let start = ContinuousClock.now
                task.cancel()
                let time = try await closing(server, since: start)
                let failure = await #expect(throws: ProviderFailure.self) { try await task.value }
                #expect(failure?.error.code == .cancelled)
                let outcome = exchange.outcome
                #expect(outcome.hasEnded && !outcome.isWhole)
                #expect(outcome.usage?.inputTokens == HealthyAnswer.inputTokens)
                #expect(outcome.writtenBytes == "Hello there".utf8.count)
                return time
            }
        }
        #expect(isQuick)
    }

    @Test("By leaving a passage")
    func left() async throws {
        let isQuick = try await isQuick {
            try await Stage.withServer(.openAIChat, [.silenceBetweenTokens]) { server in
                let model = try Stage.model(.openAIChat, port: server.port)
                let passage = try await model.forward(try Stage.request(.openAIChat, streams: true))
                for await _ in passage.bytes { break }
                let time = try await closing(server, since: .now)
                #expect(passage.outcome.failure?.error.code == .cancelled)
                return time
            }
        }
        #expect(isQuick)
    }
}
