import KapellCore
import KapellTesting
import Testing

@Suite("The loop's budget")
struct BudgetTests {
    private let never = Judge { _ in .retry(feedback: "again") }

    @Test("The loop stops after the allowed attempts and gives back the last output", arguments: [1, 2, 7])
    func attempts(_ count: Int) async throws {
        let loop = VerificationLoop<String>(verifiers: [never], budget: Budget(attempts: count))
        let outcome = try await loop.run { ("try \($0.number)", ModelUsage()) }
        #expect(outcome.limit == .attempts)
        #expect(outcome.last == "try \(count)")
        #expect(outcome.attempts == count)
        #expect(outcome.verdicts.count == count)
    }

    @Test("At least one attempt is made", arguments: [0, -3])
    func atLeastOne(_ count: Int) async throws {
        #expect(Budget(attempts: count).attempts == 1)
    }

    @Test("No attempt begins once the tokens are spent, and each is told what is left")
    func tokens() async throws {
        let left = Log<Int?>()
        let loop = VerificationLoop<String>(verifiers: [never], budget: Budget(attempts: 10, tokens: 100))
        let outcome = try await loop.run { attempt in
            left.add(attempt.tokensLeft)
            return ("try \(attempt.number)", ModelUsage(inputTokens: 30, outputTokens: 10))
        }
        #expect(outcome.limit == .tokens)
        #expect(outcome.last == "try 3")
        #expect(left.all == [100, 60, 20])
        #expect(outcome.usage == ModelUsage(inputTokens: 90, outputTokens: 30))
    }

    @Test("What verifiers spend counts, and each is told what is left")
    func spendingVerifiers() async throws {
        let told = Log<Int?>()
        let loop = VerificationLoop<String>(
            verifiers: [SpendingVerifier(told: told), SpendingVerifier(told: told)],
            budget: Budget(attempts: 10, tokens: 100))
        let outcome = try await loop.run { _ in ("text", ModelUsage(outputTokens: 20)) }
        #expect(outcome.accepted == "text")
        #expect(told.all == [80, 50])
        #expect(outcome.usage == ModelUsage(inputTokens: 60, outputTokens: 20))
        let small = VerificationLoop<String>(
            verifiers: [SpendingVerifier(told: told), never], budget: Budget(attempts: 10, tokens: 45))
        let ended = try await small.run { _ in ("text", ModelUsage(outputTokens: 20)) }
        #expect(ended.limit == .tokens)
        #expect(ended.attempts == 1)
        let free = VerificationLoop<String>(verifiers: [SpendingVerifier(told: told)])
        _ = try await free.run { _ in ("text", ModelUsage()) }
        #expect(told.all == [80, 50, 25, nil])
    }

    @Test("Tokens that are spent exactly allow no further attempt")
    func exactTokens() async throws {
        let loop = VerificationLoop<String>(verifiers: [never], budget: Budget(attempts: 10, tokens: 20))
        let outcome = try await loop.run { _ in ("text", ModelUsage(inputTokens: 10, outputTokens: 10)) }
        #expect(outcome.limit == .tokens)
        #expect(outcome.attempts == 1)
    }

    @Test("An accepted output is released although it used the last token")
    func acceptedAtTheLimit() async throws {
        let loop = VerificationLoop<String>(verifiers: [Judge { _ in .accept }], budget: Budget(tokens: 10))
        let outcome = try await loop.run { _ in ("text", ModelUsage(outputTokens: 50)) }
        #expect(outcome.accepted == "text")
    }

    @Test("The time limit ends an output that is still being produced")
    func duration() async throws {
        let clock = FakeClock()
        let loop = VerificationLoop<String>(verifiers: [], budget: Budget(duration: .seconds(10)), clock: clock)
        async let running = loop.run { _ in
            try await clock.sleep(for: .seconds(1_000))
            return ("late", ModelUsage())
        }
        #expect(try await eventually { clock.sleepers == 2 })
        clock.advance(by: .seconds(10))
        let outcome = try await running
        #expect(outcome.limit == .duration)
        #expect(outcome.last == nil)
        #expect(try await eventually { clock.sleepers == 0 })
    }

