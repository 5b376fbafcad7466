/// A choice of items that are relevant and different from each other.
///
/// Source: Carbonell and Goldstein, "The use of MMR, diversity-based reranking for reordering documents and producing
/// summaries" (1998).
package enum MarginalRelevance {
    /// Places of the chosen items, in the order of the choice. Each next one has the greatest
    /// weight · relevance − (1 − weight) · greatest similarity to one that was taken; the first has the greatest
    /// relevance. Ties go to the lower place.
    /// - Parameters:
    ///   - weight: From 0 (diversity alone) to 1 (relevance alone).
    ///   - similarity: Of two items, by their places.
    package static func choose(
        _ relevance: [Double], count: Int, weight: Double, similarity: (Int, Int) -> Double
    ) -> [Int] {
        // With all of the weight on relevance nothing is compared.
        let compares = weight < 1
        var nearest = [Double](repeating: compares ? -.infinity : 0, count: relevance.count)
        var taken: [Int] = []
        var left = Array(relevance.indices)
        while taken.count < count, !left.isEmpty {
            var best = 0
            var bestScore = -Double.infinity
            for (place, index) in left.enumerated() {
                let score =
                    taken.isEmpty ? relevance[index] : weight * relevance[index] - (1 - weight) * nearest[index]
                if score > bestScore { (best, bestScore) = (place, score) }
            }
            let chosen = left.remove(at: best)
            taken.append(chosen)
            guard compares else { continue }
            for index in left { nearest[index] = max(nearest[index], similarity(chosen, index)) }
        }
        return taken
    }
}
