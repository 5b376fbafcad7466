internal import CKapellKernels
internal import Synchronization

extension HNSWIndex {
    /// Gives each vector that no walk would reach a link from the nearest that can take one. Afterwards there is none.
    /// - Returns: How many there were.
    @discardableResult
    public func repair() throws(VectorError) -> Int {
        let found = try lookOver(with: kapell_hnsw_repair)
        state.withLock { $0.rescued += found }
        return found
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
            state.withLock { $0.unreachable = 0 }
            return Int(count)
        }
    }

    /// Links around the tombstones that some places of the graph lead to, so that ``consolidate()`` has less to do while
    /// writers wait. Searches go on.
    /// - Parameters:
    ///   - place: 0 in the beginning, then what the call before gave.
    ///   - count: How many places; writers wait as long as these take.
    /// - Returns: Where to go on; nil in the end.
    package func linkAround(from place: Int, count: Int) throws(VectorError) -> Int? {
        try graph.change { graph throws(VectorError) in
            // What was reached through a tombstone alone waits for the repair at the end.
            state.withLock { $0.sinceRepair += 1 }
            let first = UInt32(clamping: max(0, place))
            let next = kapell_hnsw_link_around(graph, first, UInt32(clamping: max(1, count)))
            guard next >= 0 else { throw .outOfMemory }
            return next < Int64(kapell_hnsw_slots(graph)) ? Int(next) : nil
        }
    }

    /// Counts the vectors that no walk reaches. Writers wait meanwhile; searches go on.
    @discardableResult
    package func countUnreachable() throws(VectorError) -> Int { try statistics().unreachable }

    /// What the graph would gain from being looked after, in numbers that cost next to nothing.
    package var wear: HNSWWear {
        let (vectors, added, unreachable, rescued) = state.withLock {
            ($0.slots.count, $0.sinceRepair, $0.unreachable, $0.rescued)
        }
        var wear = HNSWWear(vectors: vectors, added: added, unreachable: unreachable, rescued: rescued)
        // Without memory for a context the rest is not told.
        try? graph.read { graph, _ throws(VectorError) in
            wear.tombstones = Int(kapell_hnsw_tombstones(graph))
            wear.free = Int(kapell_hnsw_free(graph))
            wear.places = Int(kapell_hnsw_slots(graph))
        }
        return wear
    }

    /// About how many bytes of memory a vector's place takes, without its id in the table of ids.
    var bytesOfPlace: Int {
        let code = options.element.bytes(dimensions: dimensions)
        let block = (code + (2 * options.links + 1) * 4 + 16 + 63) / 64 * 64
        return block + (options.element == .float32 ? 0 : dimensions * MemoryLayout<Float>.stride)
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
                state.unreachable = 0
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
