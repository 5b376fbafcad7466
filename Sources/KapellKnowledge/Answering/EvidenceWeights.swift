#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How measured facts become an estimate, and which estimate is enough.
package struct EvidenceWeights: Sendable, Hashable {
    package var intercept: Double
    package var similarity: Double
    package var focus: Double
    package var title: Double
    package var chunkSimilarity: Double
    package var coverage: Double
    package var ownCoverage: Double
    package var missing: Double
    package var form: Double
    package var foreign: Double
    package var rank: Double
    /// The least estimate with which a question counts as answered.
    package var threshold: Double

    /// Fitted by logistic regression on the candidates of `Examples/LegalAnalyzer/evals/contracts-dev.jsonl`.
    package static let standard = EvidenceWeights(
        intercept: -8.55, similarity: 4.7, focus: 4.18, title: -2.85, chunkSimilarity: 2.91, coverage: -0.55,
        ownCoverage: 2.47, missing: 0, form: 2.63, foreign: -2.63, rank: 1.91, threshold: 0.7)

    /// A logistic function of the weighted sum.
    func score(_ features: Candidate.Features) -> Double {
        let sum =
            intercept + similarity * features.similarity + focus * features.focus + title * features.title
            + chunkSimilarity * features.chunkSimilarity
            + coverage * features.coverage + ownCoverage * features.ownCoverage + missing * features.missing
            + form * features.form + foreign * features.foreign + rank * features.rank
        return 1 / (1 + exp(-sum))
    }
}
