import KapellCore
import KapellPolicy
import KapellTesting
import Testing

@Suite struct DeadlineTests {
    private let log = Log<AttemptRecord>()
    private let fake = FakeClock()

    private func runner(_ retry: RetryPolicy) -> PolicyRunner { .quick(retry, clock: PolicyClock(fake), log: log) }

    @Test("One deadline holds over all attempts and waits")
    func deadline() async throws {
        let runner = runner(RetryPolicy(attempts: 10, deadline: .seconds(10)))
        async let failed: KapellError? = {
            do {
                _ = try await runner.open(targets: [.scripted("a")], request: question) { _ -> Int in
                    throw KapellError(.overloaded, "busy", retryAfter: .seconds(4))
                }
                return nil
            } catch { return KapellError.wrapping(error) }
        }()
        for attempt in 1...2 {
            // The attempt is over, so the one who sleeps is the wait.
            try await until("the wait") { log.count == attempt && fake.sleepers == 1 }
            fake.advance(by: .seconds(4))
        }
        #expect(await failed?.code == .overloaded)
        #expect(log.all.map(\.started) == [.zero, .seconds(4), .seconds(8)])
        #expect(log.all.map(\.waited) == [.zero, .seconds(4), .seconds(4)])
    }

    @Test("An attempt that hangs is stopped at the deadline, and no further one begins")
    func hangs() async throws {
        let runner = runner(RetryPolicy(attempts: 3, deadline: .seconds(5), retriesBilled: true))
        let target = PolicyTarget.scripted("a", [.hang(), .text(["late"])])
        let next = PolicyTarget.scripted("b", [.text(["never"])])
        let backend = PolicyBackend(model: "route", targets: [target, next], runner: runner)
        async let result = collect(backend.stream(question))
        try await until("the limit") { fake.sleepers == 1 && target.script?.count == 1 }
        fake.advance(by: .seconds(5))
        #expect(await result.error?.code == .timeout)
        #expect(target.script?.count == 1)
        #expect(next.script?.count == 0)
        #expect(log.all.map(\.duration) == [.seconds(5)])
        #expect(log.all.map(\.mayBeBilled) == [true])
    }

    @Test("A limit for each attempt leaves time for the next target")
    func attemptLimit() async throws {
        let runner = runner(RetryPolicy(attempts: 3, attemptLimit: .seconds(2), deadline: .seconds(60)))
        let target = PolicyTarget.scripted("a", [.hang(after: [.usage(ModelUsage(inputTokens: 1))])])
        let next = PolicyTarget.scripted("b", [.text(["Here."])])
        let backend = PolicyBackend(model: "route", targets: [target, next], runner: runner)
        async let result = collect(backend.stream(question))
        try await until("the limit") { fake.sleepers == 1 && target.script?.count == 1 }
        fake.advance(by: .seconds(2))
        #expect(text(of: await result.events) == "Here.")
        #expect(log.all.map(\.target) == ["a", "b"])
        #expect(log.all.map(\.code) == [.timeout, nil])
    }

    @Test("An attempt is told how much time it has")
    func told() async throws {
        let told = Log<Duration?>()
        for retry in [
            RetryPolicy(deadline: .seconds(9)), RetryPolicy(attemptLimit: .seconds(3), deadline: .seconds(9)),
            RetryPolicy(attemptLimit: .seconds(3), deadline: nil), RetryPolicy(deadline: nil),
        ] {
            _ = try await runner(retry).open(targets: [.scripted("a")], request: question) { told.add($0.timeLeft) }
        }
        #expect(told.all == [.seconds(9), .seconds(3), .seconds(3), nil])
    }

    @Test("What an answer takes to be written does not count")
    func writing() async throws {
        let target = PolicyTarget.scripted("a", [.hang(after: [.text("Once ")])])
        let backend = PolicyBackend(
            model: "route", targets: [target], runner: runner(RetryPolicy(deadline: .seconds(5))))
        var iterator = backend.stream(question).makeAsyncIterator()
        #expect(try await iterator.next() == .text("Once "))
        fake.advance(by: .seconds(500))
        #expect(fake.sleepers == 0)
        #expect(log.count == 0)
    }
}
