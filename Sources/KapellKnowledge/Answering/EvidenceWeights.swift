import KapellCore

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
    package var related: Double
    package var pairs: Double
    package var form: Double
    package var permission: Double
    package var foreign: Double
    package var elsewhere: Double
    package var fragment: Double
    package var tableHead: Double
    package var figures: Double
    package var defines: Double
    package var asked: Double
    package var length: Double
    package var reading: Double
    /// Set by hand: no question of the sets names a clause by number.
    package var clause: Double
    /// Of the question's words, as a share of 20: a long question is near to no sentence, whether answered or not.
    package var questionLength: Double
    /// The least estimate with which a question counts as answered.
    package var threshold: Double

    /// Fitted by maximum likelihood (`Evaluations/Legal/fit.py`) on the sets named `train` and `dev` in
    /// `Examples/LegalAnalyzer/evals` and on `Evaluations/Legal/tune.jsonl`.
    package static let standard = EvidenceWeights(
        intercept: -15.18, similarity: 6.80, focus: 6.60, chunkSimilarity: 1.20, coverage: 0.62, related: 4.47,
        pairs: 0.01, form: 3.07, permission: 1.29, foreign: -3.93, elsewhere: -1.07, fragment: -0.52, tableHead: -2.68,
        figures: -1.71, defines: 4.96, asked: 1.08, length: -0.21, reading: 0, clause: 4,
        questionLength: 5.92, threshold: 0.5)

    /// The same with what a cross-encoder reads.
    package static let reading = EvidenceWeights(
        intercept: -9.76, similarity: 1.02, focus: 6.27, chunkSimilarity: 1.18, coverage: 0.23, related: 3.47,
        pairs: -0.02, form: 2.82, permission: 0.77, foreign: -3.86, elsewhere: -1.11, fragment: -0.37,
        tableHead: -1.01, figures: -1.78, defines: 3.23, asked: 0.49, length: -0.51, reading: 0.65, clause: 4,
        questionLength: 5.17, threshold: 0.55)

    static func with(_ crossEncoder: (any RerankBackend)?) -> EvidenceWeights {
        crossEncoder == nil ? .standard : .reading
    }

    /// The weighted sum.
    func sum(_ features: Candidate.Features) -> Double {
        intercept + similarity * features.similarity + focus * features.focus
            + chunkSimilarity * features.chunkSimilarity + coverage * features.coverage + related * features.related
            + pairs * features.pairs
            + form * features.form + permission * features.permission + foreign * features.foreign
            + elsewhere * features.elsewhere + fragment * features.fragment + tableHead * features.tableHead
            + figures * features.figures + defines * features.defines + asked * features.asked
            + length * features.length + reading * features.reading + clause * features.clause
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
