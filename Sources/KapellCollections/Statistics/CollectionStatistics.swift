/// An open collection in numbers. Of one that moves to another model, the space that serves is told.
public struct CollectionStatistics: Sendable, Hashable {
    public var name: String
    public var namespaces: [NamespaceStatistics]

    /// Of all namespaces, as far as it is known.
    public var records: Int { namespaces.reduce(0) { $0 + ($1.records ?? 0) } }
    /// Namespaces that are in memory.
    public var openNamespaces: Int { namespaces.count(where: \.isOpen) }
    /// About how many bytes of memory they have.
    public var residentBytes: Int { namespaces.reduce(0) { $0 + $1.residentBytes } }
    /// Of the graphs that are in memory.
    public var graph: GraphStatistics { namespaces.reduce(GraphStatistics()) { $0 + ($1.graph ?? GraphStatistics()) } }
}
