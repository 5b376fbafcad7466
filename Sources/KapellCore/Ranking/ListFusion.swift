/// Several ranked lists made one.
///
/// Reciprocal rank fusion gives an item the sum of weight / (k + rank) over the lists that hold it, ranks from 1.
/// Source: Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning
/// methods" (2009), with their k of 60. Fusion by scores scales each list to 0…1 by its lowest and highest score (all
/// equal: 1) and adds them, weighted; an item that a list does not hold gets nothing from it.
package enum ListFusion {
    /// A list, best first.
    package struct List<Item: Hashable> {
        package var items: [Item]
        /// As many as items; only looked at by fusion of scores.
        package var scores: [Double]
        package var weight: Double

        package init(_ items: [Item], scores: [Double] = [], weight: Double = 1) {
            self.items = items
            self.scores = scores
            self.weight = weight
        }
    }

    /// An item of the fused list.
    package struct Fused<Item: Hashable> {
        package var item: Item
        package var score: Double
        /// Its rank in each list, from 1; `nil` where it is not in it.
        package var ranks: [Int?]
    }

    /// Every item of every list once, best first.
    /// - Parameter precedes: Which of two items with equal scores goes first.
    package static func fuse<Item: Hashable>(
        _ lists: [List<Item>], by fusion: VectorQuery.Fusion, precedes: (Item, Item) -> Bool
    ) -> [Fused<Item>] {
        var places: [Item: Int] = [:]
        var fused: [Fused<Item>] = []
        for (number, list) in lists.enumerated() {
            let scaled = fusion == .scores ? scale(list.scores) : []
            for (index, item) in list.items.enumerated() {
                let place = places[item] ?? fused.count
                if place == fused.count {
                    places[item] = place
                    fused.append(Fused(item: item, score: 0, ranks: [Int?](repeating: nil, count: lists.count)))
                }
                guard fused[place].ranks[number] == nil else { continue }
                fused[place].ranks[number] = index + 1
                switch fusion {
                case .reciprocalRank(let k): fused[place].score += list.weight / (k + Double(index + 1))
                case .scores: fused[place].score += list.weight * (index < scaled.count ? scaled[index] : 0)
                }
            }
        }
        return fused.sorted { $0.score != $1.score ? $0.score > $1.score : precedes($0.item, $1.item) }
    }

    /// Scores brought to 0…1; all 1 when they are equal.
    package static func scale(_ scores: [Double]) -> [Double] {
        guard let low = scores.min(), let high = scores.max() else { return [] }
        // Halved, so that the span of the largest numbers is one, too.
        let span = high / 2 - low / 2
        guard span > 0 else { return scores.map { _ in 1 } }
        return scores.map { ($0 / 2 - low / 2) / span }
    }
}
