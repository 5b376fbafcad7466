internal import CKapellKernels
internal import Synchronization

extension HNSWIndex {
    /// Gives each vector that no walk would reach a link from the nearest that can take one. Afterwards there is none.
    /// - Returns: How many there were.
    @discardableResult
    public func repair() throws(VectorError) -> Int {
        try lookOver(with: kapell_hnsw_repair)
    }

    /// Links around all tombstones, so that their places can be used again, and repairs.
    /// - Returns: How many there were.
    @discardableResult
    public func consolidate() throws(VectorError) -> Int {
        try lookOver(with: kapell_hnsw_consolidate)
    }

    /// - Parameter pass: goes over the whole graph, and repairs it; gives a count, or less than 0 without memory.
    private func lookOver(with pass: (OpaquePointer) -> Int64) throws(VectorError) -> Int {
        try graph.change { graph throws(VectorError) in
            state.withLock { $0.sinceRepair = 0 }
            let count = pass(graph)
            guard count >= 0 else { throw .outOfMemory }
            return Int(count)
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
