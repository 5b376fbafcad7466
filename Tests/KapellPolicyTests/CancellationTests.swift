import KapellCore
import KapellPolicy
import KapellTesting
import Testing

@Suite struct CancellationTests {
    private let log = Log<AttemptRecord>()

    @Test("Cancelling stops the attempt that runs, and no further one begins", arguments: [nil, Duration.seconds(60)])
    func running(deadline: Duration?) async throws {
        let target = PolicyTarget.scripted("a", [.hang(), .text(["no"])])
        let next = PolicyTarget.scripted("b", [.text(["no"])])
        let backend = PolicyBackend(
            model: "route", targets: [target, next],
            runner: .quick(RetryPolicy(deadline: deadline), clock: PolicyClock(FakeClock()), log: log))
        let task = Task { await collect(backend.stream(question)) }
        try await until("the attempt") { target.script?.count == 1 }
        task.cancel()
        #expect(await task.value.events.isEmpty)
        #expect(target.script?.count == 1)
        #expect(next.script?.count == 0)
        #expect(log.all.map(\.outcome) == [.cancelled])
        #expect(log.all.map(\.mayBeBilled) == [true])
    }

    @Test("Cancelling ends a wait")
    func waiting() async throws {
        let fake = FakeClock()
        let runner = PolicyRunner.quick(clock: PolicyClock(fake), log: log)
        let task = Task { () -> KapellError? in
            do {
                _ = try await runner.open(targets: [.scripted("a")], request: question) { _ -> Int in
                    throw KapellError(.overloaded, "busy", retryAfter: .seconds(20))
                }
                return nil
            } catch { return KapellError.wrapping(error) }
        }
        try await until("the wait") { fake.sleepers == 1 }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        #expect(log.all.map(\.outcome) == [.failed])
    }

    @Test("Cancelling within an answer records what was used so far")
    func streaming() async throws {
        let usage = ModelUsage(inputTokens: 12, outputTokens: 2)
        let target = PolicyTarget.scripted("a", [.hang(after: [.text("Once"), .usage(usage)])])
        let backend = PolicyBackend(
            model: "route", targets: [target, .scripted("b", [.text(["no"])])], runner: .quick(log: log),
            continuation: ContinuationPolicy())
        let seen = Log<ModelEvent>()
        let task = Task { for try await event in backend.stream(question) { seen.add(event) } }
        try await until("the events") { seen.count == 2 }
        task.cancel()
        _ = await task.result
        try await until("the record") { log.count == 1 }
        #expect(log.all.map(\.outcome) == [.cancelled])
        #expect(log.all.first?.usage == usage)
    }

    @Test("Leaving the loop ends the answer at its source")
    func leaving() async throws {
        let target = PolicyTarget.scripted("a", [.hang(after: [.text("Once"), .text(" upon")])])
        let backend = PolicyBackend(model: "route", targets: [target], runner: .quick(log: log))
        for try await _ in backend.stream(question) { break }
        try await until("the record") { log.count == 1 }
        #expect(log.all.map(\.outcome) == [.cancelled])
    }

    @Test("A task that is cancelled before it begins asks nobody")
    func before() async throws {
        let target = PolicyTarget.scripted("a", [.text(["no"])])
        let runner = PolicyRunner.quick(log: log)
        let task = Task { () -> KapellError? in
            withUnsafeCurrentTask { $0?.cancel() }
            do {
                _ = try await runner.open(targets: [target], request: question) { _ in 1 }
                return nil
            } catch { return KapellError.wrapping(error) }
        }
        #expect(await task.value?.code == .cancelled)
        #expect(log.count == 0)
    }
}
