import KapellCore
import KapellJSON

/// Refuses when no sentence of the documents is likely enough to answer the question. It decides before anything is
/// written.
struct AnswerabilityVerifier: Verifier {
    let threshold: Double
    let name = "answerability"

    func verify(_ candidates: [Candidate]) async throws -> Verdict<[Candidate]> {
        guard let best = candidates.first else {
            return Verdict(
                verifier: name, decision: .refuse, reason: "No passage of the documents is near the question.")
        }
        let estimate = Self.rounded(candidates.reduce(0) { $0 + $1.score })
        let evidence = [
            Evidence("estimate", .number(estimate)), Evidence("threshold", .number(threshold)),
            Evidence("score", .number(Self.rounded(best.score)), passage: best.passage),
            Evidence("similarity", .number(Self.rounded(best.features.similarity))),
            Evidence("coverage", .number(Self.rounded(best.features.coverage))),
        ]
        guard estimate >= threshold else {
            return Verdict(
                verifier: name, decision: .refuse,
                reason: "No sentence is near enough to answer the question "
                    + "(the estimate is \(estimate); \(Self.rounded(threshold)) is needed).",
                evidence: evidence)
        }
        return Verdict(
            verifier: name, decision: .accept,
            reason: "The documents answer the question with an estimate of \(estimate) "
                + "(\(Self.rounded(threshold)) is needed).",
            evidence: evidence)
    }

    static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
