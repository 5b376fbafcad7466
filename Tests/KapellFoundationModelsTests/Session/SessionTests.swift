import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Observation
import Synchronization
import Testing

@Suite("A session")
struct SessionTests {
    @Test("An answer comes with its text, its entries and its tokens")
    func answer() async throws {
        let (session, backend) = session([.text(["Six ", "pieces."])], instructions: "Be brief.")
        let response = try await session.respond(to: "How many?")
        #expect(response.content == "Six pieces.")
        #expect(response.rawContent == GeneratedContent("Six pieces."))
        #expect(response.usage.output.totalTokenCount == 2)
        #expect(Transcript(entries: response.transcriptEntries).kinds == ["prompt", "response"])
        #expect(session.transcript.kinds == ["instructions", "prompt", "response"])
        #expect(session.usage == response.usage)
        #expect(!session.isResponding)
        let messages = try #require(backend.requests.first).messages
        #expect(messages.map(\.role) == [.system, .user])
        #expect(messages.map(\.content) == ["Be brief.", "How many?"])
    }

    @Test("A later request carries the history")
    func history() async throws {
        let (session, backend) = session([.text(["A"]), .text(["B"])])
        try await session.respond(to: "1")
        try await session.respond { "2" }
        #expect(backend.requests[1].messages.map(\.content) == ["1", "A", "2"])
        #expect(backend.requests[1].messages.map(\.role) == [.user, .assistant, .user])
    }

    @Test("A second request at the same time is refused, and the first goes on")
    func concurrent() async throws {
        let gate = Gate()
        let tool = try ClosureTool { _ in
            await gate.wait()
            return "done"
        }
        let (session, _) = session([.toolCalls([call("1")]), .text(["ok"])], tools: [tool])
        async let first = session.respond(to: "1")
        while tool.calls == 0 { await Task.yield() }
        #expect(session.isResponding)
        await #expect(throws: LanguageModelSession.Error.concurrentRequests) { try await session.respond(to: "2") }
        gate.open()
        #expect(try await first.content == "ok")
        #expect(session.transcript.kinds == ["instructions", "prompt", "calls", "output", "response"])
    }

    @Test("A change of the transcript during a request is not made and ends the request")
    func mutation() async throws {
        let gate = Gate()
        let tool = try ClosureTool { _ in
            await gate.wait()
            return "done"
        }
        let (session, _) = session([.toolCalls([call("1")]), .text(["ok"]), .text(["later"])], tools: [tool])
        let first = Task { try await session.respond(to: "1") }
        while tool.calls == 0 { await Task.yield() }
        session.transcript = Transcript()
        gate.open()
        await #expect(throws: LanguageModelSession.Error.transcriptMutationWhileResponding) { try await first.value }
        #expect(session.transcript.kinds == ["instructions"])
        #expect(try await session.respond(to: "2").content == "ok")
    }

    @Test("The transcript may be changed between requests")
    func edit() async throws {
        let (session, backend) = session([.text(["A"]), .text(["B"])], instructions: "I.")
        try await session.respond(to: "1")
        session.transcript.history = []
        try await session.respond(to: "2")
        #expect(backend.requests[1].messages.map(\.content) == ["I.", "2"])
    }

    @Test("A failed request leaves the session as it was, or as it is, by the policy")
    func policies() async throws {
        let fault = KapellError(.model, "broken")
        let (session, _) = session([
            .text(["A"]), .failure(after: ["half"], fault), .failure(after: ["half"], fault), .text(["B"]),
        ])
        try await session.respond(to: "1")
        let before = session.transcript
        await #expect(throws: fault) { try await session.respond(to: "2") }
        #expect(session.transcript == before)
        session.transcriptErrorHandlingPolicy = .preserveTranscript
        await #expect(throws: fault) { try await session.respond(to: "3") }
        #expect(session.transcript.kinds == ["prompt", "response", "prompt", "response"])
        #expect(session.transcript.last?.description == "(Response) half")
        #expect(try await session.respond(to: "4").content == "B")
    }

    @Test("A session goes on with a transcript, also one whose calls have no results")
    func rehydrated() async throws {
        let calls = Transcript.ToolCalls([
            Transcript.ToolCall(id: "1", toolName: "look", arguments: GeneratedContent(properties: ["place": "x"]))
        ])
        let transcript = Transcript(entries: [
            .prompt(.init(segments: [.text(.init(content: "Q"))])), .toolCalls(calls),
        ])
        let backend = ScriptedBackend([.text(["A"])])
        let session = LanguageModelSession(
            model: BackendModel(backend), tools: [try ClosureTool()], transcript: transcript)
        #expect(session.transcript.count == 2)
        try await session.respond(to: "again")
        #expect(session.transcript.kinds == ["prompt", "calls", "output", "prompt", "response"])
        #expect(backend.requests[0].messages.map(\.role) == [.user, .assistant, .tool, .user])
    }

    @Test("Who watches is told of the transcript and of being busy")
    func observation() async throws {
        let (session, _) = session([.text(["A"])])
        let told = Atomic<Int>(0)
        withObservationTracking {
            _ = session.transcript
        } onChange: {
            told.add(1, ordering: .relaxed)
        }
        withObservationTracking {
            _ = session.isResponding
        } onChange: {
            told.add(1, ordering: .relaxed)
        }
        try await session.respond(to: "1")
        #expect(told.load(ordering: .relaxed) == 2)
    }

