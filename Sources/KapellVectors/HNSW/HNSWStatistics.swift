/// An ``HNSWIndex`` in numbers.
public struct HNSWStatistics: Sendable, Hashable {
    /// Vectors that searches can return.
    public var vectors: Int
    /// Removed vectors that searches still walk over.
    public var tombstones: Int
    /// Places of removed vectors that wait to be used again.
    public var free: Int
    /// Vectors that no walk from the entry point reaches. ``HNSWIndex/repair()`` makes them none.
    public var unreachable: Int
    /// Layers of the graph; 0 when it is empty.
    public var layers: Int
    /// Bytes that walks read: codes and links. The system gives memory for those that are used.
    public var graphBytes: Int
    /// Bytes of originals that lie apart from the codes.
    public var originalBytes: Int
}
