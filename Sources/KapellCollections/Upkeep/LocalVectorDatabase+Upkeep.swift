internal import KapellVectors
internal import Synchronization

extension LocalVectorDatabase {
    /// Looks at all graphs that are open, and does for one what it needs.
    /// - Parameter between: Called before the work and between two steps of it.
    /// - Returns: Whether one needed something.
    @discardableResult
    package func tend(
        _ upkeep: CollectionUpkeep, between: @Sendable () async throws -> Void = { try Task.checkCancellation() }
    ) async throws -> Bool {
        guard let (graph, need) = upkeep.choose(graphs) else { return false }
        try await between()
        try await upkeep.tend(graph, need, between: between)
        return true
    }

    /// Searches under way.
    var searches: Int { commons.searches }

    /// The graphs of all open namespaces. Who takes them so does not keep these open.
    private var graphs: [(key: ObjectIdentifier, graph: HNSWIndex)] {
        slots.compactMap(\.opened).flatMap { spaces in
            spaces.state.withLock { [$0.serving, $0.other] }.compactMap { $0 }
        }.flatMap { core in
            core.spaces.all.compactMap { slot in
                slot.opened?.vectors.graph.map { (ObjectIdentifier($0), $0) }
            }
        }
    }
}