    @Test("The time before the limit is not enough to end anything")
    func almost() async throws {
        let clock = FakeClock()
        let loop = VerificationLoop<String>(verifiers: [], budget: Budget(duration: .seconds(10)), clock: clock)
        async let running = loop.run { _ in
            try await clock.sleep(for: .seconds(9))
            return ("in time", ModelUsage())
        }
        #expect(try await eventually { clock.sleepers == 2 })
        clock.advance(by: .seconds(9))
        #expect(try await running.accepted == "in time")
    }

    @Test("Verdicts that fell before the time was up are kept")
    func verdictsBeforeTheLimit() async throws {
        let clock = FakeClock()
        let told = Log<String>()
        let loop = VerificationLoop<String>(
            verifiers: [never], budget: Budget(attempts: 5, duration: .seconds(10)), clock: clock)
        async let running = loop.run(onVerdict: { told.add($0.reason) }) { attempt in
            if attempt.number == 3 { try await clock.sleep(for: .seconds(1_000)) }
            return ("try \(attempt.number)", ModelUsage())
        }
        #expect(try await eventually { clock.sleepers == 2 })
        clock.advance(by: .seconds(11))
        let outcome = try await running
        #expect(outcome.limit == .duration)
        #expect(outcome.verdicts.map(\.reason) == ["judge saw try 1", "judge saw try 2"])
        #expect(outcome.last == "try 2")
        #expect(told.all == ["judge saw try 1", "judge saw try 2"])
    }

    @Test("What was spent before the time was up counts, and so does what the attempt that was cut says it took")
    func usageOfTheCutAttempt() async throws {
        let clock = FakeClock()
        let loop = VerificationLoop<String>(
            verifiers: [Judge("one") { _ in .accept }, never], budget: Budget(attempts: 5, duration: .seconds(10)),
            clock: clock)
        async let running = loop.run { attempt in
            if attempt.number == 2 { try? await clock.sleep(for: .seconds(1_000)) }
            return ("try \(attempt.number)", ModelUsage(inputTokens: 30, outputTokens: attempt.number))
        }
        #expect(try await eventually { clock.sleepers == 2 })
        clock.advance(by: .seconds(10))
        let outcome = try await running
        #expect(outcome.limit == .duration)
        #expect(outcome.attempts == 2)
        #expect(outcome.usage == ModelUsage(inputTokens: 60, outputTokens: 3))
        #expect(outcome.last == "try 1")
        #expect(outcome.verdicts.map(\.verifier) == ["one", "judge"])
    }

    @Test("Counts of tokens that no number holds end the loop, and never the process")
    func overflow() async throws {
        let loop = VerificationLoop<String>(verifiers: [never], budget: Budget(attempts: 10, tokens: .max))
        let outcome = try await loop.run { _ in ("text", ModelUsage(inputTokens: .max - 1, outputTokens: .max)) }
        #expect(outcome.limit == .tokens)
        #expect(outcome.attempts == 1)
        #expect((outcome.usage + outcome.usage).inputTokens == .max)
        #expect((outcome.usage + outcome.usage).totalTokens == .max)
    }

    @Test("Cancelling the task ends the loop, with a time limit and without one", arguments: [false, true])
    func cancellation(_ timed: Bool) async throws {
        let clock = FakeClock()
        let loop = VerificationLoop<String>(
            verifiers: [], budget: Budget(duration: timed ? .seconds(10_000) : nil), clock: clock)
        let task = Task {
            try await loop.run { _ in
                try await clock.sleep(for: .seconds(1_000))
                return ("late", ModelUsage())
            }.attempts
        }
        #expect(try await eventually { clock.sleepers == (timed ? 2 : 1) })
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(clock.sleepers == 0)
    }

    @Test("A cancelled task begins no further attempt even when its producer takes no notice")
    func cancellationBetweenAttempts() async throws {
        let produced = Log<Int>()
        let loop = VerificationLoop<String>(verifiers: [never], budget: Budget(attempts: 100))
        let task = Task {
            try await loop.run { attempt in
                produced.add(attempt.number)
                withUnsafeCurrentTask { $0?.cancel() }
                return ("text", ModelUsage())
            }.attempts
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(produced.all == [1])
    }
}
