import KapellCore
import KapellServer
import KapellTesting
import Synchronization
import Testing

@Suite("The first event of an answer") struct FirstEventTests {
    private func stream(_ turn: ScriptedBackend.Turn) -> ModelEventStream {
        ScriptedBackend([turn]).stream(ModelRequest(messages: [ModelMessage(.user, "Hello.")]))
    }

    @Test("It is waited for, and stays the first of the stream") func order() async throws {
        let all: [ModelEvent] = [.text("a"), .text("b"), .usage(ModelUsage(outputTokens: 2)), .finished(.stop)]
        var seen: [ModelEvent] = []
        for try await event in try await FirstEvent.of(stream(.events(all))) { seen.append(event) }
        #expect(seen == all)
    }

    @Test("An error before it is thrown at once, one behind it in its place") func errors() async throws {
        let broken = KapellError(.model, "The model broke.")
        await #expect(throws: broken) { try await FirstEvent.of(stream(.failure(after: [], broken))) }
        let events = try await FirstEvent.of(stream(.failure(after: ["a"], broken)))
        var seen: [ModelEvent] = []
        await #expect(throws: broken) { for try await event in events { seen.append(event) } }
        #expect(seen == [.text("a")])
    }

    @Test("A model that writes nothing at all has failed") func nothing() async {
        let error = await #expect(throws: KapellError.self) { try await FirstEvent.of(stream(.events([]))) }
        #expect(error?.code == .model)
    }

    /// A request that has begun, and never ends by itself.
    private final class Request: Sendable {
        private let stopped = Mutex(false)

        var isStopped: Bool { stopped.withLock { $0 } }

        func begin() async throws -> ModelEventStream {
            try await FirstEvent.of(
                ModelEventStream { continuation in
                    continuation.onTermination = { _ in self.stopped.withLock { $0 = true } }
                    continuation.yield(.text("a"))
                })
        }
    }

    @Test("Cancelling the task that iterates stops the request at its source") func cancelled() async throws {
        let request = Request()
        let events = try await request.begin()
        let task = Task { for try await _ in events {} }
        #expect(!request.isStopped)
        task.cancel()
        try await task.value
        #expect(request.isStopped)
    }

    @Test("Letting go of the stream stops the request at its source") func dropped() async throws {
        let request = Request()
        for try await event in try await request.begin() {
            #expect(event == .text("a") && !request.isStopped)
            break
        }
        #expect(request.isStopped)
    }
}
