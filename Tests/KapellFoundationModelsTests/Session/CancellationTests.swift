import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Synchronization
import Testing

/// Cancels a task when a place has been passed a number of times.
private final class Trap: Sendable {
    private let state: Mutex<(left: Int, task: Task<Void, Never>?, sprung: Bool)>

    init(after count: Int) { state = Mutex((count, nil, false)) }

    var sprung: Bool { state.withLock { $0.sprung } }

    func arm(_ task: Task<Void, Never>) {
        let cancelsNow = state.withLock { state in
            state.task = task
            return state.sprung
        }
        if cancelsNow { task.cancel() }
    }

    func pass() {
        let task = state.withLock { state -> Task<Void, Never>? in
            state.left -= 1
            guard state.left == 0 else { return nil }
            state.sprung = true
            return state.task
        }
        task?.cancel()
    }
}

/// A backend that passes the trap at each step of its stream.
private struct TrapBackend: ModelBackend {
    let base: ScriptedBackend
    let trap: Trap
    var model: String { base.model }
    var features: ModelFeatures { base.features }

    func stream(_ request: ModelRequest) -> ModelEventStream {
        trap.pass()
        let trap = trap
        let stream = base.stream(request)
        return ModelEventStream { continuation in
            let task = Task {
                do {
                    for try await event in stream {
                        trap.pass()
                        await Task.yield()
                        continuation.yield(event)
                    }
                    trap.pass()
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    func countTokens(_ text: String) async throws -> Int { 1 }
}

@Suite("Cancellation of a session")
struct CancellationTests {
    @Test(
        "A request cancelled at any step leaves a valid transcript and a session that can be used",
        arguments: [false, true])
    func everyStep(preserves: Bool) async throws {
        var sprung = 0
        for place in 1...40 {
            let trap = Trap(after: place)
            let tool = try ClosureTool { _ in
                trap.pass()
                await Task.yield()
                try Task.checkCancellation()
                trap.pass()
                return "done"
            }
            let backend = ScriptedBackend { request, number in
                switch (number, request.messages.last?.content == "again") {
                case (_, true): .text(["fine"])
                case (0, _): .toolCalls([call("a"), call("b")])
                case (1, _):
                    .events([
                        .reasoning("hm"), .toolArguments(index: 0, id: "a", name: "look", fragment: #"{"place": "x"}"#),
                        .finished(.toolCalls),
                    ])
                default: .text(["o", "k"])
                }
            }
            let session = LanguageModelSession(
                model: BackendModel(TrapBackend(base: backend, trap: trap)), tools: [tool])
            session.policy.toolApproval = { _ in
                trap.pass()
                return .run
            }
            if preserves { session.transcriptErrorHandlingPolicy = .preserveTranscript }
            let task = Task { _ = try? await session.respond(to: "go") }
            trap.arm(task)
            await task.value
            if trap.sprung { sprung += 1 }
            #expect(!session.isResponding)
            #expect(HistoryRules.problems(in: session.transcript).isEmpty)
            let kinds = session.transcript.kinds
            if !preserves { #expect(kinds.count == 1 || kinds.last == "response") }
            #expect(try await session.respond(to: "again").content == "fine")
            for request in backend.requests { #expect(HistoryRules.problems(in: request.messages).isEmpty) }
        }
        #expect(sprung > 15)
    }

    @Test("A stream whose reader is cancelled at any step frees the session")
    func streams() async throws {
        for place in 1...12 {
            let trap = Trap(after: place)
            let backend = ScriptedBackend { request, _ in
                request.messages.last?.content == "again" ? .text(["fine"]) : .text(["a", "b", "c", "d"])
            }
            let session = LanguageModelSession(model: BackendModel(TrapBackend(base: backend, trap: trap)))
            let task = Task {
                do {
                    for try await _ in session.streamResponse(to: "go") {}
                } catch {}
            }
            trap.arm(task)
            await task.value
            #expect(!session.isResponding)
            #expect(session.transcript.isEmpty || session.transcript.kinds == ["prompt", "response"])
            #expect(try await session.respond(to: "again").content == "fine")
        }
    }

    @Test("A task that is cancelled before it asks does not ask")
    func before() async throws {
        let (session, backend) = session([.text(["no"])])
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await session.respond(to: "1")
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(backend.count == 0)
        #expect(!session.isResponding)
    }

    @Test("A model that does not heed cancellation does not hold the caller")
    func deaf() async throws {
        let gate = Gate()
        let (session, _) = session(
            [.toolCalls([call("1")]), .text(["B"])],
            tools: [
                try ClosureTool { _ in
                    await gate.wait()
                    return "late"
                }
            ])
        let task = Task { try await session.respond(to: "1") }
        while !session.isResponding { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(!session.isResponding)
        gate.open()
    }
}
