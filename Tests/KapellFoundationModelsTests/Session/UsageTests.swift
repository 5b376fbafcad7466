import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Testing

/// Reads the first snapshot and drops the stream.
private func look(_ session: LanguageModelSession) async throws {
    for try await _ in session.streamResponse(to: "1") { break }
}

@Suite("Tokens of a session")
struct UsageTests {
    private let fault = KapellError(.model, "broken")
    private let spent = ModelEvent.usage(ModelUsage(inputTokens: 5, outputTokens: 2))

    @Test(
        "A step that fails counts what it has reported, once, and so do the steps before it", arguments: [false, true])
    func failed(streams: Bool) async throws {
        let (session, _) = session(
            [
                .events([
                    .toolArguments(index: 0, id: "a", name: "look", fragment: #"{"place": "x"}"#), spent,
                    .finished(.toolCalls),
                ]), .broken(after: [.text("half"), spent], fault), .text(["later"]),
            ], tools: [try ClosureTool()])
        await #expect(throws: fault) {
            if streams {
                for try await _ in session.streamResponse(to: "1") {}
            } else {
                try await session.respond(to: "1")
            }
        }
        #expect(session.usage.totalTokenCount == 14)
        let later = try await session.respond(to: "2")
        #expect(session.usage.totalTokenCount == 14 + later.usage.totalTokenCount)
    }

    @Test("A request whose time is up counts what it has reported")
    func deadline() async throws {
        let clock = FakeClock()
        let (session, _) = session([.hang(after: [spent, .text("half")])])
        session.policy.budget.duration = .seconds(5)
        session.policy.clock = clock
        let stream = session.streamResponse(to: "1")
        var snapshots = stream.makeAsyncIterator()
        _ = try await snapshots.next()
        while clock.sleepers == 0 { await Task.yield() }
        clock.advance(by: .seconds(6))
        await #expect(throws: LanguageModelError.self) { try await stream.collect() }
        #expect(session.usage.totalTokenCount == 7)
    }

    @Test("A stream that is dropped counts what it has reported")
    func dropped() async throws {
        let (session, _) = session([.hang(after: [spent, .text("half")]), .text(["B"])])
        try await look(session)
        #expect(!session.isResponding)
        #expect(session.usage.totalTokenCount == 7)
        #expect(try await session.respond(to: "2").content == "B")
    }

    @Test("Tokens of failed requests count against the budget, and the next request is not sent")
    func budget() async throws {
        let (session, backend) = session([.broken(after: [spent], fault), .text(["never"])])
        session.policy.budget = Budget(tokens: 7)
        await #expect(throws: fault) { try await session.respond(to: "1") }
        let error = await #expect(throws: KapellError.self) { try await session.respond(to: "2") }
        #expect(error?.code == .limitExceeded)
        #expect(error?.isRetryable == false)
        #expect(backend.count == 1)
    }

    @Test("Tries of a typed answer end with the budget, and each counts once", arguments: [9, 20, 99])
    func tries(budget: Int) async throws {
        let schema = try GenerationSchema(jsonSchema: ["type": "object"], name: "O")
        let backend = ScriptedBackend { [spent] _, _ in .events([.text("no"), spent, .finished(.stop)]) }
        let session = LanguageModelSession(model: BackendModel(backend))
        session.policy.budget = Budget(attempts: 5, tokens: budget)
        let error = await #expect(throws: (any Error).self) { try await session.respond(to: "1", schema: schema) }
        let tries = min(5, (budget + 6) / 7)
        #expect(backend.count == tries)
        #expect(session.usage.totalTokenCount == tries * 7)
        #expect(error is GeneratedContent.ParsingError == (tries == 5))
        #expect(session.transcript.isEmpty)
    }

    @Test("Thinking and writing to a cache are counted apart, also without a session")
    func details() async throws {
        let usage = ModelUsage(
            inputTokens: 9, cachedTokens: 3, outputTokens: 4, cacheWriteTokens: 2, cacheWriteHourTokens: 1,
            reasoningTokens: 3)
        let turn = ScriptedBackend.Turn.events([.text("A"), .usage(usage), .finished(.stop)])
        let backend = ScriptedBackend([turn, turn])
        let wanted = LanguageModelSession.Usage(
            input: .init(totalTokenCount: 9, cachedTokenCount: 3),
            output: .init(totalTokenCount: 4, reasoningTokenCount: 3),
            metadata: ["cacheWriteTokenCount": GeneratedContent(2), "cacheWriteHourTokenCount": GeneratedContent(1)])
        #expect(try await LanguageModelSession(model: BackendModel(backend)).respond(to: "1").usage == wanted)
        #expect(try await BackendModel(backend).generate("1").usage == wanted)
    }
}
