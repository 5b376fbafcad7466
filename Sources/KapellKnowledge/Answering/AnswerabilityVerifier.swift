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
        let evidence = [
            Evidence("score", .number(Self.rounded(best.score)), passage: best.passage),
            Evidence("threshold", .number(threshold)),
            Evidence("similarity", .number(Self.rounded(best.features.similarity))),
            Evidence("coverage", .number(Self.rounded(best.features.coverage))),
        ]
        guard best.score >= threshold else {
            return Verdict(
                verifier: name, decision: .refuse,
                reason: "The nearest sentence is not near enough to answer the question "
                    + "(\(Self.rounded(best.score)), \(Self.rounded(threshold)) is needed).",
                evidence: evidence)
        }
        return Verdict(
            verifier: name, decision: .accept,
            reason: "A sentence answers the question with an estimate of \(Self.rounded(best.score)) "
                + "(\(Self.rounded(threshold)) is needed).",
            evidence: evidence)
    }

    static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
