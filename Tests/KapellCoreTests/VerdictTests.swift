import KapellCore
import KapellJSON
import Testing

@Suite("Verdicts") struct VerdictTests {
    @Test("The record of a verdict has everything but the output", arguments: ["accept", "fix", "retry", "refuse"])
    func record(name: String) {
        let decision: Verdict<String>.Decision =
            switch name {
            case "accept": .accept
            case "fix": .fix("the output")
            case "retry": .retry(feedback: "the feedback")
            default: .refuse
            }
        let verdict = Verdict<String>(
            verifier: "judge", decision: decision, reason: "It is so.", evidence: [Evidence("similarity", 0.5)])
        #expect(
            verdict.record.json == [
                "verifier": "judge", "decision": .string(name), "reason": "It is so.",
                "evidence": [["name": "similarity", "value": 0.5]],
            ])
        #expect(verdict.reason == "It is so.")
    }

    @Test("A record without evidence does not name it") func noEvidence() {
        let verdict = Verdict<String>(verifier: "judge", decision: .accept, reason: "It is so.")
        #expect(verdict.record.json == ["verifier": "judge", "decision": "accept", "reason": "It is so."])
    }
}
