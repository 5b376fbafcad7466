#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How measured facts become an estimate, and which estimate is enough.
package struct EvidenceWeights: Sendable, Hashable {
    package var intercept: Double
    package var similarity: Double
    package var chunkSimilarity: Double
    package var coverage: Double
    package var ownCoverage: Double
    package var missing: Double
    package var form: Double
    package var foreign: Double
    package var rank: Double
    /// The least estimate with which a question counts as answered.
    package var threshold: Double

    package static let standard = EvidenceWeights(
        intercept: -6, similarity: 6, chunkSimilarity: 2, coverage: 3, ownCoverage: 1.5, missing: -1.5, form: 1.5,
        foreign: -2, rank: 0.7, threshold: 0.5)

    /// A logistic function of the weighted sum.
    func score(_ features: Candidate.Features) -> Double {
        let sum =
            intercept + similarity * features.similarity + chunkSimilarity * features.chunkSimilarity
            + coverage * features.coverage + ownCoverage * features.ownCoverage + missing * features.missing
            + form * features.form + foreign * features.foreign + rank * features.rank
        return 1 / (1 + exp(-sum))
    }
}
