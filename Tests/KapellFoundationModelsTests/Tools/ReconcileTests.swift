import KapellCore
import KapellFoundationModels
import KapellTesting
import Synchronization
import Testing

@Suite("Calls that must happen once")
struct ReconcileTests {
    private func act(_ id: String = "1") -> ScriptedBackend.Turn { .toolCalls([call(id, "act", "{}")]) }

    @Test("A call that threw is looked into; one that has happened gives its result, and is not made again")
    func done() async throws {
        let world = World()
        let tool = try EffectTool(.found(.done("paid"), in: world)) { _, _ in throw Fault() }
        let (session, backend) = session([act(), .text(["ok"])], tools: [tool])
        session.policy.toolAttempts = 3
        #expect(try await session.respond(to: "Pay.").content == "ok")
        #expect(backend.requests[1].messages.last?.content == "paid")
        #expect(tool.calls == 1)
        #expect(world.notes == ["reconcile"])
        #expect(session.unsettledCalls.isEmpty)
    }

    @Test("A call that took too long, and has not happened, is made again with its key, as often as allowed")
    func again() async throws {
        let world = World()
        let clock = FakeClock()
        let gate = Gate()
        let keys = Mutex<[String]>([])
        let tool = try EffectTool(.found(.notDone, in: world)) { number, context in
            keys.withLock { $0.append(context.idempotencyKey) }
            if number == 1 { await gate.wait() }
            return "paid at try \(number)"
        }
        let (session, backend) = session([act(), .text(["ok"])], tools: [tool])
        session.policy.clock = clock
        session.policy.toolTimeout = .seconds(1)
        session.policy.settlementTimeout = nil
        session.policy.toolAttempts = 2
        let response = Task { try await session.respond(to: "Pay.").content }
        // The time of the call, then that which a call has to heed its cancellation.
        for _ in 1...2 {
            while clock.sleepers == 0 { await Task.yield() }
            clock.advance(by: .seconds(2))
        }
        #expect(try await response.value == "ok")
        gate.open()
        #expect(backend.requests[1].messages.last?.content == "paid at try 2")
        #expect(world.notes == ["reconcile"])
        let used = keys.withLock { $0 }
        #expect(used.count == 2 && Set(used).count == 1)
    }