    @Test("The tokens of a session are limited for its life")
    func tokens() async throws {
        let (session, backend) = session([.text(["one two"]), .text(["never"])])
        session.policy.budget = Budget(tokens: 3)
        try await session.respond(to: "a b")
        #expect(backend.requests[0].maximumResponseTokens == 3)
        await #expect(throws: KapellError.self) { try await session.respond(to: "c") }
        #expect(backend.count == 1)
        #expect(session.transcript.count == 2)
    }

    @Test("A request that takes too long ends with a timeout, and the session is free")
    func deadline() async throws {
        let clock = FakeClock()
        let (session, _) = session([.hang(after: [.text("half")]), .text(["B"])])
        session.policy.budget.duration = .seconds(5)
        session.policy.clock = clock
        let first = Task { try await session.respond(to: "1") }
        while clock.sleepers == 0 { await Task.yield() }
        clock.advance(by: .seconds(6))
        await #expect(throws: LanguageModelError.self) { try await first.value }
        #expect(session.transcript.isEmpty)
        session.policy.budget.duration = nil
        #expect(try await session.respond(to: "2").content == "B")
    }

    @Test("A model is shown no more than the window holds, in whole exchanges")
    func window() async throws {
        let (session, backend) = session([.text(["A"]), .text(["B"]), .text(["C"])], instructions: "I.")
        session.policy.window = TranscriptWindow(tokens: 3) { _ in 1 }
        try await session.respond(to: "1")
        try await session.respond(to: "2")
        #expect(backend.requests[1].messages.map(\.content) == ["I.", "2"])
        try await session.respond(to: "3")
        #expect(backend.requests[2].messages.map(\.content) == ["I.", "3"])
        #expect(session.transcript.count == 7)
    }

    @Test("Options, extras and reasoning reach the backend")
    func options() async throws {
        let (session, backend) = session([.text(["A"]), .text(["B"])])
        try await session.respond(
            to: "1",
            options: GenerationOptions(
                samplingMode: .random(top: 4, seed: 9), temperature: 0.5, maximumResponseTokens: 7),
            contextOptions: ContextOptions(reasoningLevel: .deep),
            metadata: .extras(["seed_bias": 2], for: BackendModel.self))
        let request = try #require(backend.requests.first)
        #expect(request.sampling == SamplingOptions(temperature: 0.5, topK: 4, seed: 9))
        #expect(request.maximumResponseTokens == 7)
        #expect(request.reasoning == .deep)
        #expect(request.extras["seed_bias"] == 2)
        try await session.respond(to: "2")
        #expect(backend.requests[1].sampling.prefersModelDefaults)
        #expect(backend.requests[1].extras.isEmpty)
    }

    @Test("What a model thinks is kept with its proof and given back")
    func reasoning() async throws {
        let (session, backend) = session([
            .events([
                .reasoning("hm"), .reasoning(", yes"), .signature("p1"), .reasoning("more"), .signature("p2"),
                .text("A"), .finished(.stop),
            ]), .text(["B"]),
        ])
        try await session.respond(to: "1")
        #expect(session.transcript.kinds == ["prompt", "reasoning", "reasoning", "response"])
        try await session.respond(to: "2")
        let answer = backend.requests[1].messages[1]
        #expect(
            answer.reasoning == [
                ModelReasoning(text: "hm, yes", signature: "p1"), ModelReasoning(text: "more", signature: "p2"),
            ])
        #expect(answer.content == "A")
    }

    @Test("An answer that ends without saying so is an error that may be tried again")
    func cut() async throws {
        let (session, _) = session([.events([.text("half")])])
        let error = await #expect(throws: KapellError.self) { try await session.respond(to: "1") }
        #expect(error?.isRetryable == true)
        #expect(session.transcript.isEmpty)
    }

    @Test("A guard's stop has Apple's name, and so do limits and timeouts")
    func names() async throws {
        let (session, _) = session([
            .events([.finished(.contentFilter)]), .failure(after: [], KapellError(.limitExceeded, "slow down")),
            .failure(after: [], KapellError(.timeout, "late")),
        ])
        var codes: [KapellError.Code] = []
        var retryable: [Bool] = []
        for _ in 0..<3 {
            do {
                try await session.respond(to: "1")
            } catch let error as LanguageModelError {
                codes.append(error.code)
                retryable.append(error.isRetryable)
            }
        }
        #expect(codes == [.contentPolicy, .limitExceeded, .timeout])
        #expect(retryable == [false, true, true])
    }

    @Test("A model that cannot call tools refuses a session with tools")
    func incapable() async throws {
        let backend = ScriptedBackend(features: [], [.text(["A"])])
        let session = LanguageModelSession(model: BackendModel(backend), tools: [try ClosureTool()])
        await #expect(throws: LanguageModelError.self) { try await session.respond(to: "1") }
        try await session.respond(to: "1", options: GenerationOptions(toolCallingMode: .disallowed))
        #expect(backend.count == 1)
    }
}

/// Lets those go on who wait, once it is open. A cancelled task goes on at once.
final class Gate: Sendable {
    private let state = Mutex((isOpen: false, waiting: [CheckedContinuation<Void, Never>]()))

    var isWaitedFor: Bool { state.withLock { !$0.waiting.isEmpty } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}
