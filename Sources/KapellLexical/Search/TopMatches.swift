/// The best so many of those offered: highest score first, equals by ascending id.
struct TopMatches {
    private let limit: Int
    /// A heap with the worst at the front.
    private var heap: [LexicalMatch] = []

    init(limit: Int) {
        self.limit = limit
        heap.reserveCapacity(min(limit, 1024))
    }

    /// Less than this is not among the best. As much may be, by its id.
    var threshold: Double { heap.count < limit || heap.isEmpty ? -.infinity : heap[0].score }

    mutating func offer(_ id: Int64, _ score: Double) {
        let match = LexicalMatch(id: id, score: score)
        if heap.count < limit {
            heap.append(match)
            var child = heap.count - 1
            while child > 0, Self.isWorse(heap[child], heap[(child - 1) / 2]) {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
        } else if limit > 0, Self.isWorse(heap[0], match) {
            heap[0] = match
            var parent = 0
            while true {
                var worst = parent
                for child in [2 * parent + 1, 2 * parent + 2]
                where child < heap.count && Self.isWorse(heap[child], heap[worst]) {
                    worst = child
                }
                if worst == parent { break }
                heap.swapAt(parent, worst)
                parent = worst
            }
        }
    }

    func sorted() -> [LexicalMatch] { heap.sorted { Self.isWorse($1, $0) } }

    private static func isWorse(_ left: LexicalMatch, _ right: LexicalMatch) -> Bool {
        left.score != right.score ? left.score < right.score : left.id > right.id
    }
}
