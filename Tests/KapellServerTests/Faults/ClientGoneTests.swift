import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import KapellTesting
import Testing

/// A client that goes: the provider's connection is closed at once, and the journal has the usage so far.
@Suite("Clients that go", .timeLimit(.minutes(10)))
struct ClientGoneTests {
    /// Where an answer stands when its client goes.
    private struct Point: Sendable, CustomStringConvertible {
        var fault: Fault
        var streams = true
        /// Text that the client has by then.
        var text = ""
        var description: String { streams ? "\(fault)" : "\(fault), whole" }

        static let all = [
            Point(fault: .silenceBeforeHeaders), Point(fault: .silenceBeforeHeaders, streams: false),
            Point(fault: .silenceBeforeTokens), Point(fault: .silenceBetweenTokens, streams: false),
            Point(fault: .silenceBetweenTokens, text: HealthyAnswer.tokens.dropLast().joined()),
            Point(fault: .silenceInToolCall),
        ]
    }

    /// How the gateway makes the answer out of the provider's.
    private enum Form: String, CaseIterable {
        case passage, translation, continued
    }

    @Test("The provider's connection is closed, wherever the answer was", arguments: DialectName.allCases)
    func everywhere(_ client: DialectName) async throws {
        var plan: [String: [Fault]] = [:]
        var aliases: [ModelAlias] = []
        for (number, point) in Point.all.enumerated() {
            for form in Form.allCases {
                let name = "\(form.rawValue)-\(number)"
                plan[name] = [point.fault]
                let other = client == .openAIChat ? "anthropic" : "openai-compatible"
                let provider = form == .translation ? other : FaultStage.provider(client)
                aliases.append(
                    ModelAlias(
                        name: name, models: [ModelReference(provider: provider, name: name)],
                        continuesCut: form == .continued))
            }
        }
        try await FaultStage.running(FaultPlan(plan), aliases: aliases) { stage in
            for (number, point) in Point.all.enumerated() {
                for form in Form.allCases where point.streams || form != .continued {
                    try await leave(client, point, form, "\(form.rawValue)-\(number)", stage)
                }
            }
        }
    }

    private func leave(
        _ client: DialectName, _ point: Point, _ form: Form, _ name: String, _ stage: FaultStage
    ) async throws {
        let place: Comment = "\(client.rawValue), \(form.rawValue): \(point)"
        let hasBegun = point.streams && point.fault != .silenceBeforeHeaders && point.fault != .silenceBeforeTokens
        let before = stage.upstream.closings.count
        let known = Set(try await stage.system.journal.runs(limit: 100, before: nil).map(\.id))
        let connection = try await WireConnection.open(stage.port)
        let request = ClientRequest(dialect: client, model: name, streams: point.streams)
        try await connection.send(request.bytes(port: stage.port))
        try #require(try await eventually { stage.plan.requests(of: name) == 1 }, place)
        if hasBegun {
            // With the first piece of an answer comes the header, and the text after it.
            _ = await connection.read { bytes in
                guard let part = WireResponse.read(bytes, atEnd: true)?.response else { return false }
                return point.text.isEmpty || ClientView(part, client, streams: true).answer.text == point.text
            }
        } else {
            try await Task.sleep(for: .milliseconds(30))
        }
        let start = ContinuousClock.now
        // Half of the clients leave in good order, the others do not.
        if before % 2 == 0 { connection.close() } else { await connection.reset() }
        try #require(try await eventually { stage.upstream.closings.count > before }, place)
        let closing = stage.upstream.closings[before]
        #expect(closing.byClient, place)
        // Within 50 ms on a machine that is not busy.
        #expect(closing.time - start < .seconds(10), place)
        var run: RunID?
        let isKnown = try await eventually {
            await stage.system.journal.flush()
            run = try await stage.system.journal.runs(limit: 100, before: nil).first { !known.contains($0.id) }?.id
            return run != nil
        }
        try #require(isKnown, place)
        let account = try #require(try await stage.account(of: run?.description), place)
        #expect(account.status == .cancelled, "\(place) \(account)")
        #expect(account.attempts.map(\.outcome) == ["cancelled"], "\(place) \(account)")
        #expect(account.attempts.first?.mayBeBilled == true, "\(place) \(account)")
        #expect(account.cost?["complete"] == false, "\(place) \(account)")
        let upstream: DialectName = form == .translation ? (client == .openAIChat ? .anthropic : .openAIChat) : client
        let reportsEarly = upstream == .anthropic || upstream == .bedrockInvoke
        let input = account.attempts.first?.inputTokens
        #expect(input == (reportsEarly && hasBegun ? HealthyAnswer.inputTokens : nil), "\(place) \(account)")
    }

    @Test("No run is left open, whenever clients go")
    func anytime() async throws {
        let plan = FaultPlan(["drip": [.slowDrip(.microseconds(200))], "quick": [.none]])
        let aliases = ["drip", "quick"].map {
            ModelAlias(name: $0, models: [ModelReference(provider: "anthropic", name: $0)])
        }
        try await FaultStage.running(plan, aliases: aliases) { stage in
            var generator = SeededGenerator(7)
            for batch in 0..<20 {
                var delays: [Int] = []
                for _ in 0..<8 { delays.append(Int.random(in: 0...9_000, using: &generator)) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (number, delay) in delays.enumerated() {
                        group.addTask {
                            let connection = try await WireConnection.open(stage.port)
                            let request = ClientRequest(
                                dialect: number % 2 == 0 ? .anthropic : .openAIChat,
                                model: (number + batch) % 4 < 2 ? "drip" : "quick", streams: number % 3 != 0)
                            try await connection.send(request.bytes(port: stage.port))
                            try await Task.sleep(for: .microseconds(delay))
                            await connection.reset()
                        }
                    }
                    try await group.waitForAll()
                }
            }
            let isOver = try await eventually {
                await stage.system.journal.flush()
                return try await stage.system.journal.runs(limit: 500, before: nil).allSatisfy { $0.status != .running }
            }
            #expect(isOver)
            let runs = try await stage.system.journal.runs(limit: 500, before: nil)
            // Some were gone before they had asked, and some had their answer.
            #expect(runs.count > 20)
            #expect(runs.allSatisfy { $0.status == .cancelled || $0.status == .succeeded })
        }
    }
}
