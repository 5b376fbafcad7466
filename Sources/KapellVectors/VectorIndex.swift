internal import Synchronization

/// Nearest-neighbour search that is exact while there are few vectors, and walks a graph when there are many.
///
/// Begins as a ``FlatIndex``. The write that brings it above `exactLimit` vectors moves them into an ``HNSWIndex``;
/// searches go on meanwhile. Safe to use from many tasks at once.
public final class VectorIndex: Sendable {
    /// Components of every vector.
    public let dimensions: Int
    /// How vectors are compared.
    public let metric: VectorMetric
    /// How the graph is built, once there is one.
    public let options: HNSWOptions
    /// The number of vectors up to which every search compares all of them.
    public let exactLimit: Int

    enum Engine: Sendable {
        case flat(FlatIndex)
        case graph(HNSWIndex)
    }

    private let engine: Mutex<Engine>
    /// Held by writers while there is no graph, so that none of their changes is lost when it is made.
    private let flatWriters = Mutex(())

    /// An empty index.
    /// - Throws: `VectorError.invalidDimensions` or `.invalidOption`.
    public init(
        dimensions: Int, metric: VectorMetric, options: HNSWOptions = HNSWOptions(), exactLimit: Int = 4_096
    ) throws(VectorError) {
        try options.check()
        guard exactLimit >= 0 else {
            throw .invalidOption(name: "exactLimit", value: exactLimit, allowed: "0 or more")
        }
        self.dimensions = dimensions
        self.metric = metric
        self.options = options
        self.exactLimit = exactLimit
        engine = Mutex(.flat(try FlatIndex(dimensions: dimensions, metric: metric)))
    }

    /// An index that is there already.
    init(_ engine: Engine, options: HNSWOptions, exactLimit: Int) {
        switch engine {
        case .flat(let index): (dimensions, metric) = (index.dimensions, index.metric)
        case .graph(let index): (dimensions, metric) = (index.dimensions, index.metric)
        }
        self.options = options
        self.exactLimit = exactLimit
        self.engine = Mutex(engine)
    }

    var current: Engine { engine.withLock { $0 } }

    /// The graph, once there is one.
    public var graph: HNSWIndex? {
        if case .graph(let index) = current { index } else { nil }
    }

    // MARK: Reading

    /// The number of vectors.
    public var count: Int {
        switch current {
        case .flat(let index): index.count
        case .graph(let index): index.count
        }
    }

    /// Whether there is no vector.
    public var isEmpty: Bool { count == 0 }

    /// About how many bytes of memory it has: vectors, codes, links and ids. What is mapped from a file counts.
    package var residentBytes: Int {
        let original = dimensions * MemoryLayout<Float>.stride
        // An id and its place in a dictionary that is half full.
        let id = 40
        switch current {
        case .flat(let index): return index.count * (original + id)
        case .graph(let index):
            let wear = index.wear
            return wear.places * index.bytesOfPlace + wear.vectors * id
        }
    }

    /// The ids, in no particular order.
    public var ids: [Int64] {
        switch current {
        case .flat(let index): index.ids
        case .graph(let index): index.ids
        }
    }

    /// Whether a vector is stored under the id.
    public func contains(_ id: Int64) -> Bool {
        switch current {
        case .flat(let index): index.contains(id)
        case .graph(let index): index.contains(id)
        }
    }

    /// The stored vector, or nil. Under `VectorMetric.cosine` it has length 1.
    public func vector(for id: Int64) -> [Float]? {
        switch current {
        case .flat(let index): index.vector(for: id)
        case .graph(let index): index.vector(for: id)
        }
    }

    // MARK: Searching

    /// The nearest vectors to the query: higher score first, equal scores by lower id.
    /// - Parameters:
    ///   - query: As many finite components as the index has dimensions.
    ///   - count: How many matches to return; 0 gives none, more than there are gives all.
    ///   - ef: How many candidates a walk looks at; nil takes the option.
    ///   - predicate: False for an id leaves the vector out. It may be asked for an id more than once.
    /// - Throws: `VectorError` when the query is refused, the count is negative or `ef` out of range.
    public func search(
        _ query: [Float], count: Int, ef: Int? = nil, where predicate: (@Sendable (Int64) -> Bool)? = nil
    ) throws(VectorError) -> SearchResult {
        switch current {
        case .graph(let index): return try index.search(query, count: count, ef: ef, where: predicate)
        case .flat(let index):
            let matches = try index.search(query, count: count, where: predicate)
            return SearchResult(matches: matches, plan: .exact, compared: index.count)
        }
    }

