/// How an ``HNSWIndex`` is built. The defaults suit texts' embeddings.
public struct HNSWOptions: Sendable, Hashable {
    /// Where the originals are kept when walks compare something smaller.
    public enum Originals: Sendable, Hashable {
        /// In memory.
        case memory
        /// In a file without a name in this folder, mapped: the system keeps in memory what is read often. The file
        /// goes with the index.
        case file(folder: String)
    }

    /// Links of a vector at each upper layer, "M"; twice as many at layer 0. 2 to 128. More links find more of what is
    /// near, and cost memory and time.
    public var links: Int
    /// Candidates that an insertion looks at, "efConstruction". From `links` to 65,536. Decides how good the graph is.
    public var efConstruction: Int
    /// Candidates that a search looks at when it names none, "ef". 1 to 65,536.
    public var ef: Int
    /// Whether links that the choice of diverse neighbours leaves free go to the nearest that it passed over.
    public var keepsPruned: Bool
    /// What walks compare.
    public var element: VectorElement
    /// Where the originals are. Means nothing with `VectorElement.float32`, whose walks compare the originals.
    public var originals: Originals
    /// Where the levels of vectors come from. Insertions one after the other with one seed give one graph.
    public var seed: UInt64

    public init(
        links: Int = 16, efConstruction: Int = 200, ef: Int = 96, keepsPruned: Bool = false,
        element: VectorElement = .float32, originals: Originals = .memory, seed: UInt64 = 0x6B61_7065_6C6C
    ) {
        self.links = links
        self.efConstruction = efConstruction
        self.ef = ef
        self.keepsPruned = keepsPruned
        self.element = element
        self.originals = originals
        self.seed = seed
    }

    func check() throws(VectorError) {
        let ranges = [
            ("links", links, 2...128), ("efConstruction", efConstruction, max(2, min(links, 128))...65_536),
            ("ef", ef, 1...65_536),
        ]
        for (name, value, range) in ranges where !range.contains(value) {
            throw .invalidOption(name: name, value: value, allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
    }
}
