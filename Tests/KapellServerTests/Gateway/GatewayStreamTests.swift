import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import Testing

/// What a streamed answer says of itself: who wrote it, and in which form it comes.
@Suite("Streams of the gateway", .timeLimit(.minutes(10))) struct GatewayStreamTests {
    private func alias(_ name: String, _ first: String, continues: Bool) -> ModelAlias {
        ModelAlias(
            name: name,
            models: [
                ModelReference(provider: first, name: "\(name)-1"),
                ModelReference(provider: "anthropic", name: "\(name)-2"),
            ], attempts: 1, continuesCut: continues)
    }

    @Test("The models that wrote an answer are named, in their order")
    func writers() async throws {
        let plan = FaultPlan(["cut-1": [.truncatedStream], "down-1": [.status(503)], "end-1": [.truncatedStream]])
        let aliases = [
            alias("cut", "openai", continues: true), alias("down", "openai", continues: true),
            alias("fine", "openai", continues: true), alias("end", "openai", continues: false),
        ]
        let expected: [(name: String, header: String, trailer: String?, producer: String)] = [
            ("cut", "openai/cut-1", "openai/cut-1, anthropic/cut-2", "openai/cut-1, anthropic/cut-2"),
            ("down", "anthropic/down-2", nil, "anthropic/down-2"), ("fine", "openai/fine-1", nil, "openai/fine-1"),
            ("end", "openai/end-1", nil, "openai/end-1"),
        ]
        try await FaultStage.running(plan, aliases: aliases) { stage in
            for one in expected {
                let request = ClientRequest(dialect: .openAIChat, model: one.name, streams: true)
                let response = try #require(try await request.send(to: stage.port))
                #expect(response.headers["x-kapell-model"] == one.header, "\(one.name)")
                #expect(response.trailers["x-kapell-model"] == one.trailer, "\(one.name)")
                let account = try #require(try await stage.account(of: response.headers["x-kapell-run"]))
                #expect(account.text.contains(#""producer":"\#(one.producer)""#), "\(one.name): \(account.text)")
                let view = ClientView(response, .openAIChat, streams: true)
                #expect(view.finishes == (one.name == "end" ? 0 : 1), "\(one.name)")
            }
        }
    }

    @Test(
        "Gemini's clients get events where they ask for them, and an array otherwise", arguments: ["gemini", "openai"])
    func forms(provider: String) async throws {
        let aliases = [
            ModelAlias(name: "flash", models: [ModelReference(provider: provider, name: "flash")]),
            ModelAlias(name: "bad", models: [ModelReference(provider: provider, name: "bad")]),
        ]
        try await FaultStage.running(FaultPlan(["bad": [.status(400)]]), aliases: aliases) { stage in
            for (query, type) in [
                ("?alt=sse", "text/event-stream"), ("?$alt=sse", "text/event-stream"), ("", "application/json"),
                ("?alt=json", "application/json"),
            ] {
                func answer(_ model: String) async throws -> WireResponse {
                    let request = ClientRequest(dialect: .gemini, model: model, streams: true)
                    let sent = String(decoding: request.bytes(port: stage.port), as: UTF8.self)
                    let connection = try await WireConnection.open(stage.port)
                    try await connection.send(Array(sent.replacing("?alt=sse", with: query).utf8))
                    let response = await connection.response()
                    connection.close()
                    return try #require(response)
                }
                let response = try await answer("flash")
                #expect(response.status == 200 && response.isWhole, "\(query)")
                #expect(response.headers["content-type"] == type, "\(query)")
                #expect(
                    (response.json?.arrayValue != nil) == (type == "application/json"), "\(query): \(response.text)")
                let view = ClientView(response, .gemini, streams: true)
                #expect(view.answer.text == HealthyAnswer.text && view.failure == nil, "\(query)")
                #expect(view.finishes == 1 && view.answer.usage.outputTokens == HealthyAnswer.outputTokens, "\(query)")
                #expect(try await answer("bad").status == 400, "\(query)")
            }
        }
    }
}
