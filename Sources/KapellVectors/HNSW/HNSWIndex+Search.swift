internal import CKapellKernels
internal import Synchronization

extension HNSWIndex {
    /// The nearest vectors to the query that a walk finds: higher score first, equal scores by lower id.
    ///
    /// Runs on the calling thread.
    /// - Parameters:
    ///   - query: As many finite components as the index has dimensions. Under cosine its length does not matter.
    ///   - count: How many matches to return; 0 gives none, more than there are gives all.
    ///   - ef: How many candidates to look at: more find more of what is near, and take longer. At least `count` are
    ///     looked at; nil takes the option.
    ///   - predicate: False for an id leaves the vector out. It may be asked for an id more than once. When a walk finds
    ///     fewer than `count`, every vector is looked at.
    /// - Throws: `VectorError` when the query is refused, the count is negative or `ef` out of range; `.outOfMemory`.
    public func search(
        _ query: [Float], count: Int, ef: Int? = nil, where predicate: (@Sendable (Int64) -> Bool)? = nil
    ) throws(VectorError) -> SearchResult {
        let search = try Search(index: self, query: query, count: count, ef: ef)
        guard search.count > 0 else { return search.nothing }
        guard let predicate else { return try search.unfiltered() }
        return try search.filtered(matching: nil, accepts: predicate) { slots in slots.map { ($0, $1) } }
    }

    /// The nearest of the rows that are members. Never fewer than `count` while there are as many stored members.
    package func search(
        _ query: [Float], count: Int, ef: Int? = nil, among rows: some RowMembership
    ) throws(VectorError) -> SearchResult {
        let search = try Search(index: self, query: query, count: count, ef: ef)
        guard search.count > 0 else { return search.nothing }
        let accepts = { (id: Int64) in Int(exactly: id).map(rows.contains) ?? false }
        return try search.filtered(matching: rows.count, accepts: accepts) { Search.members(rows, of: $0) }
    }

    /// The nearest vectors, found by comparing every one: what a walk's recall is measured against.
    public func exactSearch(_ query: [Float], count: Int) throws(VectorError) -> SearchResult {
        let search = try Search(index: self, query: query, count: count, ef: nil)
        guard search.count > 0 else { return search.nothing }
        return try search.scan()
    }

    /// The nearest of the rows that are members, found by comparing every one.
    package func exactSearch(
        _ query: [Float], count: Int, among rows: some RowMembership
    ) throws(VectorError) -> SearchResult {
        let search = try Search(index: self, query: query, count: count, ef: nil)
        guard search.count > 0 else { return search.nothing }
        return try search.scan(members: { Search.members(rows, of: $0) })
    }
}

/// One search: what it was asked, and the ways to answer.
private struct Search {
    /// The members of a filter among the stored vectors. Called under the index's lock: it must not call the index.
    typealias Members = (_ slots: [Int64: UInt32]) -> [(id: Int64, slot: UInt32)]

    let index: HNSWIndex
    let query: [Float]
    let count: Int
    let ef: Int
    let stored: Int

    init(index: HNSWIndex, query: [Float], count: Int, ef: Int?) throws(VectorError) {
        self.index = index
        self.query = try index.rules.prepare(query, id: nil)
        guard count >= 0 else { throw .negativeCount(count) }
        let ef = ef ?? index.options.ef
        guard (1...65_536).contains(ef) else { throw .invalidOption(name: "ef", value: ef, allowed: "1 to 65536") }
        stored = index.count
        self.count = min(count, stored)
        self.ef = max(ef, self.count)
    }

    /// The slots of the rows that are stored.
    static func members(
        _ rows: some RowMembership, of slots: [Int64: UInt32]
    ) -> [(id: Int64, slot: UInt32)] {
        var members: [(id: Int64, slot: UInt32)] = []
        members.reserveCapacity(min(rows.count, slots.count))
        rows.forEachRow { row in
            if let id = Int64(exactly: row), let slot = slots[id] { members.append((id: id, slot: slot)) }
        }
        return members
    }

    var nothing: SearchResult { SearchResult(matches: [], plan: .exact, compared: 0) }

    func unfiltered() throws(VectorError) -> SearchResult {
        // Nearly all of them: a walk would compare as many.
        if count * 2 > stored || SearchPlanner(count: stored, matching: stored, ef: ef).plan == .exact {
            return try scan()
        }
        let found = try walk(.graph, limit: .max, accepts: nil)
        guard let found, found.matches.count == count else {
            return try scan(compared: found?.compared ?? 0)
        }
        return found
    }

