import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Synchronization
import Testing

/// How often an executor was made, by its configuration.
private let made = Mutex<[String: Int]>([:])

private struct CountingModel: LanguageModel {
    typealias Executor = CountingExecutor
    var name: String
    var capabilities: LanguageModelCapabilities { LanguageModelCapabilities([]) }
    var executorConfiguration: String { name }
}

private struct CountingExecutor: LanguageModelExecutor {
    typealias Model = CountingModel
    let name: String

    init(configuration: String) throws {
        if configuration == "broken" { throw Fault() }
        made.withLock { $0[configuration, default: 0] += 1 }
        name = configuration
    }

    func respond(
        to request: LanguageModelExecutorGenerationRequest, model: CountingModel,
        streamingInto channel: LanguageModelExecutorGenerationChannel
    ) async throws {
        await channel.send(.response(action: .appendText(name, tokenCount: 2)))
    }
}

@Suite("Models and their executors")
struct ModelTests {
    @Test("Models with equal configurations share an executor; others do not")
    func cache() async throws {
        for name in ["cache-a", "cache-a", "cache-b", "cache-a"] {
            let session = LanguageModelSession(model: CountingModel(name: name))
            #expect(try await session.respond(to: "?").content == name)
        }
        #expect(made.withLock { $0["cache-a"] } == 1)
        #expect(made.withLock { $0["cache-b"] } == 1)
    }

    @Test("An executor that cannot be made is an error of the request, and the session can be used")
    func broken() async throws {
        let session = LanguageModelSession(model: CountingModel(name: "broken"))
        session.prewarm()
        await #expect(throws: Fault.self) { try await session.respond(to: "?") }
        #expect(!session.isResponding)
        #expect(session.transcript.isEmpty)
    }

    @Test("Getting ready is told to the executor, with the history and the prompt, and to the backend, without waiting")
    func prewarm() async throws {
        let told = Mutex<[String]>([])
        let session = LanguageModelSession(
            model: ReadyModel { kinds in told.withLock { $0 = kinds } }, instructions: "I.")
        session.prewarm(promptPrefix: Prompt("Tell me"))
        #expect(told.withLock { $0 } == ["instructions", "prompt"])
        #expect(session.transcript.kinds == ["instructions"])

        let backend = ReadyBackend()
        let other = LanguageModelSession(model: BackendModel(backend))
        other.prewarm()
        #expect(try await eventually { backend.gate.isWaitedFor })
        // It is not ready yet, and nobody waits for that.
        #expect(!other.isResponding)
        #expect(try await other.respond(to: "?").content == "ok")
        backend.gate.open()
    }

    @Test("Tokens that pieces say they have count where the model reports none")
    func counted() async throws {
        let session = LanguageModelSession(model: CountingModel(name: "counted"))
        #expect(try await session.respond(to: "?").usage.output.totalTokenCount == 2)
    }

    @Test("Models of one backend are one, of two are two")
    func identity() {
        let one = ScriptedBackend([])
        #expect(BackendModel(one).executorConfiguration == BackendModel(one).executorConfiguration)
        #expect(BackendModel(one).executorConfiguration != BackendModel(ScriptedBackend([])).executorConfiguration)
    }

    @Test("A channel of one's own keeps its events")
    func channel() async {
        let channel = LanguageModelExecutorGenerationChannel()
        await channel.send(.response(action: .appendText("a", tokenCount: 1)))
        await channel.send(.reasoning(action: .appendText("b", tokenCount: 1)))
        channel.finish()
        var count = 0
        for await _ in channel { count += 1 }
        #expect(count == 2)
    }

    @Test("Text can be replaced, calls taken back, and metadata replaces what was there")
    func actions() async throws {
        let session = LanguageModelSession(model: ActingModel())
        let response = try await session.respond(to: "?")
        #expect(response.content == "better")
        guard case .response(let entry) = session.transcript.last else {
            Issue.record("There is no response.")
            return
        }
        #expect(entry.id == "entry")
        #expect(entry.metadata == ["b": GeneratedContent(2)])
        #expect(response.usage.input.totalTokenCount == 8)
        #expect(session.transcript.kinds == ["prompt", "response"])
    }
}

/// Hands the kinds of entries on that it is to get ready for.
private struct ReadyModel: LanguageModel {
    let tell: @Sendable ([String]) -> Void
    var capabilities: LanguageModelCapabilities { LanguageModelCapabilities([]) }
    var executorConfiguration: String { "ready" }

    struct Executor: LanguageModelExecutor {
        init(configuration: String) throws {}

        func prewarm(model: ReadyModel, transcript: Transcript) { model.tell(transcript.kinds) }

        func respond(
            to request: LanguageModelExecutorGenerationRequest, model: ReadyModel,
            streamingInto channel: LanguageModelExecutorGenerationChannel
        ) async throws {}
    }
}

/// Takes long to get ready, and fails then.
private final class ReadyBackend: ModelBackend {
    let model = "ready"
    let gate = Gate()

    func prewarm() async throws {
        await gate.wait()
        throw Fault()
    }

    func stream(_ request: ModelRequest) -> ModelEventStream {
        ModelEventStream { continuation in
            continuation.yield(.text("ok"))
            continuation.yield(.finished(.stop))
            continuation.finish()
        }
    }

    func countTokens(_ text: String) async throws -> Int { 1 }
}

private struct ActingModel: LanguageModel {
    typealias Executor = ActingExecutor
    var capabilities: LanguageModelCapabilities { LanguageModelCapabilities([.toolCalling]) }
    var executorConfiguration: Int { 0 }
}

private struct ActingExecutor: LanguageModelExecutor {
    typealias Model = ActingModel

    init(configuration: Int) throws {}

    func respond(
        to request: LanguageModelExecutorGenerationRequest, model: ActingModel,
        streamingInto channel: LanguageModelExecutorGenerationChannel
    ) async throws {
        await channel.send(.response(entryID: "entry", action: .updateMetadata(["a": 1])))
        await channel.send(.response(entryID: "entry", action: .appendText("worse", segmentID: "s", tokenCount: 1)))
        await channel.send(
            .toolCalls(action: .toolCall(id: "x", name: "look", action: .appendArguments("{", tokenCount: 1))))
        await channel.send(.toolCalls(action: .removeToolCall(id: "x")))
        await channel.send(
            .response(entryID: "entry", action: .replaceTextSegment("better", segmentID: "s", tokenCount: 1)))
        await channel.send(.response(entryID: "entry", action: .updateMetadata(["b": 2])))
        for count in [5, 8] {
            await channel.send(
                .response(
                    entryID: "entry",
                    action: .updateUsage(
                        input: .init(totalTokenCount: count, cachedTokenCount: 0),
                        output: .init(totalTokenCount: 1, reasoningTokenCount: 0))))
        }
    }
}
