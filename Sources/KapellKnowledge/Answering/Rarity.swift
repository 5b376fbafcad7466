#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How rare the terms of a question are in a knowledge base.
struct Rarity: Sendable {
    /// Inverse document frequency of each of the question's terms, between 0 and 1; a term that occurs nowhere is 1.
    let weights: [String: Double]

    init(weights: [String: Double]) { self.weights = weights }

    /// idf = ln((N + 1) / (n + 0.5)), divided by its largest value.
    init(_ question: Question, in words: WordIndex) throws {
        let chunks = Double(words.count)
        let largest = log((chunks + 1) / 0.5)
        var weights: [String: Double] = [:]
        for (term, word) in zip(question.terms, question.words) {
            let count = Double(try words.frequency(of: word))
            weights[term] = min(1, max(0.05, log((chunks + 1) / (count + 0.5)) / largest))
        }
        self.weights = weights
    }

    /// Share of `terms` that `layers` hold, weighted by rarity. A term counts with the largest weight of the layers
    /// that hold it.
    func coverage(of terms: [String], in layers: [(stems: Set<String>, weight: Double)]) -> Double {
        var total = 0.0
        var held = 0.0
        for term in terms {
            let rarity = weights[term] ?? 1
            total += rarity
            held += rarity * (layers.lazy.filter { $0.stems.contains(term) }.map(\.weight).max() ?? 0)
        }
        return total > 0 ? held / total : 0
    }
}
