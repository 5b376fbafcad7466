import KapellCore
import KapellFoundationModels
import KapellTesting
import Testing

@Suite("Calls that can be undone")
struct UndoTests {
    private let world = World()
    private let fault = KapellError(.model, "broken")

    private func tool(_ name: String = "act") throws -> EffectTool {
        try EffectTool(.undone(in: world), name: name) { [world] _, context in
            world.note("do \(context.callID)")
            return "done"
        }
    }

    private func act(_ ids: String...) -> ScriptedBackend.Turn {
        .toolCalls(ids.map { call($0, "act", "{}") })
    }

    @Test("They are undone once each, the last one first, when the request is taken back")
    func order() async throws {
        let (session, _) = session(
            [act("1"), act("2"), act("3"), .failure(after: ["half"], fault), .text(["later"])], tools: [try tool()])
        await #expect(throws: fault) { try await session.respond(to: "Go.") }
        #expect(world.notes == ["do 1", "do 2", "do 3", "undo 3", "undo 2", "undo 1"])
        #expect(session.transcript.kinds == ["instructions"])
        #expect(session.unsettledCalls.isEmpty)
        #expect(try await session.respond(to: "On.").content == "later")
        #expect(world.notes.count == 6)
    }

    @Test("They are not undone when the request succeeds, or its transcript is kept")
    func kept() async throws {
        let (session, _) = session(
            [act("1"), .text(["ok"]), act("2"), .failure(after: [], fault)], tools: [try tool()])
        try await session.respond(to: "Go.")
        session.transcriptErrorHandlingPolicy = .preserveTranscript
        await #expect(throws: fault) { try await session.respond(to: "Go on.") }
        #expect(world.notes == ["do 1", "do 2"])
    }

    @Test("They are undone when the request is cancelled, and undoing is not cancelled with it")
    func cancelled() async throws {
        let (session, _) = session([act("1"), act("2"), .hang(), .text(["later"])], tools: [try tool()])
        let task = Task { try await session.respond(to: "Go.") }
        while world.notes.count < 2 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(world.notes.suffix(2) == ["undo 2", "undo 1"])
        #expect(!session.isResponding)
    }

    @Test("They are undone when the time of the request is up")
    func timeout() async throws {
        let clock = FakeClock()
        let (session, _) = session([act("1"), .hang()], tools: [try tool()])
        session.policy.clock = clock
        session.policy.toolTimeout = nil
        session.policy.settlementTimeout = nil
        session.policy.budget.duration = .seconds(5)
        let task = Task { try await session.respond(to: "Go.") }
        while world.notes.isEmpty || clock.sleepers == 0 { await Task.yield() }
        clock.advance(by: .seconds(6))
        let error = await #expect(throws: LanguageModelError.self) { try await task.value }
        #expect(error?.code == .timeout)
        #expect(world.notes == ["do 1", "undo 1"])
    }

    @Test("A stream that is dropped keeps the session until its calls are undone")
    func dropped() async throws {
        let (session, _) = session([act("1"), .hang(after: [.text("so")]), .text(["later"])], tools: [try tool()])
        for try await _ in session.streamResponse(to: "Go.") { break }
        while session.isResponding { await Task.yield() }
        #expect(world.notes == ["do 1", "undo 1"])
        #expect(try await session.respond(to: "On.").content == "later")
    }

