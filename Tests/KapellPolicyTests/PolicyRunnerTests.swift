import KapellCore
import KapellJSON
import KapellPolicy
import KapellTesting
import Testing

@Suite struct PolicyRunnerTests {
    private let log = Log<AttemptRecord>()
    private let busy = KapellError(.overloaded, "busy")

    /// Answers with the target's id, after the errors that `script` has for it.
    private func open(
        _ runner: PolicyRunner, _ targets: [PolicyTarget], failing script: [String: [KapellError]] = [:]
    ) async throws -> PolicyExchange<String> {
        let asked = Log<String>()
        return try await runner.open(targets: targets, request: question) { attempt in
            let number = asked.all.count { $0 == attempt.target.id }
            asked.add(attempt.target.id)
            let errors = script[attempt.target.id] ?? []
            if number < errors.count { throw errors[number] }
            return attempt.target.id
        }
    }

    private func failure(_ operation: () async throws -> Void) async -> KapellError? {
        do {
            try await operation()
            return nil
        } catch { return KapellError.wrapping(error) }
    }

    @Test("A failure that passes is retried, and each attempt has its record")
    func retried() async throws {
        let exchange = try await open(
            .quick(log: log), [.scripted("a")], failing: ["a": [busy, KapellError(.limitExceeded, "slow")]])
        exchange.finish(usage: ModelUsage(inputTokens: 3, outputTokens: 4))
        #expect(exchange.answer == "a")
        #expect(log.all.map(\.number) == [1, 2, 3])
        #expect(log.all.map(\.kind) == [.first, .retry, .retry])
        #expect(log.all.map(\.outcome) == [.failed, .failed, .succeeded])
        #expect(log.all.map(\.code) == [.overloaded, .limitExceeded, nil])
        #expect(log.all[1].waited > .zero)
        #expect(log.all[2].usage == ModelUsage(inputTokens: 3, outputTokens: 4))
        #expect(log.all[2].mayBeBilled)
        #expect(log.all[0].firstEvent == nil && log.all[2].firstEvent == .zero)
    }

    @Test("When attempts are used up the next target is asked, in order")
    func fallsBack() async throws {
        let exchange = try await open(
            .quick(RetryPolicy(attempts: 2, deadline: nil), log: log),
            [.scripted("a"), .scripted("b"), .scripted("c")],
            failing: ["a": [busy, busy, busy], "b": [KapellError(.timeout, "late")]])
        exchange.finish()
        #expect(exchange.answer == "c")
        #expect(exchange.place == 2)
        #expect(log.all.map(\.target) == ["a", "a", "b", "c"])
        #expect(log.all.map(\.kind) == [.first, .retry, .fallback, .fallback])
        #expect(log.all.map(\.mayBeBilled) == [false, false, true, true])
    }

    @Test(
        "An invalid request is neither retried nor moved on",
        arguments: [KapellError.Code.invalidRequest, .authentication])
    func stays(code: KapellError.Code) async throws {
        let refused = KapellError(code, "no")
        let error = await failure {
            _ = try await open(.quick(log: log), [.scripted("a"), .scripted("b")], failing: ["a": [refused]])
        }
        #expect(error == refused)
        #expect(log.all.map(\.target) == ["a"])
    }

    @Test("A wrong key moves on where the route says so")
    func credentials() async throws {
        let fallback = FallbackPolicy(classes: [.credentials])
        let exchange = try await open(
            .quick(fallback: fallback, log: log), [.scripted("a"), .scripted("b")],
            failing: ["a": [KapellError(.authentication, "no")]])
        #expect(exchange.answer == "b")
    }

    @Test("A request that is too long goes to no model whose window is known to be no larger")
    func window() async throws {
        let tooLong = KapellError(.contextWindow, "too long")
        let exchange = try await open(
            .quick(log: log),
            [
                .scripted("a", window: 8_000), .scripted("small", window: 8_000), .scripted("unknown"),
                .scripted("large", window: 100_000),
            ], failing: ["a": [tooLong], "unknown": [tooLong]])
        exchange.finish()
        #expect(exchange.answer == "large")
        #expect(log.all.map(\.outcome) == [.failed, .skipped, .failed, .succeeded])

        let error = await failure {
            _ = try await open(
                .quick(log: log), [.scripted("a", window: 9), .scripted("b", window: 9)], failing: ["a": [tooLong]])
        }
        #expect(error?.code == .contextWindow)
    }

    @Test("The error of the last attempt is thrown, and says how many there were")
    func exhausted() async throws {
        let slow = KapellError(.limitExceeded, "Slow down.", retryAfter: .seconds(3))
        let error = await failure {
            _ = try await open(
                .quick(RetryPolicy(attempts: 1, deadline: nil), log: log), [.scripted("a"), .scripted("b")],
                failing: ["a": [busy], "b": [slow]])
        }
        #expect(error?.code == .limitExceeded)
        #expect(error?.retryAfter == .seconds(3))
        #expect(error?.message == "Slow down. This was the last of 2 attempts on 2 models.")
    }

