import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import Testing

/// What is tried again before a client hears of it, and what the client is told about trying again itself.
@Suite("Retries in front of clients", .timeLimit(.minutes(10)))
struct ClientRetryTests {
    /// The faults that a model has in store, whether the client gets an answer in the end, and what it is told.
    private static let rows: [(name: String, faults: [Fault], isAnswered: Bool, requests: Int, advice: String?)] = [
        ("passes", [.status(503), .htmlPage, .none], true, 3, nil),
        ("asked", [.rateLimit(seconds: 1), .none], true, 2, nil),
        ("exhausted", [.status(503)], false, 3, "false"),
        ("hopeless", [.status(400)], false, 1, "false"),
        ("billed", [.resetBeforeHeaders, .none], false, 1, "false"),
        ("twice", [.resetBeforeHeaders, .none], true, 2, nil),
        ("late", [.rateLimit(seconds: 60)], false, 1, "true"),
    ]

    @Test("Each client is told what is left to try")
    func advice() async throws {
        let aliases = Self.rows.map {
            ModelAlias(
                name: $0.name, models: [ModelReference(provider: "openai", name: $0.name)], attempts: 3,
                retriesBilled: $0.name == "twice")
        }
        let plan = FaultPlan(Dictionary(uniqueKeysWithValues: Self.rows.map { ($0.name, $0.faults) }))
        try await FaultStage.running(plan, aliases: aliases) { stage in
            for row in Self.rows {
                let start = ContinuousClock.now
                let response = try #require(
                    try await ClientRequest(dialect: .openAIChat, model: row.name, streams: true).send(to: stage.port))
                let place: Comment = "\(row.name): \(response.status) \(response.headers) \(response.text.suffix(200))"
                #expect((response.status == 200) == row.isAnswered, place)
                #expect(response.text.contains("[DONE]") == row.isAnswered, place)
                #expect(stage.plan.requests(of: row.name) == row.requests, place)
                #expect(response.headers["x-should-retry"] == row.advice, place)
                if row.name == "asked" { #expect(ContinuousClock.now - start >= .seconds(1), place) }
                if row.name == "late" { #expect(response.headers["retry-after-ms"] == "60000", place) }
                let account = try #require(try await stage.account(of: response.headers["x-kapell-run"]), place)
                #expect(account.attempts.count == row.requests, place)
                #expect(account.attempts.last?.outcome == (row.isAnswered ? "succeeded" : "failed"), place)
                // An attempt that may be billed keeps its place in the bill.
                if row.name == "twice" { #expect(account.cost?["receipts"]?.arrayValue?.count == 2, place) }
            }
        }
    }

    @Test("Another model answers where the first cannot; where both cannot, the client hears of the last")
    func fallback() async throws {
        var aliases: [ModelAlias] = []
        var plan: [String: [Fault]] = [:]
        for dialect in DialectName.allCases {
            // Each with models of its own: one that fails too often is left alone.
            func models(_ names: String...) -> [ModelReference] {
                names.map {
                    let parts = $0.split(separator: "/").map(String.init)
                    return ModelReference(provider: parts[0], name: "\(parts[1])-\(dialect.rawValue)")
                }
            }
            let none = models("anthropic/busy", "dead-openai/gone")
            aliases += [
                ModelAlias(
                    name: "one-\(dialect.rawValue)", models: models("anthropic/busy", "anthropic/well"), attempts: 1),
                ModelAlias(name: "none-\(dialect.rawValue)", models: none, attempts: 1),
                ModelAlias(
                    name: "cut-\(dialect.rawValue)", models: models("anthropic/cut", "anthropic/well"), attempts: 1,
                    continuesCut: true),
            ]
            plan["busy-\(dialect.rawValue)"] = [.status(529)]
            plan["cut-\(dialect.rawValue)"] = [.truncatedStream]
        }
        try await FaultStage.running(FaultPlan(plan), aliases: aliases) { stage in
            for dialect in DialectName.allCases {
                func send(_ name: String, streams: Bool = true) async throws -> ClientView {
                    let request = ClientRequest(
                        dialect: dialect, model: "\(name)-\(dialect.rawValue)", streams: streams)
                    return ClientView(try #require(try await request.send(to: stage.port)), dialect, streams: streams)
                }
                let one = try await send("one")
                #expect(one.failure == nil && one.answer.text == HealthyAnswer.text, "\(dialect): \(one)")
                let model = one.response.headers["x-kapell-model"]
                #expect(model == "anthropic/well-\(dialect.rawValue)", "\(dialect)")
                let none = try await send("none", streams: false)
                #expect(none.misshape == nil && none.response.status >= 400, "\(dialect): \(none)")
                #expect(none.response.headers["x-should-retry"] == "false", "\(dialect): \(none)")
                // The text that was cut, and all that the next model wrote.
                let cut = try await send("cut")
                #expect(cut.failure == nil && cut.finishes == 1, "\(dialect): \(cut)")
                #expect(cut.answer.text == HealthyAnswer.text + HealthyAnswer.text, "\(dialect)")
            }
        }
    }
}
