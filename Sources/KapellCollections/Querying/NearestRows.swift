internal import KapellCore
internal import KapellVectors

/// The nearest rows of one state.
struct NearestRows {
    let space: Namespace
    let state: NamespaceState
    /// Those that the filter lets pass; `nil` without a filter.
    let rows: RowSet?
    let vector: [Float]
    let ef: Int?
    let isExact: Bool

    /// The way that was gone, and what it took.
    private(set) var plan = SearchPlan.exact
    private(set) var compared = 0

    init(space: Namespace, state: NamespaceState, rows: RowSet?, vector: [Float], ef: Int?, isExact: Bool) {
        self.space = space
        self.state = state
        self.rows = rows
        self.vector = vector
        self.ef = ef
        self.isExact = isExact
    }

    mutating func best(_ count: Int) throws(KapellError) -> RankedRows {
        do throws(VectorError) {
            return try RankedRows.settle(
                count: count, available: (rows ?? state.rows).count, ids: { state.records[$0]?.id ?? "" }
            ) { asked throws(VectorError) in
                let found = try find(asked)
                plan = found.plan
                compared += found.compared
                return found.matches.map { (Int($0.id), Double($0.score)) }
            }
        } catch {
            throw KapellError(error)
        }
    }

    private func find(_ count: Int) throws(VectorError) -> SearchResult {
        if isExact { return try space.vectors.exactSearch(vector, count: count, among: rows ?? state.rows) }
        guard rows == nil else {
            return try space.vectors.search(vector, count: count, ef: ef, among: rows ?? RowSet())
        }
        // The index may hold rows of earlier and later states. Mostly it does not, or they are not near.
        let found = try space.vectors.search(vector, count: count, ef: ef)
        if found.matches.count == count, found.matches.allSatisfy({ state.rows.contains(Int($0.id)) }) { return found }
        var again = try space.vectors.search(vector, count: count, ef: ef, among: state.rows)
        again.compared += found.compared
        return again
    }
}