    @Test("With a next model at hand, a long wait moves on instead")
    func longWait() async throws {
        let slow = KapellError(.limitExceeded, "slow", retryAfter: .seconds(10))
        let clock = SkippingClock()
        let exchange = try await open(
            .quick(clock: PolicyClock(clock), log: log), [.scripted("a"), .scripted("b")], failing: ["a": [slow]])
        #expect(exchange.answer == "b")
        #expect(clock.waits.isEmpty)
        let alone = try await open(
            .quick(clock: PolicyClock(clock), log: log), [.scripted("a")], failing: ["a": [slow]])
        #expect(alone.answer == "a")
        #expect(clock.waits == [.seconds(10)])
    }

    @Test("A target that rests is passed over, and wakes after its cool-down")
    func resting() async throws {
        let fake = FakeClock()
        let breaker = CircuitBreaker(.init(consecutiveFailures: 1, coolDown: .seconds(30)), clock: PolicyClock(fake))
        let targets: [PolicyTarget] = [.scripted("a", breaker: breaker), .scripted("b")]
        let runner = PolicyRunner.quick(RetryPolicy(attempts: 1, deadline: nil), log: log)
        let first = try await open(runner, targets, failing: ["a": [busy]])
        first.finish()
        let second = try await open(runner, targets)
        second.finish()
        #expect([first.answer, second.answer] == ["b", "b"])
        #expect(log.all.map(\.outcome) == [.failed, .succeeded, .skipped, .succeeded])
        fake.advance(by: .seconds(30))
        let third = try await open(runner, targets)
        #expect(third.answer == "a")
        #expect(breaker.snapshot.state == .closed)
        third.fail(KapellError(.network, "cut"))
        #expect(breaker.snapshot.state == .open)
    }

    @Test("When all targets rest, nothing is asked and the least rest is told")
    func allRest() async throws {
        let clock = PolicyClock(FakeClock())
        func resting(_ seconds: Int) throws -> CircuitBreaker {
            let breaker = CircuitBreaker(.init(consecutiveFailures: 1, coolDown: .seconds(seconds)), clock: clock)
            breaker.fail(try #require(breaker.admit()))
            return breaker
        }
        let targets: [PolicyTarget] = [
            .scripted("a", breaker: try resting(50)), .scripted("b", breaker: try resting(20)),
            .scripted("c", breaker: try resting(90)),
        ]
        let error = await failure { _ = try await open(.quick(log: log), targets) }
        #expect(error?.code == .unavailable)
        #expect(error?.retryAfter == .seconds(20))
        #expect(log.all.map(\.outcome) == [.skipped, .skipped, .skipped])
        #expect(RetryAdvice(for: try #require(error), attempts: log.all).shouldRetry == true)
    }

    @Test("A route without models says so")
    func empty() async throws {
        let error = await failure { _ = try await open(.quick(log: log), []) }
        #expect(error?.code == .configuration)
    }

    @Test("An exchange ends once, and one that is dropped was cancelled")
    func ends() async throws {
        let runner = PolicyRunner.quick(log: log)
        let exchange = try await open(runner, [.scripted("a")])
        exchange.note(ModelUsage(inputTokens: 9))
        exchange.fail(KapellError(.network, "cut"))
        exchange.finish()
        #expect(log.all.map(\.outcome) == [.cut])
        #expect(log.all.first?.usage?.inputTokens == 9)
        _ = try await open(runner, [.scripted("a")])
        #expect(log.all.map(\.outcome) == [.cut, .cancelled])
    }

    @Test("A request's own listener hears the same attempts")
    func listeners() async throws {
        let own = Log<AttemptRecord>()
        let exchange = try await PolicyRunner.quick(log: log).open(
            targets: [.scripted("a")], request: question, onAttempt: { own.add($0) }
        ) { _ in 1 }
        exchange.finish()
        #expect(own.all == log.all)
        #expect(own.count == 1)
    }

    @Test("A record as JSON has what a journal needs")
    func json() {
        var record = AttemptRecord(number: 2, target: "a", kind: .retry, started: .milliseconds(5), outcome: .failed)
        record.code = .timeout
        record.waited = .microseconds(1_500)
        record.mayBeBilled = true
        #expect(
            record.json.serialized()
                == #"{"number":2,"target":"a","kind":"retry","started_ms":5.0,"duration_ms":0.0,"waited_ms":1.5,"outcome":"failed","code":"timeout","may_be_billed":true}"#
        )
    }
}
