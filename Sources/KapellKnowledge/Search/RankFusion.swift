/// Reciprocal rank fusion: the score of an item is Σ 1 / (k + rank) over the lists that hold it, ranks from 1.
///
/// Source: Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning
/// methods" (2009), with their k of 60. Ties are broken by identifier.
package enum RankFusion {
    package static let k = 60.0

    package static func fuse(_ lists: [[Int64]]) -> [(id: Int64, score: Double)] {
        var scores: [Int64: Double] = [:]
        for list in lists {
            for (index, id) in list.enumerated() { scores[id, default: 0] += 1 / (k + Double(index + 1)) }
        }
        return scores.map { (id: $0.key, score: $0.value) }.sorted { ($0.score, $1.id) > ($1.score, $0.id) }
    }
}
