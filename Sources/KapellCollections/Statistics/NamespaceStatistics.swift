/// A namespace in numbers.
public struct NamespaceStatistics: Sendable, Hashable {
    public var name: String
    /// `nil` where it has to be opened to know, and was not: in snapshots of older programs.
    public var records: Int?
    /// Whether it is in memory.
    public var isOpen: Bool
    /// About how many bytes of memory it has, what is mapped from its file included; 0 while it is not open.
    public var residentBytes: Int
    /// Of its graph; `nil` while it is not open, and where every search compares all vectors.
    public var graph: GraphStatistics?
}

/// How graphs of vectors are.
public struct GraphStatistics: Sendable, Hashable {
    /// Vectors in them.
    public var vectors = 0
    /// Removed vectors that searches still walk over.
    public var tombstones = 0
    /// Places of removed vectors that wait to be used again.
    public var free = 0
    /// Vectors that no walk reached when they were counted last: after a look over the graph, and before a snapshot.
    public var unreachable = 0
    /// Vectors that were found so and given a link, since their namespaces were opened.
    public var rescued = 0

    public init() {}

    static func + (one: GraphStatistics, other: GraphStatistics) -> GraphStatistics {
        var sum = one
        sum.vectors += other.vectors
        sum.tombstones += other.tombstones
        sum.free += other.free
        sum.unreachable += other.unreachable
        sum.rescued += other.rescued
        return sum
    }
}
