import KapellCore
import KapellDialects
import KapellFaults
import KapellServer
import KapellTesting
import Testing

/// A server that is asked to stop while it answers.
@Suite("Servers that stop", .timeLimit(.minutes(10)))
struct ServerStopsTests {
    private struct Asked {
        let client: DialectName
        let name: String
        let streams: Bool
        let connection: WireConnection
    }

    private static let names = ["passage", "translation", "continued"]

    /// Aliases for each client's dialect, and what their models do.
    private static func routes(_ fault: Fault) -> (FaultPlan, [ModelAlias]) {
        var plan: [String: [Fault]] = [:]
        var aliases: [ModelAlias] = []
        for client in DialectName.allCases {
            for form in names {
                let name = "\(form)-\(client.rawValue)"
                plan[name] = [fault]
                let other = client == .openAIChat ? "anthropic" : "openai-compatible"
                let provider = form == "translation" ? other : FaultStage.provider(client)
                aliases.append(
                    ModelAlias(
                        name: name, models: [ModelReference(provider: provider, name: name)],
                        continuesCut: form == "continued"))
            }
        }
        return (FaultPlan(plan), aliases)
    }

    /// Asks everything, and waits until every answer stands where its provider hangs.
    private static func asked(_ stage: FaultStage, whole: Bool) async throws -> [Asked] {
        var all: [Asked] = []
        for client in DialectName.allCases {
            for form in names {
                for streams in form == "continued" || !whole ? [true] : [true, false] {
                    let name = "\(form)-\(client.rawValue)"
                    let connection = try await WireConnection.open(stage.port)
                    try await connection.send(
                        ClientRequest(dialect: client, model: name, streams: streams).bytes(port: stage.port))
                    all.append(Asked(client: client, name: name, streams: streams, connection: connection))
                }
            }
        }
        let counts = Dictionary(grouping: all, by: \.name).mapValues(\.count)
        let areThere = try await eventually { counts.allSatisfy { stage.plan.requests(of: $0.key) == $0.value } }
        try #require(areThere)
        return all
    }

    @Test("After the grace every client is told so in its dialect, streamed or whole, and the server ends")
    func told() async throws {
        let (plan, aliases) = Self.routes(.silenceBetweenTokens)
        try await FaultStage.running(plan, aliases: aliases, grace: .milliseconds(500)) { stage in
            let all = try await Self.asked(stage, whole: true)
            let start = ContinuousClock.now
            await stage.server.stop()
            for asked in all {
                let place: Comment = "\(asked.client.rawValue) \(asked.name) \(asked.streams)"
                let response = try #require(await asked.connection.response(), place)
                let view = ClientView(response, asked.client, streams: asked.streams)
                #expect(view.finishes == 0, place)
                #expect(view.failure != nil, place)
                #expect(view.misshape == nil, "\(place) \(view.misshape ?? ""): \(response.text.suffix(300))")
                #expect(response.status == (asked.streams ? 200 : 503), place)
                #expect(response.text.contains("is being stopped"), "\(place) \(response.text.suffix(300))")
            }
            await stage.server.ended()
            // The grace, the farewell, and what a busy machine takes.
            #expect(ContinuousClock.now - start < .seconds(20))
            await stage.system.journal.flush()
            let runs = try await stage.system.journal.runs(limit: 100, before: nil)
            #expect(runs.count == all.count)
            #expect(runs.allSatisfy { $0.status == .cancelled || $0.status == .failed })
        }
    }

    @Test("An answer that ends within the grace is whole")
    func finished() async throws {
        let (plan, aliases) = Self.routes(.slowDrip(.milliseconds(3)))
        try await FaultStage.running(plan, aliases: aliases, grace: .seconds(600)) { stage in
            let all = try await Self.asked(stage, whole: false)
            await stage.server.stop()
            for asked in all {
                let place: Comment = "\(asked.client.rawValue) \(asked.name) \(asked.streams)"
                let response = try #require(await asked.connection.response(), place)
                let view = ClientView(response, asked.client, streams: asked.streams)
                #expect(view.failure == nil, "\(place) \(response.text.suffix(300))")
                #expect(view.finishes == 1, place)
                #expect(view.answer.text == HealthyAnswer.tokens.joined(), place)
            }
            // The connections were kept; nobody waits for their clients.
            await stage.server.ended()
        }
    }

    @Test("Clients that read nothing, and half requests, do not keep it")
    func stuck() async throws {
        // More than the buffers between a client and the server hold.
        let piece = String(repeating: "do re mi fa sol ", count: 1 << 16)
        let chat = ScriptedBackend(model: "local/small", [.text([String](repeating: piece, count: 64))])
        try await FaultStage.running(grace: .milliseconds(100), chat: chat) { stage in
            let silent = try await WireConnection.open(stage.port, reads: false)
            let request = ClientRequest(dialect: .openAIChat, model: "default", streams: true)
            try await silent.send(request.bytes(port: stage.port))
            try #require(try await eventually { chat.count == 1 })
            let half = try await WireConnection.open(stage.port)
            try await half.send("POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:\(stage.port)\r\ncontent-le")
            let body = try await WireConnection.open(stage.port)
            try await body.send(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:\(stage.port)\r\ncontent-length: 99\r\n\r\n{")
            let start = ContinuousClock.now
            await stage.server.stop()
            await stage.server.ended()
            #expect(ContinuousClock.now - start < .seconds(20))
            silent.close()
        }
    }
}
