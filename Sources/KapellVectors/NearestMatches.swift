/// Keeps the best `capacity` matches of those offered: a heap with the worst of them on top.
struct NearestMatches {
    private let capacity: Int
    private var heap: [VectorMatch] = []

    init(capacity: Int) {
        self.capacity = capacity
        heap.reserveCapacity(capacity)
    }

    @inline(__always)
    mutating func offer(_ match: VectorMatch) {
        if heap.count == capacity {
            if let worst = heap.first, match.precedes(worst) { replaceWorst(with: match) }
        } else {
            insert(match)
        }
    }

    /// The matches, best first.
    consuming func sorted() -> [VectorMatch] {
        heap.sort { $0.precedes($1) }
        return heap
    }

    private mutating func insert(_ match: VectorMatch) {
        heap.append(match)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[parent].precedes(heap[child]) else { return }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func replaceWorst(with match: VectorMatch) {
        heap[0] = match
        var parent = 0
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[worst].precedes(heap[child]) { worst = child }
            }
            if worst == parent { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }
}
