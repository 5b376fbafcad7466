public import KapellCore
internal import KapellVectors

extension LocalVectorDatabase {
    /// A collection in numbers, its namespaces sorted by the bytes of their names. Opens the collection, and none of its
    /// namespaces.
    /// - Throws: as ``collection(_:)``.
    public func statistics(of name: String) async throws(KapellError) -> CollectionStatistics {
        try await find(name).use { core throws(KapellError) in
            var statistics = core.statistics
            statistics.namespaces.sort { $0.name.precedes($1.name) }
            return statistics
        }
    }

    /// Collections that are open, in numbers, their namespaces in no order; opens nothing, and counts nothing anew.
    public var openStatistics: [CollectionStatistics] { slots.compactMap { $0.opened?.serving.statistics } }

    /// About how many bytes of memory open namespaces have, as ``LocalCollectionSettings/namespaceBytes`` counts them.
    public var residentBytes: Int { commons.memory.bytes }
}

extension CollectionCore {
    var statistics: CollectionStatistics {
        let all = spaces.all.filter { $0.records != 0 && $0.name != EmbeddingSpace.namespace }
        return CollectionStatistics(name: options.name, namespaces: all.map(\.statistics))
    }
}

extension NamespaceSlot {
    var statistics: NamespaceStatistics {
        let space = opened
        let graph = (space?.vectors.graph?.wear).map { GraphStatistics($0) }
        return NamespaceStatistics(
            name: name, records: records, isOpen: space != nil, residentBytes: residentBytes, graph: graph)
    }
}

extension GraphStatistics {
    init(_ wear: HNSWWear) {
        self.init()
        vectors = wear.vectors
        tombstones = wear.tombstones
        free = wear.free
        unreachable = wear.unreachable ?? 0
        rescued = wear.rescued
    }
}
