import KapellCore

/// Orders examples by their vectors. Ties go to the example that comes first in its file.
enum ExampleRanking {
    /// Places of the most similar examples, best first.
    static func similar(_ question: [Float], _ examples: [[Float]], count: Int) -> [Int] {
        let scores = examples.map { dot(question, $0) }
        let order = scores.indices.sorted { scores[$0] > scores[$1] || scores[$0] == scores[$1] && $0 < $1 }
        return Array(order.prefix(count))
    }

    /// Places of examples that are similar to the question and different from each other, best first.
    ///
    /// Source: Carbonell and Goldstein, "The use of MMR" (1998): each next one has the greatest
    /// (1 - d) · similarity to the question - d · greatest similarity to one that was taken.
    static func marginal(_ question: [Float], _ examples: [[Float]], count: Int, diversity: Double) -> [Int] {
        let relevance = examples.map { Double(dot(question, $0)) }
        var nearest = [Double](repeating: 0, count: examples.count)
        var taken: [Int] = []
        var left = Array(examples.indices)
        while taken.count < count, !left.isEmpty {
            var best = 0
            var bestScore = -Double.infinity
            for (place, index) in left.enumerated() {
                let score = (1 - diversity) * relevance[index] - diversity * nearest[index]
                if score > bestScore { (best, bestScore) = (place, score) }
            }
            let chosen = left.remove(at: best)
            for index in left {
                let similarity = Double(dot(examples[chosen], examples[index]))
                nearest[index] = taken.isEmpty ? similarity : max(nearest[index], similarity)
            }
            taken.append(chosen)
        }
        return taken
    }

    /// The cosine of two vectors of length 1; -1 where they cannot be compared.
    static func dot(_ left: [Float], _ right: [Float]) -> Float {
        guard left.count == right.count else { return -1 }
        var sum: Float = 0
        for index in left.indices { sum += left[index] * right[index] }
        return sum.isFinite ? sum : -1
    }
}