    @Test("A failure of undoing is part of the error, and the others are undone all the same")
    func failing() async throws {
        let bad = try EffectTool(.compensable { _, _ in throw Fault(name: "stuck") }, name: "bad") { _, _ in "done" }
        let (session, _) = session(
            [act("1"), .toolCalls([call("2", "bad", "{}")]), act("3"), .failure(after: [], fault)],
            tools: [try tool(), bad])
        let error = await #expect(throws: LanguageModelSession.UnsettledCallsError.self) {
            try await session.respond(to: "Go.")
        }
        #expect(error?.cause as? KapellError == fault)
        #expect(error?.calls.map(\.tool.name) == ["bad"])
        #expect(error?.description.contains("stuck") == true)
        #expect(world.notes == ["do 1", "do 3", "undo 3", "undo 1"])
        #expect(session.unsettledCalls.map(\.call.id) == ["2"])
    }

    @Test("The same holds for a request that is cancelled")
    func failingCancelled() async throws {
        let world = world
        let bad = try EffectTool(.compensable { _, _ in throw Fault() }) { _, _ in
            world.note("done")
            return "done"
        }
        let (session, _) = session([act("1"), .hang()], tools: [bad])
        let task = Task { try await session.respond(to: "Go.") }
        while world.notes.isEmpty { await Task.yield() }
        task.cancel()
        let error = await #expect(throws: LanguageModelSession.UnsettledCallsError.self) { try await task.value }
        #expect(error?.cause is CancellationError)
        #expect(!session.isResponding)
    }

    @Test("An undo that hangs is left behind when its time is up, and that is said")
    func hanging() async throws {
        let gate = Gate()
        let slow = try EffectTool(.compensable { _, _ in await gate.wait() }) { _, _ in "done" }
        let (session, _) = session([act("1"), .failure(after: [], fault)], tools: [slow])
        session.policy.settlementTimeout = .milliseconds(20)
        let error = await #expect(throws: LanguageModelSession.UnsettledCallsError.self) {
            try await session.respond(to: "Go.")
        }
        guard case .undoFailed(let reason)? = error?.calls.first?.state else {
            Issue.record("There is no failure.")
            return
        }
        #expect((reason as? KapellError)?.code == .timeout)
        #expect(!session.isResponding)
        gate.open()
    }

    @Test("A call that fails is undone before the model is told of the failure")
    func reported() async throws {
        let world = world
        let half = try EffectTool(.undone(in: world)) { _, _ in
            world.note("half")
            throw Fault()
        }
        let (session, backend) = session([act("1"), .text(["ok"])], tools: [half])
        session.policy.toolFailure = .report
        #expect(try await session.respond(to: "Go.").content == "ok")
        #expect(world.notes == ["half", "undo 1"])
        #expect(backend.requests[1].messages.last?.content.contains("failed") == true)
    }

    @Test("A call that is still running when another one fails is undone, too")
    func running() async throws {
        let world = world
        let slow = try EffectTool(.undone(in: world)) { _, _ in
            world.note("began")
            try await Task.sleep(for: .seconds(100))
            return "never"
        }
        let bad = try ClosureTool("bad") { _ in
            while world.notes.isEmpty { await Task.yield() }
            throw Fault()
        }
        let (session, _) = session([.toolCalls([call("1", "act", "{}"), call("2", "bad")])], tools: [slow, bad])
        let error = await #expect(throws: LanguageModelSession.ToolCallError.self) {
            try await session.respond(to: "Go.")
        }
        #expect(error?.tool.name == "bad")
        #expect(world.notes == ["began", "undo 1"])
    }

    @Test("Whenever a request is cancelled, what was done is undone, once")
    func anywhere() async throws {
        for steps in 0..<60 {
            let world = World()
            let tool = try EffectTool(.undone(in: world)) { _, context in
                world.note("do \(context.callID)")
                await Task.yield()
                return "done"
            }
            let (session, _) = session([act("1", "2"), act("3"), .hang()], tools: [tool])
            let task = Task { try await session.respond(to: "Go.") }
            for _ in 0..<steps { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            for id in ["1", "2", "3"] {
                #expect(world.count("undo \(id)") == world.count("do \(id)"), "\(world.notes)")
            }
            #expect(!session.isResponding)
            #expect(session.unsettledCalls.isEmpty)
        }
    }

    @Test("A stream whose collector is cancelled ends when its calls are undone, with the error of undoing")
    func collected() async throws {
        let world = world
        let bad = try EffectTool(
            .compensable { _, _ in
                for _ in 0..<100 { await Task.yield() }
                world.note("undo")
                throw Fault()
            }
        ) { _, _ in
            world.note("do")
            return "done"
        }
        let (session, _) = session([act("1"), .hang()], tools: [bad])
        let task = Task { try await session.streamResponse(to: "Go.").collect().content }
        while world.notes.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: LanguageModelSession.UnsettledCallsError.self) { try await task.value }
        #expect(world.notes == ["do", "undo"])
        #expect(!session.isResponding)
    }

    @Test("A call that goes on although it was cancelled has a while to end before it is undone")
    func grace() async throws {
        let world = world
        let slow = try EffectTool(.undone(in: world)) { _, _ in
            world.note("began")
            await Task { try? await Task.sleep(for: .milliseconds(30)) }.value
            world.note("ended")
            return "done"
        }
        let (session, _) = session([act("1")], tools: [slow])
        session.policy.cancellationGrace = .seconds(20)
        let task = Task { try await session.respond(to: "Go.") }
        while world.notes.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(world.notes == ["began", "ended", "undo 1"])
    }
}