    /// The nearest of the rows that are members. Never fewer than `count` while there are as many stored members.
    package func search(
        _ query: [Float], count: Int, ef: Int? = nil, among rows: some RowMembership
    ) throws(VectorError) -> SearchResult {
        switch current {
        case .graph(let index): return try index.search(query, count: count, ef: ef, among: rows)
        case .flat(let index):
            let matches = try index.search(query, count: count) { id in Int(exactly: id).map(rows.contains) ?? false }
            return SearchResult(matches: matches, plan: .exact, compared: min(rows.count, index.count))
        }
    }

    /// The nearest of the rows that are members, found by comparing every one of them, however many there are.
    package func exactSearch(
        _ query: [Float], count: Int, among rows: some RowMembership
    ) throws(VectorError) -> SearchResult {
        if case .graph(let index) = current { return try index.exactSearch(query, count: count, among: rows) }
        return try search(query, count: count, among: rows)
    }

    // MARK: Writing

    /// Stores the vector under the id, in place of an older one.
    /// - Throws: `VectorError` when the vector is refused. The index is unchanged then.
    public func upsert(id: Int64, vector: [Float]) throws(VectorError) { try upsert([(id, vector)]) }

    /// Stores several vectors. All are checked before the first is stored.
    /// - Throws: The `VectorError` of the first vector that is refused, or `.duplicateID`; the index is unchanged then.
    public func upsert(_ batch: [(id: Int64, vector: [Float])]) throws(VectorError) {
        try write(adding: batch.count) { flat throws(VectorError) in
            var seen = Set<Int64>(minimumCapacity: batch.count)
            for (id, _) in batch where !seen.insert(id).inserted { throw .duplicateID(id) }
            try flat.upsert(batch)
        } graph: { graph throws(VectorError) in
            try graph.upsert(batch)
        }
    }

    /// Stores several vectors on as many threads as there are tasks, where there is a graph or will be one.
    /// - Throws: As the call above; `CancellationError` when the task is cancelled, with part of the vectors stored.
    @concurrent
    public func upsert(_ batch: [(id: Int64, vector: [Float])], tasks: Int) async throws {
        if let graph = try write(adding: batch.count, flat: { _ in nil }, graph: { $0 }) {
            try await graph.upsert(batch, tasks: tasks)
        } else {
            try upsert(batch)
        }
    }

    /// Removes the vector.
    /// - Returns: Whether there was one.
    @discardableResult
    public func remove(id: Int64) -> Bool { remove(ids: CollectionOfOne(id)) == 1 }

    /// Removes several vectors. Unknown ids are passed over.
    /// - Returns: How many there were.
    @discardableResult
    public func remove(ids: some Sequence<Int64>) -> Int {
        let ids = Array(ids)
        let removed =
            try? write(adding: 0) { flat in
                flat.remove(ids: ids)
            } graph: { graph in
                graph.remove(ids: ids)
            }
        return removed ?? 0
    }

    /// Calls the function for the kind of index there is. Makes the graph first where `adding` vectors would be too
    /// many to compare; when it cannot be made, nothing changes.
    private func write<Value: Sendable>(
        adding: Int, flat: (FlatIndex) throws(VectorError) -> Value, graph: (HNSWIndex) throws(VectorError) -> Value
    ) throws(VectorError) -> Value {
        if let index = self.graph { return try graph(index) }
        let value = try flatWriters.withLock { _ throws(VectorError) -> Value? in
            guard case .flat(let index) = current else { return nil }
            if index.count + adding <= exactLimit { return try flat(index) }
            let made = try HNSWIndex(dimensions: dimensions, metric: metric, options: options)
            try made.upsert(index.ids.sorted().compactMap { id in index.vector(for: id).map { (id, $0) } })
            engine.withLock { $0 = .graph(made) }
            return nil
        }
        if let value { return value }
        guard let index = self.graph else { throw .outOfMemory }
        return try graph(index)
    }
}
