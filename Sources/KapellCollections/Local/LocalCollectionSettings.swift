public import KapellVectors

/// How a collection of ours works; may differ from run to run.
public struct LocalCollectionSettings: Sendable, Hashable {
    /// How the graph is built and searched.
    public var graph = HNSWOptions()
    /// The number of vectors of a namespace up to which every search compares all of them.
    public var exactLimit = 4_096
    /// On how many threads vectors are linked.
    public var tasks = 2
    /// A snapshot is made in the background when the log after the last one has so many bytes, and a quarter of that
    /// one's.
    public var logBytes = 64 << 20
    /// How many collections of a database in a folder are open at once: others are closed, those first that were used
    /// longest ago. `nil` keeps all open.
    public var openCollections: Int?
    /// About how many bytes of memory the open namespaces of a database in a folder may have together, what is mapped from
    /// files included: others are closed, those first that were used longest ago. They are opened again when they are
    /// asked for. At least one stays open. Give room for several of the largest, since one that is written to has to be
    /// written to a file before it can be closed. `nil` keeps all open that were asked for.
    public var namespaceBytes: Int?
    public var limits = CollectionLimits()

    public init() {}
}
