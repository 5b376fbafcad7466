import KapellCore
import KapellPolicy
import KapellTesting
import Testing

@Suite struct RetryPolicyTests {
    private let busy = AttemptFailure(KapellError(.overloaded, "busy"))

    private func wait(_ decision: RetryDecision) throws -> Duration {
        guard case .retry(let wait) = decision else { throw KapellError(.internalError, "\(decision)") }
        return wait
    }

    @Test("Waits grow exponentially, with full jitter below a bound")
    func jitter() throws {
        let policy = RetryPolicy(
            attempts: 20, baseDelay: .seconds(1), multiplier: 2, maximumDelay: .seconds(8), deadline: nil)
        let random = PolicyRandom(SeededGenerator(1))
        for (number, bound) in [(1, 1.0), (2, 2), (3, 4), (4, 8), (5, 8), (19, 8)] {
            var largest = Duration.zero
            var smallest = Duration.seconds(100)
            for _ in 0..<400 {
                let wait = try wait(policy.decision(after: busy, attempt: number, timeLeft: nil, random: random))
                #expect(wait >= .zero && wait < .seconds(bound))
                largest = max(largest, wait)
                smallest = min(smallest, wait)
            }
            #expect(largest > .seconds(bound * 0.95))
            #expect(smallest < .seconds(bound * 0.05))
        }
    }

    @Test("The same seed gives the same waits")
    func seeded() {
        let policy = RetryPolicy(deadline: nil)
        func waits() -> [RetryDecision] {
            let random = PolicyRandom(SeededGenerator(42))
            return (1...2).map { policy.decision(after: busy, attempt: $0, timeLeft: nil, random: random) }
        }
        #expect(waits() == waits())
    }

    @Test("A wait that the provider asks for is obeyed up to the limit; beyond it the target is given up")
    func retryAfter() {
        let policy = RetryPolicy(retryAfterLimit: .seconds(30), deadline: nil)
        func decision(_ seconds: Int64) -> RetryDecision {
            let error = KapellError(.limitExceeded, "slow down", retryAfter: .seconds(seconds))
            return policy.decision(after: AttemptFailure(error), attempt: 1, timeLeft: nil, random: PolicyRandom())
        }
        #expect(decision(1) == .retry(after: .seconds(1)))
        #expect(decision(30) == .retry(after: .seconds(30)))
        #expect(decision(31) == .stop(.retryAfter))
        #expect(decision(.max) == .stop(.retryAfter))
    }

    @Test("No wait passes the deadline")
    func deadline() {
        let policy = RetryPolicy()
        let error = KapellError(.overloaded, "busy", retryAfter: .seconds(10))
        func decision(_ left: Duration) -> RetryDecision {
            policy.decision(after: AttemptFailure(error), attempt: 1, timeLeft: left, random: PolicyRandom())
        }
        #expect(decision(.seconds(11)) == .retry(after: .seconds(10)))
        #expect(decision(.seconds(10)) == .stop(.deadline))
        #expect(decision(.seconds(-5)) == .stop(.deadline))
    }

    @Test("What may have been billed is only asked again where the policy says so")
    func billed() {
        let late = AttemptFailure(KapellError(.timeout, "late"))
        let random = PolicyRandom(SeededGenerator(3))
        #expect(
            RetryPolicy().decision(after: late, attempt: 1, timeLeft: nil, random: random) == .stop(.mayBeBilled))
        let generous = RetryPolicy(baseDelay: .zero, retriesBilled: true)
        #expect(generous.decision(after: late, attempt: 1, timeLeft: nil, random: random) == .retry(after: .zero))
        let free = AttemptFailure(KapellError(.network, "refused"), mayBeBilled: false)
        #expect(
            RetryPolicy(baseDelay: .zero).decision(after: free, attempt: 1, timeLeft: nil, random: random)
                == .retry(after: .zero))
    }

    @Test("Attempts are counted, and what would fail again is not asked again")
    func stops() {
        let random = PolicyRandom(SeededGenerator(3))
        #expect(
            RetryPolicy(attempts: 3).decision(after: busy, attempt: 3, timeLeft: nil, random: random)
                == .stop(.attempts))
        #expect(
            RetryPolicy(attempts: 3).decision(after: busy, attempt: 1, of: 1, timeLeft: nil, random: random)
                == .stop(.attempts))
        for code in [KapellError.Code.invalidRequest, .authentication, .contextWindow, .contentPolicy, .cancelled] {
            let failure = AttemptFailure(KapellError(code, "no"))
            #expect(
                RetryPolicy().decision(after: failure, attempt: 1, timeLeft: nil, random: random)
                    == .stop(.notRetryable))
        }
    }

    @Test("Settings that make no sense become the nearest that do")
    func clamped() throws {
        let policy = RetryPolicy(
            attempts: -3, baseDelay: .seconds(-1), multiplier: .nan, maximumDelay: .seconds(Int64.max),
            retryAfterLimit: .seconds(-1))
        #expect(policy.attempts == 1)
        let wild = RetryPolicy(
            attempts: .max, baseDelay: .seconds(Int64.max), multiplier: .infinity,
            maximumDelay: .seconds(Int64.max), deadline: nil)
        let wait = try wait(
            wild.decision(after: busy, attempt: .max - 1, timeLeft: nil, random: PolicyRandom(SeededGenerator(9))))
        #expect(wait >= .zero)
    }

    @Test("Tokens that were reported make a failure one that may be billed, unless it is a refusal")
    func reported() {
        let some = ModelUsage(inputTokens: 5)
        #expect(AttemptFailure(KapellError(.unavailable, "down"), usage: some).mayBeBilled)
        #expect(!AttemptFailure(KapellError(.overloaded, "busy"), usage: some).mayBeBilled)
        #expect(!AttemptFailure(KapellError(.unavailable, "down")).mayBeBilled)
    }
}
