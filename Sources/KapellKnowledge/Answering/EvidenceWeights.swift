#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How measured facts become an estimate, and which estimate is enough.
///
/// The candidates compete with each other and with "none of them": the estimate of each is exp(s) / (1 + Σ exp(s)),
/// where s is its weighted sum. What is left over is the estimate that the documents do not answer the question.
package struct EvidenceWeights: Sendable, Hashable {
    package var intercept: Double
    package var similarity: Double
    package var focus: Double
    package var chunkSimilarity: Double
    package var coverage: Double
    package var pairs: Double
    package var form: Double
    package var permission: Double
    package var foreign: Double
    package var elsewhere: Double
    package var fragment: Double
    package var tableHead: Double
    package var figures: Double
    package var defines: Double
    package var length: Double
    /// Of the question's words, as a share of 20: a long question is near to no sentence, whether answered or not.
    package var questionLength: Double
    /// The least estimate with which a question counts as answered.
    package var threshold: Double

    /// Fitted by maximum likelihood on the sets named `train` and `dev` in `Examples/LegalAnalyzer/evals`.
    package static let standard = EvidenceWeights(
        intercept: -16.09, similarity: 7.36, focus: 5.13, chunkSimilarity: 1.15, coverage: 5.29, pairs: 1.58,
        form: 3.24, permission: 2.57, foreign: -3.70, elsewhere: -1.35, fragment: -0.82, tableHead: -1.00,
        figures: -3.38, defines: 4.39, length: 0.61, questionLength: 6.09, threshold: 0.3)

    /// The weighted sum.
    func sum(_ features: Candidate.Features) -> Double {
        intercept + similarity * features.similarity + focus * features.focus
            + chunkSimilarity * features.chunkSimilarity + coverage * features.coverage + pairs * features.pairs
            + form * features.form + permission * features.permission + foreign * features.foreign
            + elsewhere * features.elsewhere + fragment * features.fragment + tableHead * features.tableHead
            + figures * features.figures + defines * features.defines + length * features.length
    }

    /// Sets the score of each candidate.
    func weigh(_ candidates: inout [Candidate], for question: String) {
        let words = question.split(whereSeparator: \.isWhitespace).count
        let offset = questionLength * min(1, Double(words) / 20)
        let sums = candidates.map { sum($0.features) + offset }
        let largest = max(0, sums.max() ?? 0)
        let total = sums.reduce(exp(-largest)) { $0 + exp($1 - largest) }
        for (index, sum) in sums.enumerated() { candidates[index].score = exp(sum - largest) / total }
    }
}
