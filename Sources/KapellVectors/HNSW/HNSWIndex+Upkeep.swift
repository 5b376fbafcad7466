internal import CKapellKernels
internal import Synchronization

extension HNSWIndex {
    /// Gives each vector that no walk would reach a link from the nearest that can take one. Afterwards there is none.
    /// - Returns: How many there were.
    @discardableResult
    public func repair() throws(VectorError) -> Int {
        try graph.change { graph throws(VectorError) in
            state.withLock { $0.sinceRepair = 0 }
            let found = kapell_hnsw_repair(graph)
            guard found >= 0 else { throw .outOfMemory }
            return Int(found)
        }
    }

    /// Links around all tombstones, so that their places can be used again, and repairs.
    /// - Returns: How many there were.
    @discardableResult
    public func consolidate() throws(VectorError) -> Int {
        try graph.change { graph throws(VectorError) in
            state.withLock { $0.sinceRepair = 0 }
            let freed = kapell_hnsw_consolidate(graph)
            guard freed >= 0 else { throw .outOfMemory }
            return Int(freed)
        }
    }

    /// Moves the vectors together, neighbours near each other, and gives the memory of removed ones back. Writers wait;
    /// searches go on. Needs memory for both copies meanwhile. Worthwhile after a large build too: searches of an
    /// index that is larger than the processor's cache become faster.
    public func compact() throws(VectorError) {
        try graph.compact { moved, replace in
            state.withLock { state in
                replace()
                state.slots = state.slots.mapValues { moved[Int($0)] }
                state.sinceRepair = 0
            }
        }
    }

    /// What writers do for the graph from time to time; one of them at once.
    func lookAfter() throws(VectorError) {
        let (live, added) = state.withLock { ($0.slots.count, $0.sinceRepair) }
        let dead = try graph.change { graph throws(VectorError) in Int(kapell_hnsw_tombstones(graph)) }
        let many = dead >= 64 && dead * 4 >= live
        guard many || added >= max(1_024, live / 8) else { return }
        guard looksAfter.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else { return }
        defer { looksAfter.store(false, ordering: .releasing) }
        if many { try consolidate() } else { try repair() }
    }
}