    @Test("A call that has not happened fails as any other, and leaves nothing")
    func notDone() async throws {
        let world = World()
        let tool = try EffectTool(.found(.notDone, in: world)) { _, _ in throw Fault() }
        let (session, _) = session([act(), .text(["later"])], tools: [tool])
        let error = await #expect(throws: LanguageModelSession.ToolCallError.self) {
            try await session.respond(to: "Pay.")
        }
        #expect(error?.underlyingError is Fault)
        #expect(session.unsettledCalls.isEmpty)
        #expect(try await session.respond(to: "On.").content == "later")
    }

    @Test("A call of which nobody knows ends the request, also where failures are reported to the model")
    func unknown() async throws {
        let world = World()
        let tool = try EffectTool(.found(.unknown, in: world)) { _, _ in throw Fault() }
        let (session, backend) = session([act(), .text(["no"])], tools: [tool])
        session.policy.toolFailure = .report
        session.policy.toolAttempts = 5
        let error = await #expect(throws: LanguageModelSession.ToolCallError.self) {
            try await session.respond(to: "Pay.")
        }
        let unsettled = error?.underlyingError as? LanguageModelSession.UnsettledCallsError
        #expect(unsettled?.cause is Fault)
        #expect(unsettled?.isRetryable == false)
        #expect(unsettled?.calls.map(\.call.id) == ["1"])
        #expect(session.unsettledCalls.map(\.idempotencyKey) == unsettled?.calls.map(\.idempotencyKey))
        #expect(tool.calls == 1)
        #expect(backend.count == 1)
        #expect(session.transcript.kinds == ["instructions"])
        session.unsettledCalls = []
        #expect(session.unsettledCalls.isEmpty)
    }

    @Test("A reconcile that throws or hangs is as good as one that does not know", arguments: [false, true])
    func failing(hangs: Bool) async throws {
        let gate = Gate()
        let tool = try EffectTool(
            .once { _, _ in
                if hangs { await gate.wait() }
                throw Fault(name: "no bank")
            }
        ) { _, _ in throw Fault() }
        let (session, _) = session([act()], tools: [tool])
        session.policy.settlementTimeout = hangs ? .milliseconds(20) : .seconds(20)
        let error = await #expect(throws: LanguageModelSession.ToolCallError.self) {
            try await session.respond(to: "Pay.")
        }
        #expect(error?.code == .conflict)
        guard case .unknown(let reason)? = session.unsettledCalls.first?.state else {
            Issue.record("The call is not unsettled.")
            return
        }
        #expect((reason as? Fault)?.name == (hangs ? nil : "no bank"))
        #expect((reason as? KapellError)?.code == (hangs ? .timeout : nil))
        gate.open()
    }

    @Test("A cancelled call is looked into, whoever cancelled it; a kept transcript then has its result")
    func cancelled() async throws {
        let world = World()
        let tool = try EffectTool(.found(.done("paid"), in: world)) { _, _ in
            world.note("began")
            try await Task.sleep(for: .seconds(100))
            return "never"
        }
        let (session, _) = session([act(), .text(["ok"])], tools: [tool])
        session.transcriptErrorHandlingPolicy = .preserveTranscript
        let task = Task { try await session.respond(to: "Pay.") }
        while world.notes.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(world.notes == ["began", "reconcile"])
        #expect(session.transcript.kinds == ["instructions", "prompt", "calls", "output"])
        #expect(session.transcript.last?.description.contains("paid") == true)
        #expect(session.unsettledCalls.isEmpty)
    }

    @Test("What has happened once in a request that is taken back is said")
    func remains() async throws {
        let tool = try EffectTool(.found(.notDone, in: World())) { _, _ in "paid" }
        let (session, _) = session([act(), .failure(after: [], KapellError(.model, "broken"))], tools: [tool])
        await #expect(throws: KapellError.self) { try await session.respond(to: "Pay.") }
        guard case .remains? = session.unsettledCalls.first?.state else {
            Issue.record("The call is not listed.")
            return
        }
        #expect(session.unsettledCalls.count == 1)
    }

    @Test("In a kept transcript, a call that has succeeded has its result although another one failed")
    func kept() async throws {
        let gate = Gate()
        let good = try ClosureTool("good") { _ in
            defer { gate.open() }
            return "fine"
        }
        let bad = try ClosureTool("bad") { _ in
            await gate.wait()
            // The other result is on its way.
            for _ in 0..<1_000 { await Task.yield() }
            throw Fault()
        }
        let (session, _) = session([.toolCalls([call("1", "bad"), call("2", "good")])], tools: [good, bad])
        session.transcriptErrorHandlingPolicy = .preserveTranscript
        await #expect(throws: LanguageModelSession.ToolCallError.self) { try await session.respond(to: "Go.") }
        #expect(session.transcript.kinds == ["instructions", "prompt", "calls", "output", "output"])
        #expect(session.transcript[3].description.contains("not known whether"))
        #expect(session.transcript[4].description.contains("fine"))
        #expect(session.unsettledCalls.map(\.call.id) == ["1"])
    }

    @Test("Pure and idempotent calls are made again with the same key; calls of a plain tool are not")
    func repeated() async throws {
        for effect in [ToolEffect<GeneratedContent, String>.pure, .idempotent] {
            let keys = Mutex<[String]>([])
            let tool = try EffectTool(effect) { number, context in
                keys.withLock { $0.append(context.idempotencyKey) }
                if number < 3 { throw Fault() }
                return "done"
            }
            let (session, _) = session([act(), .text(["ok"])], tools: [tool])
            session.policy.toolAttempts = 3
            #expect(try await session.respond(to: "Go.").content == "ok")
            let used = keys.withLock { $0 }
            #expect(used.count == 3 && Set(used).count == 1)
        }
        let plain = try ClosureTool { _ in throw Fault() }
        let (session, _) = session([.toolCalls([call("1")])], tools: [plain])
        session.policy.toolAttempts = 3
        await #expect(throws: LanguageModelSession.ToolCallError.self) { try await session.respond(to: "Go.") }
        #expect(plain.calls == 1)
    }

    @Test("An error that another try does not mend is not tried again")
    func notRetryable() async throws {
        let tool = try EffectTool(.pure) { _, _ in throw KapellError(.invalidRequest, "never", isRetryable: false) }
        let (session, _) = session([act()], tools: [tool])
        session.policy.toolAttempts = 3
        await #expect(throws: LanguageModelSession.ToolCallError.self) { try await session.respond(to: "Go.") }
        #expect(tool.calls == 1)
    }
}
