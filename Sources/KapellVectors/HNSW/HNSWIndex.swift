internal import CKapellKernels
internal import Synchronization

/// Approximate nearest-neighbour search over a navigable graph in layers (Malkov and Yashunin, arXiv 1603.09320).
///
/// Safe to use from many tasks at once. Searches walk without a lock (one is held for the moment in which the count is
/// read): they run beside each other, beside writers and beside compaction. Writers run beside each other too. A search may see part of what is written while it runs; it never
/// returns a vector that was removed before it began, never one id twice, and always with the score of an original.
///
/// Upserts and removals are possible at any time. A removed vector is a tombstone first: searches walk over it and do
/// not return it. When a fifth are tombstones, the writer that comes next links around them and their places are used
/// again. Vectors that no walk would reach are given a link, now and then and by ``repair()``.
///
/// Most callers want ``VectorIndex``, which searches exactly while there are few vectors. The calls do not look for
/// cancellation, unless they are `async`.
public final class HNSWIndex: Sendable {
    /// Components of every vector.
    public let dimensions: Int
    /// How vectors are compared.
    public let metric: VectorMetric
    /// How the graph is built and searched.
    public var options: HNSWOptions { graph.options }

    struct State: Sendable {
        var slots: [Int64: UInt32] = [:]
        var levels: LevelSource
        /// Vectors linked since the graph was last looked over.
        var sinceRepair = 0
        /// Vectors that no walk reached when that was last known; nil when it never was.
        var unreachable: Int? = 0
        /// Vectors that were given a link because no walk reached them.
        var rescued = 0
    }

    let rules: VectorRules
    let graph: HNSWGraph
    let state: Mutex<State>
    let looksAfter = Atomic(false)

    /// An empty index.
    /// - Throws: `VectorError.invalidDimensions`, `.invalidOption`, `.outOfMemory`, or `.storage` when the folder for
    ///   the originals cannot be written to.
    public init(
        dimensions: Int, metric: VectorMetric, options: HNSWOptions = HNSWOptions()
    ) throws(VectorError) {
        rules = try VectorRules(dimensions: dimensions, metric: metric)
        self.dimensions = dimensions
        self.metric = metric
        graph = try HNSWGraph(rules: rules, options: options)
        state = Mutex(State(levels: LevelSource(seed: options.seed, links: options.links)))
    }

    /// An index whose graph is filled already.
    init(rules: VectorRules, graph: HNSWGraph, state: sending State) {
        self.rules = rules
        dimensions = rules.dimensions
        metric = rules.metric
        self.graph = graph
        self.state = Mutex(state)
    }

    // MARK: Reading

    /// The number of vectors that searches can return.
    public var count: Int { state.withLock { $0.slots.count } }

    /// Whether there is no vector.
    public var isEmpty: Bool { count == 0 }

    /// The ids, in no particular order.
    public var ids: [Int64] { state.withLock { Array($0.slots.keys) } }

    /// Whether a vector is stored under the id.
    public func contains(_ id: Int64) -> Bool {
        state.withLock { $0.slots[id] != nil }
    }

    /// The stored vector, or nil. Under `VectorMetric.cosine` it has length 1.
    public func vector(for id: Int64) -> [Float]? {
        // The slot and the graph that it belongs to are read together, and stay while the context is held.
        guard let context = kapell_context_acquire(graph.domain) else { return nil }
        defer { kapell_context_release(context) }
        var current: OpaquePointer?
        let slot = state.withLock { state in
            current = kapell_domain_graph(graph.domain)
            return state.slots[id]
        }
        guard let current, let slot else { return nil }
        return Array(UnsafeBufferPointer(start: kapell_hnsw_original(current, slot), count: dimensions))
    }

    /// The graph in numbers. Takes a moment: insertions wait while reachability is counted.
    public func statistics() throws(VectorError) -> HNSWStatistics {
        try graph.change { graph throws(VectorError) in
            let unreachable = kapell_hnsw_unreachable(graph)
            guard unreachable >= 0 else { throw .outOfMemory }
            state.withLock { $0.unreachable = Int(unreachable) }
            var bytes: (UInt64, UInt64) = (0, 0)
            withUnsafeMutableBytes(of: &bytes) { bytes in
                if let first = bytes.bindMemory(to: UInt64.self).baseAddress { kapell_hnsw_bytes(graph, first) }
            }
            return HNSWStatistics(
                vectors: count, tombstones: Int(kapell_hnsw_tombstones(graph)), free: Int(kapell_hnsw_free(graph)),
                unreachable: Int(unreachable), layers: Int(kapell_hnsw_top(graph)) + 1, graphBytes: Int(bytes.0),
                originalBytes: Int(bytes.1))
        }
    }

    /// The links of each vector at layer 0, by id: for tests of the graph itself.
    package func neighbours() throws(VectorError) -> [Int64: [Int64]] {
        let slots = state.withLock { $0.slots }
        return try graph.change { graph throws(VectorError) in
            slots.mapValues { slot in
                let links = [UInt32](unsafeUninitializedCapacity: 2 * options.links) { buffer, count in
                    count = buffer.baseAddress.map { kapell_hnsw_links(graph, slot, 0, $0) } ?? 0
                }
                return links.map { kapell_hnsw_id(graph, $0) }
            }
        }
    }
}
