import KapellCore
import Testing

@Suite("The verification loop")
struct VerificationLoopTests {
    @Test("An output that every verifier accepts is released as it was produced")
    func accept() async throws {
        let loop = VerificationLoop<String>(verifiers: [Judge("one") { _ in .accept }, Judge("two") { _ in .accept }])
        let outcome = try await loop.run { _ in ("text", ModelUsage(inputTokens: 3, outputTokens: 2)) }
        #expect(outcome.accepted == "text")
        #expect(outcome.attempts == 1)
        #expect(outcome.usage == ModelUsage(inputTokens: 3, outputTokens: 2))
        #expect(outcome.verdicts.map(\.verifier) == ["one", "two"])
        #expect(outcome.verdicts.allSatisfy { $0.decision == .accept })
    }

    @Test("Without verifiers the first output is accepted")
    func noVerifiers() async throws {
        let outcome = try await VerificationLoop<String>(verifiers: []).run { _ in ("text", ModelUsage()) }
        #expect(outcome.accepted == "text")
        #expect(outcome.verdicts.isEmpty)
    }

    @Test("A correction is handed on to the verifiers behind it and is what is released")
    func fix() async throws {
        let seen = Log<String>()
        let loop = VerificationLoop<String>(verifiers: [
            Judge("speller") { .fix($0 + "!") },
            Judge("witness") {
                seen.add($0)
                return .accept
            },
        ])
        let outcome = try await loop.run { _ in ("text", ModelUsage()) }
        #expect(seen.all == ["text!"])
        #expect(outcome.accepted == "text!")
        #expect(outcome.verdicts.map(\.decision) == [.fix, .accept])
    }

    @Test("A corrected output that a later verifier refuses is refused")
    func fixThenRefuse() async throws {
        let loop = VerificationLoop<String>(verifiers: [
            Judge("speller") { .fix($0 + "!") }, Judge("guard") { _ in .refuse },
        ])
        let outcome = try await loop.run { _ in ("text", ModelUsage()) }
        #expect(outcome.refusal == "guard saw text!")
    }

    @Test("A rejected output is produced again, and the next attempt is told why")
    func retry() async throws {
        let feedback = Log<String?>()
        let numbers = Log<Int>()
        let loop = VerificationLoop<String>(
            verifiers: [Judge { $0 == "try 3" ? .accept : .retry(feedback: "not \($0)") }], budget: Budget(attempts: 5))
        let outcome = try await loop.run { attempt in
            feedback.add(attempt.feedback)
            numbers.add(attempt.number)
            return ("try \(attempt.number)", ModelUsage(outputTokens: 10))
        }
        #expect(outcome.accepted == "try 3")
        #expect(numbers.all == [1, 2, 3])
        #expect(feedback.all == [nil, "not try 1", "not try 2"])
        #expect(outcome.attempts == 3)
        #expect(outcome.usage.outputTokens == 30)
        #expect(outcome.verdicts.map(\.decision) == [.retry, .retry, .accept])
    }

    @Test("A refusal ends the loop at once, with the verifier's reason")
    func refuse() async throws {
        let produced = Log<Int>()
        let loop = VerificationLoop<String>(
            verifiers: [Judge("guard") { _ in .refuse }, Judge("never") { _ in .accept }], budget: Budget(attempts: 5))
        let outcome = try await loop.run { attempt in
            produced.add(attempt.number)
            return ("text", ModelUsage())
        }
        #expect(outcome.refusal == "guard saw text")
        #expect(produced.all == [1])
        #expect(outcome.verdicts.map(\.verifier) == ["guard"])
    }

    @Test("The first verifier that asks for another attempt keeps the ones behind it from being asked")
    func order() async throws {
        let asked = Log<String>()
        let loop = VerificationLoop<String>(
            verifiers: [
                Judge("first") { output in
                    asked.add("first \(output)")
                    return output == "1" ? .retry(feedback: "again") : .accept
                },
                Judge("second") { output in
                    asked.add("second \(output)")
                    return .accept
                },
            ], budget: Budget(attempts: 2))
        let told = Log<String>()
        let outcome = try await loop.run(onVerdict: { told.add("\($0.verifier) \($0.decision.rawValue)") }) { attempt in
            ("\(attempt.number)", ModelUsage())
        }
        #expect(asked.all == ["first 1", "first 2", "second 2"])
        #expect(told.all == ["first retry", "first accept", "second accept"])
        #expect(outcome.verdicts.map { "\($0.verifier) \($0.decision.rawValue)" } == told.all)
    }

    @Test("An error of the producer or of a verifier ends the loop and is thrown")
    func errors() async throws {
        let broken = KapellError(.model, "The model broke.")
        let loop = VerificationLoop<String>(verifiers: [], budget: Budget(attempts: 3))
        await #expect(throws: broken) { try await loop.run { _ in throw broken } }

        struct Broken: Verifier {
            let name = "broken"
            let error: KapellError
            func verify(_ output: String) async throws -> Verdict<String> { throw error }
        }
        let judged = VerificationLoop<String>(verifiers: [Broken(error: broken)], budget: Budget(attempts: 3))
        await #expect(throws: broken) { try await judged.run { _ in ("text", ModelUsage()) } }
    }
}
