import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import KapellTesting
import Testing

/// Connections that are not as clients should have them: nothing hangs, and nobody else notices.
@Suite("Odd connections", .timeLimit(.minutes(10)))
struct OddConnectionTests {
    private let aliases = [ModelAlias(name: "well", models: [ModelReference(provider: "openai", name: "well")])]

    @Test("Requests in one packet are answered one after the other")
    func pipelined() async throws {
        try await FaultStage.running(aliases: aliases) { stage in
            let connection = try await WireConnection.open(stage.port)
            var bytes: [UInt8] = []
            for dialect in DialectName.allCases {
                for streams in [true, false] {
                    bytes += ClientRequest(dialect: dialect, model: "well", streams: streams).bytes(port: stage.port)
                }
            }
            try await connection.send(bytes)
            let count = DialectName.allCases.count * 2
            let (read, _) = await connection.read { WireResponse.all($0).count { $0.isWhole } == count }
            let responses = WireResponse.all(read)
            #expect(responses.map(\.status) == Array(repeating: 200, count: count))
            for (number, dialect) in DialectName.allCases.enumerated() {
                for (place, streams) in [true, false].enumerated() where number * 2 + place < responses.count {
                    let view = ClientView(responses[number * 2 + place], dialect, streams: streams)
                    #expect(view.failure == nil && view.answer.text == HealthyAnswer.text, "\(dialect) \(streams)")
                }
            }
        }
    }

    @Test("A client that closes its own side has gone: its request is given up, and the connection ends")
    func halfClosed() async throws {
        let plan = FaultPlan(["well": [.silenceBetweenTokens]])
        try await FaultStage.running(plan, aliases: aliases) { stage in
            for streams in [true, false] {
                let before = stage.upstream.closings.count
                let connection = try await WireConnection.open(stage.port)
                let request = ClientRequest(dialect: .openAIChat, model: "well", streams: streams)
                try await connection.send(request.bytes(port: stage.port))
                #expect(try await eventually { stage.plan.requests(of: "well") == (streams ? 1 : 2) })
                try await connection.closeOutput()
                #expect(try await eventually { stage.upstream.closings.count > before })
                let (_, hasEnded) = await connection.read { _ in false }
                #expect(hasEnded)
            }
            // Half a request, and no more.
            for part in [
                "POST /v1/messages HTTP/1.1\r\nhost: 127.0",
                "POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1:\(stage.port)\r\ncontent-length: 100\r\n\r\n{\"model\"",
            ] {
                let connection = try await WireConnection.open(stage.port)
                try await connection.send(part)
                try await connection.closeOutput()
                let (_, hasEnded) = await connection.read { _ in false }
                #expect(hasEnded)
            }
        }
    }

    @Test("A header that never ends, and a body that drips, do not hold a connection for ever")
    func slow() async throws {
        try await FaultStage.running(aliases: aliases, idle: .seconds(2), body: .milliseconds(400)) { stage in
            let head = "POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1:\(stage.port)\r\n"
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Letter by letter; nothing at all; a body that stops; a body that drips.
                for (start, drips) in [
                    (head + "x-a: ", true), ("", false), (head + "content-length: 100\r\n\r\n{", false),
                    (head + "content-length: 1000\r\n\r\n{", true),
                ] {
                    group.addTask { try await dawdle(start, drips: drips, stage.port) }
                }
                try await group.waitForAll()
            }
            // Those who wait for a slow model are not slow themselves.
            let response = try #require(
                try await ClientRequest(dialect: .openAIChat, model: "well", streams: true).send(to: stage.port))
            #expect(response.text.contains("[DONE]"))
        }
    }

    private func dawdle(_ start: String, drips: Bool, _ port: Int) async throws {
        let connection = try await WireConnection.open(port)
        let begin = ContinuousClock.now
        try await connection.send(start)
        let bytes = try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask {
                while drips {
                    try await Task.sleep(for: .milliseconds(50))
                    do { try await connection.send(" ") } catch { return nil }
                }
                return nil
            }
            group.addTask { await connection.read { _ in false }.bytes }
            var bytes: [UInt8]?
            while bytes == nil, let one = try await group.next() { bytes = one }
            group.cancelAll()
            return bytes ?? []
        }
        #expect(ContinuousClock.now - begin < .seconds(30), "\(start)")
        guard drips, start.contains("content-length") else { return }
        // There was enough to know the dialect by.
        let response = try #require(WireResponse.read(bytes)?.response)
        #expect(response.status == 400 && ErrorShape.fault(of: response, .anthropic) == nil, "\(response)")
    }

    @Test("What is no HTTP, or far too much of it, is refused, and the next client is served")
    func noise() async throws {
        try await FaultStage.running(aliases: aliases) { stage in
            let host = "host: 127.0.0.1:\(stage.port)\r\n"
            for noise in [
                "\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n", "GET\r\n\r\n", "POST /v1/messages HTTP/9.9\r\n\(host)\r\n",
                "POST /v1/messages HTTP/1.1\r\n\(host)content-length: -1\r\n\r\n",
                "POST /v1/messages HTTP/1.1\r\n\(host)transfer-encoding: chunked\r\n\r\nzz\r\n",
                "POST /v1/messages HTTP/1.1\r\n\(host)x: \(String(repeating: "a", count: 2_000_000))\r\n\r\n",
                "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\n\(host)\r\n",
            ] {
                let connection = try await WireConnection.open(stage.port)
                try? await connection.send(noise)
                let response = await connection.response()
                #expect(
                    response == nil || (400..<500).contains(response?.status ?? 0),
                    "\(noise.prefix(60)): \(String(describing: response))")
            }
            let request = ClientRequest(dialect: .openAIChat, model: "well", streams: false)
            #expect(try await request.send(to: stage.port)?.status == 200)
        }
    }
}
