import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Synchronization
import Testing

/// Cancels a task when a place has been passed a number of times.
private final class Trap: Sendable {
    private let state: Mutex<(left: Int, cancel: (@Sendable () -> Void)?, sprung: Bool)>

    init(after count: Int) { state = Mutex((count, nil, false)) }

    var sprung: Bool { state.withLock { $0.sprung } }

    /// Runs a request in a task that the trap cancels. Why it failed; `nil` where it did not.
    func caught(_ request: @escaping @Sendable () async throws -> Void) async -> (any Error)? {
        let task = Task { () -> (any Error)? in
            do {
                try await request()
                return nil
            } catch {
                return error
            }
        }
        let cancelsNow = state.withLock { state in
            state.cancel = { task.cancel() }
            return state.sprung
        }
        if cancelsNow { task.cancel() }
        return await task.value
    }

    func pass() {
        let cancel = state.withLock { state -> (@Sendable () -> Void)? in
            state.left -= 1
            guard state.left == 0 else { return nil }
            state.sprung = true
            return state.cancel
        }
        cancel?()
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
            let error = await trap.caught { try await session.respond(to: "go") }
            #expect(error == nil || error is CancellationError)
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
            let error = await trap.caught { for try await _ in session.streamResponse(to: "go") {} }
            #expect(error == nil || error is CancellationError)
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
        #expect(try await session.respond(to: "2").content == "B")
        gate.open()
    }

    @Test("An executor that does not heed cancellation does not hold the caller, nor the session")
    func deafExecutor() async throws {
        let model = DeafModel(gate: Gate())
        let session = LanguageModelSession(model: model)
        let task = Task { try await session.respond(to: "go") }
        while !model.gate.isWaitedFor { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(!session.isResponding)
        #expect(session.transcript.isEmpty)
        model.gate.open()
        #expect(try await session.respond(to: "again").content == "late")
        #expect(session.transcript.count == 2)
    }

    @Test(
        "A typed answer with another try, a collected stream and an answer without a session: done, or cancelled",
        arguments: ["typed", "collect", "generate"])
    func forms(form: String) async throws {
        let schema = try GenerationSchema(jsonSchema: ["type": "object"], name: "O")
        var sprung = 0
        for place in 1...12 {
            let trap = Trap(after: place)
            let backend = ScriptedBackend { request, _ in
                let text = request.messages.last?.content ?? ""
                if text == "again" { return .text(["fine"]) }
                return form != "typed" || text.contains("could not be used") ? .text(["{", "}"]) : .text(["n", "o"])
            }
            let model = BackendModel(TrapBackend(base: backend, trap: trap))
            let session = LanguageModelSession(model: model)
            let error = await trap.caught {
                switch form {
                case "typed": try await session.respond(to: "go", schema: schema)
                case "collect": _ = try await session.streamResponse(to: "go", schema: schema).collect()
                default: _ = try await model.generate("go")
                }
            }
            #expect(error == nil || error is CancellationError)
            if trap.sprung { sprung += 1 }
            #expect(!session.isResponding)
            #expect(session.transcript.isEmpty == (error != nil || form == "generate"))
            #expect(try await session.respond(to: "again").content == "fine")
        }
        #expect(sprung > 3)
    }
}

/// A model that says something late, whatever happens meanwhile.
struct DeafModel: LanguageModel {
    let gate: Gate
    var capabilities: LanguageModelCapabilities { LanguageModelCapabilities([]) }
    var executorConfiguration: ObjectIdentifier { ObjectIdentifier(gate) }

    struct Executor: LanguageModelExecutor {
        init(configuration: ObjectIdentifier) throws {}

        func respond(
            to request: LanguageModelExecutorGenerationRequest, model: DeafModel,
            streamingInto channel: LanguageModelExecutorGenerationChannel
        ) async throws {
            await model.gate.wait()
            await channel.send(.response(action: .appendText("late", tokenCount: 1)))
        }
    }
}
