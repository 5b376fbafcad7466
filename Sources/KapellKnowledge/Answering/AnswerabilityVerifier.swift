import KapellCore
import KapellJSON

/// Refuses when no sentence of the documents is likely enough to answer the question. It decides before anything is
/// written.
struct AnswerabilityVerifier: Verifier {
    let threshold: Double
    let name = "answerability"

    func verify(_ findings: Findings) async throws -> Verdict<Findings> {
        guard let best = findings.sides.compactMap(\.first).max(by: { $0.score < $1.score }) else {
            return Verdict(
                verifier: name, decision: .refuse,
                reason: findings.note ?? "No passage of the documents is near the question.")
        }
        let estimates = findings.estimates.map(Self.rounded)
        let estimate = estimates.max() ?? 0
        let evidence = [
            Evidence("estimate", .number(estimate)), Evidence("threshold", .number(threshold)),
            Evidence("score", .number(Self.rounded(best.score)), passage: best.passage),
            Evidence("similarity", .number(Self.rounded(best.features.similarity))),
            Evidence("coverage", .number(Self.rounded(best.features.coverage))),
        ]
        if let least = estimates.min(), estimates.count > 1, least < threshold * Self.sideShare, estimate >= threshold {
            return Verdict(
                verifier: name, decision: .refuse,
                reason: "One side of the comparison is answered, and for another no sentence is near enough "
                    + "(the estimate is \(least)).",
                evidence: evidence)
        }
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

    /// The least estimate of each side of a comparison, as a share of the threshold.
    static let sideShare = 0.5

    static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
