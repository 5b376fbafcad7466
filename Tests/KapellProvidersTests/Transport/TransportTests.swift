import KapellCore
import KapellDialects
import KapellFaults
import KapellProviders
import Testing

@Suite("The way to providers")
struct TransportTests {
    private func request(_ server: FaultServer, streams: Bool = true) throws -> TransportRequest {
        TransportRequest(
            base: try BaseURL("http://127.0.0.1:\(server.port)"), target: "/v1/a%3Ab%2Fc?x=%20y",
            headers: [("content-type", "application/json")], body: Array(#"{"stream":\#(streams)}"#.utf8),
            streams: streams, timeouts: Stage.patient, bodyLimit: 1 << 17, allowsPrivateAddresses: true)
    }

    @Test("A request arrives as it was written, and its answer is read to the end")
    func plain() async throws {
        try await Stage.withServer(.openAIChat, [.none]) { server in
            let answer = try await Transport.shared.send(request(server))
            let bytes = try await answer.body.collect()
            #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("data: [DONE]\n\n"))
            #expect(answer.status == 200)
            #expect(answer.headers.requestID == "req_1")
            let received = try #require(server.requests.first)
            #expect(received.method == "POST")
            #expect(received.target == "/v1/a%3Ab%2Fc?x=%20y")
            #expect(received.headers["host"] == "127.0.0.1:\(server.port)")
            #expect(received.headers["content-type"] == "application/json")
        }
    }

    @Test("A connection is used again")
    func pooled() async throws {
        try await Stage.withServer(.openAIChat, [.none]) { server in
            for _ in 0..<3 { _ = try await Transport.shared.send(request(server)).body.collect() }
            #expect(server.requests.count == 3)
            #expect(server.connections == 1)
        }
    }

    @Test("A redirect is not followed; the error names where it leads and what to do")
    func redirect() async throws {
        try await Stage.withServer(.openAIChat, [.redirect(to: "https://other.example/v1?token=hunter2")]) { server in
            let failure = await #expect(throws: ProviderFailure.self) {
                try await Transport.shared.send(request(server))
            }
            #expect(failure?.error.code == .configuration)
            #expect(failure?.error.message.contains("redirect to other.example") == true)
            #expect(failure?.error.description.contains("hunter2") == false)
            #expect(failure?.error.remedy?.contains("base URL") == true)
            #expect(failure?.mayHaveBeenBilled == false)
            #expect(server.requests.count == 1)
        }
    }

    @Test("A body beyond the limit ends the call, announced or not", arguments: [true, false])
    func oversized(_ streams: Bool) async throws {
        try await Stage.withServer(.openAIChat, [.oversized(4 << 20)]) { server in
            let failure = await #expect(throws: ProviderFailure.self) {
                try await Transport.shared.send(request(server, streams: streams)).body.collect()
            }
            #expect(failure?.error.code == .model)
            let closing = try await server.closing()
            #expect(closing?.byClient == true)
        }
    }

    @Test("A refused connection is a fault of the network that cost nothing")
    func refused() async throws {
        // No program may listen there, and none does.
        let port = 1
        let request = TransportRequest(
            base: try BaseURL("http://127.0.0.1:\(port)"), target: "/", timeouts: Stage.patient,
            allowsPrivateAddresses: true)
        let start = ContinuousClock.now
        let failure = await #expect(throws: ProviderFailure.self) { try await Transport.shared.send(request) }
        #expect(failure?.error.code == .network)
        #expect(failure?.error.isRetryable == true)
        #expect(failure?.reachedProvider == false)
        #expect(failure?.mayHaveBeenBilled == false)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test("What does not speak TLS is named")
    func tls() async throws {
        try await Stage.withServer(.openAIChat, [.tlsFailure]) { server in
            var request = try request(server)
            request.base = try BaseURL("https://127.0.0.1:\(server.port)")
            let failure = await #expect(throws: ProviderFailure.self) { try await Transport.shared.send(request) }
            #expect(failure?.error.code == .network)
            #expect(failure?.error.message.contains("TLS") == true)
            #expect(failure?.error.isRetryable == false)
            #expect(failure?.reachedProvider == false)
        }
    }

    @Test("A proxy is taken from the environment only when it is asked for")
    func proxy() throws {
        #expect(TransportOptions().proxy == nil)
        #expect(try TransportProxy(environment: [:]) == nil)
        #expect(
            try TransportProxy(environment: ["https_proxy": "proxy:3128"]) == TransportProxy(host: "proxy", port: 3128))
        #expect(throws: KapellError.self) { try TransportProxy(environment: ["ALL_PROXY": "https://proxy"]) }
    }

    @Test("A closed transport says so")
    func closed() async throws {
        let transport = Transport()
        await transport.close()
        let request = TransportRequest(base: try BaseURL("https://8.8.8.8"), target: "/")
        let failure = await #expect(throws: ProviderFailure.self) { try await transport.send(request) }
        #expect(failure?.error.code == .unavailable)
    }
}
