internal import Synchronization

/// Exact nearest-neighbour search: every stored vector is compared with the query.
///
/// Safe to use from many tasks at once. A search sees the rows as they were when it began: it neither waits for
/// writers nor holds them up, and any number of searches run in parallel. Writers wait for each other.
///
/// Results are exact and in a fixed order: higher score first, equal scores by lower id. Scores are single precision;
/// their last bits may differ between machines with different kernels (`VectorKernels.current`).
///
/// The calls are synchronous and do not look for cancellation. A search of 100,000 vectors of 384 components takes
/// some tens of milliseconds on one core.
public final class FlatIndex: Sendable {
    /// The largest number of components that an index accepts.
    public static let maximumDimensions = 65_536

    /// Components of every vector.
    public let dimensions: Int
    /// How vectors are compared.
    public let metric: VectorMetric

    struct State: Sendable {
        var rows: VectorRows
        var places: [Int64: Int] = [:]
        var appliedSequence: Int64 = 0
    }

    let state: Mutex<State>

    var rules: VectorRules { VectorRules(checked: dimensions, metric: metric) }

    /// An empty index.
    /// - Throws: `VectorError.invalidDimensions` unless `dimensions` is in 1...`maximumDimensions`.
    public init(dimensions: Int, metric: VectorMetric) throws(VectorError) {
        guard (1...Self.maximumDimensions).contains(dimensions) else { throw .invalidDimensions(dimensions) }
        self.dimensions = dimensions
        self.metric = metric
        state = Mutex(State(rows: VectorRows(dimensions: dimensions)))
    }

    init(metric: VectorMetric, state: State) {
        dimensions = state.rows.dimensions
        self.metric = metric
        self.state = Mutex(state)
    }

    // MARK: Reading

    /// The number of vectors.
    public var count: Int { state.withLock { $0.rows.count } }

    /// Whether there is no vector.
    public var isEmpty: Bool { count == 0 }

    /// The ids, in no particular order.
    public var ids: [Int64] { state.withLock { $0.rows }.segments.flatMap(\.ids) }

    /// Whether a vector is stored under the id.
    public func contains(_ id: Int64) -> Bool {
        state.withLock { $0.places[id] != nil }
    }

    /// The stored vector, or nil. Under `VectorMetric.cosine` it has length 1.
    public func vector(for id: Int64) -> [Float]? {
        state.withLock { state in state.places[id].map { state.rows.vector(at: $0) } }
    }

    // MARK: Following a store

    /// The number of the last change of the store that this index holds; 0 for a new index.
    ///
    /// A follower reads it after `open(path:)`, applies the store's later changes, and moves it on with
    /// `markApplied(_:)`.
    public var appliedSequence: Int64 { state.withLock { $0.appliedSequence } }

    /// Records that every change up to `sequence` has been applied. A lower number than the present one is ignored.
    public func markApplied(_ sequence: Int64) {
        state.withLock { $0.appliedSequence = max($0.appliedSequence, sequence) }
    }

    // MARK: Writing

    /// Stores the vector under the id, in place of an older one.
    /// - Throws: `VectorError` when the length is wrong, a component is not finite, or, under cosine, all are zero.
    ///   The index is unchanged then.
    public func upsert(id: Int64, vector: [Float]) throws(VectorError) {
        let prepared = try rules.prepare(vector, id: id)
        state.withLock { $0.put(id, prepared) }
    }

    /// Stores several vectors, all or none. A search sees all of them or none. Of two with one id the later counts.
    /// - Throws: The `VectorError` of the first vector that is refused. The index is unchanged then.
    public func upsert(_ batch: [(id: Int64, vector: [Float])]) throws(VectorError) {
        var prepared: [(id: Int64, vector: [Float])] = []
        prepared.reserveCapacity(batch.count)
        for (id, vector) in batch {
            prepared.append((id, try rules.prepare(vector, id: id)))
        }
        state.withLock { state in
            for (id, vector) in prepared { state.put(id, vector) }
        }
    }

    /// Removes the vector.
    /// - Returns: Whether there was one.
    @discardableResult
    public func remove(id: Int64) -> Bool {
        state.withLock { $0.remove(id) }
    }

    /// Removes several vectors at once; a search sees all of them or none. Unknown ids are passed over.
    /// - Returns: How many there were.
    @discardableResult
    public func remove(ids: some Sequence<Int64>) -> Int {
        let ids = Array(ids)
        return state.withLock { state in ids.reduce(0) { $0 + (state.remove($1) ? 1 : 0) } }
    }
}

extension FlatIndex.State {
    fileprivate mutating func put(_ id: Int64, _ vector: [Float]) {
        if let row = places[id] {
            rows.replace(row: row, id: id, vector: vector)
        } else {
            places[id] = rows.append(id: id, vector: vector)
        }
    }

    /// The last row takes the place of the removed one.
    fileprivate mutating func remove(_ id: Int64) -> Bool {
        guard let row = places.removeValue(forKey: id) else { return false }
        let last = rows.count - 1
        if row != last {
            let moved = rows.id(at: last)
            rows.replace(row: row, id: moved, vector: rows.vector(at: last))
            places[moved] = row
        }
        rows.removeLast()
        return true
    }
}