    /// - Parameter matching: How many the filter lets pass; nil when that is not known.
    func filtered(
        matching: Int?, accepts: @escaping (Int64) -> Bool, members: Members
    ) throws(VectorError) -> SearchResult {
        let planner = SearchPlanner(count: stored, matching: min(stored, matching ?? max(stored - 1, 0)), ef: ef)
        guard planner.plan != .exact else { return try scan(accepts: accepts, members: members) }
        let found = try walk(planner.plan, limit: planner.limit, accepts: accepts)
        guard let found, found.matches.count == min(count, matching ?? count) else {
            return try scan(compared: found?.compared ?? Int(planner.limit), accepts: accepts, members: members)
        }
        return found
    }

    // MARK: The graph

    /// Nil when the walk was given up.
    private func walk(
        _ plan: SearchPlan, limit: UInt64, accepts: ((Int64) -> Bool)?
    ) throws(VectorError) -> SearchResult? {
        try index.graph.read { graph, context throws(VectorError) in
            var work = kapell_hnsw_work()
            let hits = [kapell_hnsw_hit](unsafeUninitializedCapacity: ef) { hits, found in
                query.withUnsafeBufferPointer { query in
                    guard let query = query.baseAddress, let hits = hits.baseAddress else { return }
                    let kind = plan == .graphTwoHops ? KAPELL_WALK_TWO_HOPS : KAPELL_WALK_PLAIN
                    found = Self.lend(accepts) { ask, asked in
                        kapell_hnsw_search(graph, context, query, ef, ask, asked, kind, limit, hits, &work)
                    }
                }
            }
            guard !work.gave_up else { return nil }
            let matches = rescore(hits, in: graph)
            return SearchResult(matches: matches, plan: plan, compared: Int(clamping: work.visited))
        }
    }

    /// Lends a closure to C for the time of a call.
    private static func lend<Value>(
        _ accepts: ((Int64) -> Bool)?, to body: (kapell_hnsw_accept?, UnsafeMutableRawPointer?) -> Value
    ) -> Value {
        guard var accepts else { return body(nil, nil) }
        return withUnsafeMutablePointer(to: &accepts) { pointer in
            body({ asked, id in asked?.assumingMemoryBound(to: ((Int64) -> Bool).self).pointee(id) ?? false }, pointer)
        }
    }

    /// How many of the hits are scored again: more where codes may have them in another order.
    private var rescored: Int {
        switch index.options.element {
        case .float32: count + 2
        case .float16, .bfloat16: count + 10
        case .int8: 2 * count + 10
        case .binary: .max
        }
    }

    /// The best hits with the scores of their originals.
    private func rescore(_ hits: [kapell_hnsw_hit], in graph: OpaquePointer) -> [VectorMatch] {
        var seen = Set<Int64>()
        var nearest = NearestMatches(capacity: count)
        query.withUnsafeBufferPointer { query in
            guard let query = query.baseAddress else { return }
            for hit in hits.prefix(rescored) {
                let id = kapell_hnsw_id(graph, hit.slot)
                // While a vector is replaced, both may be met.
                guard seen.insert(id).inserted else { continue }
                let score = index.rules.score(query, kapell_hnsw_original(graph, hit.slot))
                nearest.offer(VectorMatch(id: id, score: score))
            }
        }
        return nearest.sorted()
    }

    // MARK: Without the graph

    /// Compares every member that is accepted.
    func scan(
        compared: Int = 0, accepts: ((Int64) -> Bool)? = nil,
        members: Members = { slots in slots.map { ($0, $1) } }
    ) throws(VectorError) -> SearchResult {
        try index.graph.read { _, _ throws(VectorError) in
            // The slots and the graph that they belong to are read together.
            var graph: OpaquePointer?
            let found = index.state.withLock { state in
                graph = kapell_domain_graph(index.graph.domain)
                return members(state.slots)
            }
            guard let graph else { throw .outOfMemory }
            var nearest = NearestMatches(capacity: count)
            var compared = compared
            query.withUnsafeBufferPointer { query in
                guard let query = query.baseAddress else { return }
                for (id, slot) in found where accepts.map({ $0(id) }) ?? true {
                    let score = index.rules.score(query, kapell_hnsw_original(graph, slot))
                    nearest.offer(VectorMatch(id: id, score: score))
                    compared += 1
                }
            }
            return SearchResult(matches: nearest.sorted(), plan: .exact, compared: compared)
        }
    }
}
