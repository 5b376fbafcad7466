internal import CKapellKernels
internal import Synchronization

extension HNSWIndex {
    /// Stores the vector under the id, in place of an older one.
    /// - Throws: `VectorError` when the length is wrong, a component is not finite, or, under cosine, all are zero;
    ///   `.outOfMemory`. The index is unchanged then.
    public func upsert(id: Int64, vector: [Float]) throws(VectorError) {
        try put(id, rules.prepare(vector, id: id))
        try lookAfter()
    }

    /// Stores several vectors, one after the other, on the calling thread. Each can be found as soon as it is linked.
    /// - Throws: The `VectorError` of the first vector that is refused, or `.duplicateID`; the index is unchanged then.
    ///   `.outOfMemory`, with the vectors stored that came before.
    public func upsert(_ batch: [(id: Int64, vector: [Float])]) throws(VectorError) {
        for (id, vector) in try prepare(batch) { try put(id, vector) }
        try lookAfter()
    }

    /// Stores several vectors on as many threads as there are tasks. Each can be found as soon as it is linked.
    /// - Parameter tasks: How many insert at once; 1 or more.
    /// - Throws: As the call above; `CancellationError` when the task is cancelled, with part of the vectors stored.
    @concurrent
    public func upsert(_ batch: [(id: Int64, vector: [Float])], tasks: Int) async throws {
        guard tasks >= 1 else {
            throw VectorError.invalidOption(name: "tasks", value: tasks, allowed: "1 or more")
        }
        let prepared = try prepare(batch)
        let counter = Counter()
        // A few at a time: what is told to the others costs little, and all end together.
        let part = 16
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(tasks, max(1, prepared.count)) {
                group.addTask {
                    while true {
                        let first = counter.take(part)
                        guard first < prepared.count else { return }
                        try Task.checkCancellation()
                        for (id, vector) in prepared[first..<min(first + part, prepared.count)] {
                            try self.put(id, vector)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        try lookAfter()
    }

    /// Removes the vector. No search that begins afterwards returns it.
    /// - Returns: Whether there was one.
    @discardableResult
    public func remove(id: Int64) -> Bool { remove(ids: CollectionOfOne(id)) == 1 }

    /// Removes several vectors. Unknown ids are passed over.
    /// - Returns: How many there were.
    @discardableResult
    public func remove(ids: some Sequence<Int64>) -> Int {
        let ids = Array(ids)
        let removed =
            try? graph.change { graph throws(VectorError) in
                state.withLock { state in
                    ids.reduce(0) { count, id in
                        guard let slot = state.slots.removeValue(forKey: id) else { return count }
                        kapell_hnsw_bury(graph, slot)
                        return count + 1
                    }
                }
            }
        // Without memory the tombstones stay for the next time.
        try? lookAfter()
        return removed ?? 0
    }

    // MARK: One vector

    private func prepare(
        _ batch: [(id: Int64, vector: [Float])]
    ) throws(VectorError) -> [(id: Int64, vector: [Float])] {
        var seen = Set<Int64>(minimumCapacity: batch.count)
        var prepared: [(id: Int64, vector: [Float])] = []
        prepared.reserveCapacity(batch.count)
        for (id, vector) in batch {
            guard seen.insert(id).inserted else { throw .duplicateID(id) }
            prepared.append((id, try rules.prepare(vector, id: id)))
        }
        return prepared
    }

    private func put(_ id: Int64, _ vector: [Float]) throws(VectorError) {
        try graph.change { graph throws(VectorError) in
            let slot = state.withLock { kapell_hnsw_allocate(graph, $0.levels.next()) }
            guard slot != UInt32.max else { throw .outOfMemory }
            guard let context = kapell_context_acquire(self.graph.domain) else {
                kapell_hnsw_bury(graph, slot)
                throw .outOfMemory
            }
            let linked = vector.withUnsafeBufferPointer { vector in
                vector.baseAddress.map { kapell_hnsw_insert(graph, context, slot, id, $0) } ?? false
            }
            kapell_context_release(context)
            guard linked else { throw .outOfMemory }
            state.withLock { state in
                kapell_hnsw_publish(graph, slot)
                if let old = state.slots.updateValue(slot, forKey: id) { kapell_hnsw_bury(graph, old) }
                state.sinceRepair += 1
            }
        }
    }
}

/// Hands out numbers from 0 to several tasks.
private final class Counter: Sendable {
    private let next = Atomic(0)

    /// The first of `count` numbers that nobody else gets.
    func take(_ count: Int) -> Int { next.wrappingAdd(count, ordering: .relaxed).oldValue }
}
