import KapellCore
import KapellFoundationModels
import KapellTesting
import Testing

/// Begins a stream, waits until the tool is at work, and drops the stream.
private func drop(_ session: LanguageModelSession, _ tool: ClosureTool) async {
    let stream = session.streamResponse(to: "Go.")
    while tool.calls == 0 { await Task.yield() }
    withExtendedLifetime(stream) {}
}

@Suite("Calls of plain tools of which nobody knows whether they happened")
struct PlainToolDoubtTests {
    private func isUnknown(_ call: UnsettledCall?) -> Bool {
        guard case .unknown? = call?.state else { return false }
        return true
    }

    @Test(
        "A call that throws keeps its error and is left over, once, also where the model is told",
        arguments: [false, true])
    func threw(reports: Bool) async throws {
        let tool = try ClosureTool { _ in throw Fault() }
        let (session, backend) = session([.toolCalls([call("1")]), .text(["ok"])], tools: [tool])
        if reports {
            session.policy.toolFailure = .report
            try await session.respond(to: "Go.")
            // It has ended: the model is told how, and no more.
            #expect(backend.requests[1].messages.last?.content.contains("Do not make it again") == false)
        } else {
            let error = await #expect(throws: LanguageModelSession.ToolCallError.self) {
                try await session.respond(to: "Go.")
            }
            #expect(error?.underlyingError is Fault)
        }
        #expect(session.unsettledCalls.map(\.call.id) == ["1"])
        #expect(isUnknown(session.unsettledCalls.first))
        #expect(session.unsettledCalls.first?.idempotencyKey.hasSuffix("/1") == true)
    }

    @Test("A call that took too long is left over; a model that is told learns that it may have happened")
    func late() async throws {
        let gate = Gate()
        let clock = FakeClock()
        let tool = try ClosureTool { _ in
            await gate.wait()
            return "late"
        }
        let (session, backend) = session([.toolCalls([call("1")]), .text(["ok"])], tools: [tool])
        session.policy.clock = clock
        session.policy.toolTimeout = .seconds(1)
        session.policy.toolFailure = .report
        let answer = Task { try await session.respond(to: "Go.").content }
        while clock.sleepers == 0 { await Task.yield() }
        clock.advance(by: .seconds(2))
        #expect(try await answer.value == "ok")
        gate.open()
        let told = try #require(backend.requests[1].messages.last?.content)
        #expect(told.contains("took longer") && told.contains("not known whether this call happened"))
        #expect(session.unsettledCalls.map(\.call.id) == ["1"])
    }

    @Test("Calls that were cancelled at work are left over; those that had ended, and those never made, are not")
    func cancelled() async throws {
        let gate = Gate()
        let tool = try ClosureTool { content in
            if content.jsonString.contains("quick") { return "done" }
            await gate.wait()
            return "late"
        }
        let (session, _) = session(
            [
                .toolCalls([call("1", "look", #"{"place": "quick"}"#)]),
                .toolCalls([call("2"), call("3", "look", #"{"place": 3}"#)]), .text(["ok"]),
            ], tools: [tool])
        session.transcriptErrorHandlingPolicy = .preserveTranscript
        let answer = Task { try await session.respond(to: "Go.") }
        while tool.calls < 2 { await Task.yield() }
        answer.cancel()
        await #expect(throws: CancellationError.self) { try await answer.value }
        gate.open()
        #expect(session.unsettledCalls.map(\.call.id) == ["2"])
        #expect(session.transcript.kinds.suffix(5) == ["calls", "output", "calls", "output", "output"])
        #expect(session.transcript[5].description.contains("not known whether"))
        #expect(try await session.respond(to: "On.").content == "ok")
    }

    @Test("A stream that is dropped leaves its call over at once, once")
    func dropped() async throws {
        let gate = Gate()
        let tool = try ClosureTool { _ in
            await gate.wait()
            return "late"
        }
        let (session, _) = session([.toolCalls([call("1")]), .text(["ok"])], tools: [tool])
        await drop(session, tool)
        #expect(!session.isResponding)
        #expect(session.unsettledCalls.map(\.call.id) == ["1"])
        gate.open()
        #expect(try await session.respond(to: "On.").content == "ok")
        #expect(session.unsettledCalls.count == 1)
    }
}
