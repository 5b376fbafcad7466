internal import KapellCore
internal import KapellVectors

extension CollectionCore {
    /// Makes a search as it is made live, and by comparing every vector, over one state.
    /// - Returns: How many of the nearest there are, and how many of these, or others as near, the live one found.
    @concurrent
    func recall(_ query: VectorQuery, _ effort: RecallWatch.Effort) async throws(KapellError) -> (
        found: Int, expected: Int
    ) {
        var live = query
        live.text = nil
        live.diversity = nil
        live.groupsByParent = false
        live.parts = []
        live.limit = min(query.limit, RecallCheck.most)
        live.ef = query.ef ?? effort.ef
        live.isExact = query.isExact || query.ef == nil && effort.isExact
        var exact = live
        exact.isExact = true
        let (seen, right) = try both(live, exact)
        return RecallCheck.compare(seen.map(\.score), right.map(\.score))
    }

    private func both(
        _ first: VectorQuery, _ second: VectorQuery
    ) throws(KapellError) -> ([VectorQueryResult.Match], [VectorQueryResult.Match]) {
        let pin = try spaces.pin(first.namespace)
        defer { pin.release() }
        let space = pin.space
        return try space.read { state throws(KapellError) in
            func run(_ query: VectorQuery) throws(KapellError) -> [VectorQueryResult.Match] {
                try QueryRun(query: query, limits: settings.limits, space: space, state: state).run().matches
            }
            return (try run(first), try run(second))
        }
    }
}

/// Results of two searches for the same.
enum RecallCheck {
    /// So many results of a search are looked at.
    static let most = 100

    /// Of several that are equally near any will do.
    static func compare(_ seen: [Double], _ right: [Double]) -> (found: Int, expected: Int) {
        guard let farthest = right.last else { return (0, 0) }
        return (min(right.count, seen.count { $0 >= farthest }), right.count)
    }
}

extension LocalVectorDatabase {
    /// Checks one of the searches that wait. One whose collection is gone is passed over.
    /// - Returns: Whether one waited.
    @discardableResult
    package func checkRecall(_ watch: RecallWatch) async -> Bool {
        guard let sample = watch.next() else { return false }
        let counts = try? await find(sample.collection).use { core async throws(KapellError) in
            let effort = watch.effort(for: sample.query, in: sample.collection, ef: core.settings.graph.ef)
            return try await core.recall(sample.query, effort)
        }
        if let counts { watch.count(sample, found: counts.found, expected: counts.expected) }
        return true
    }
}
