/// One result of a search.
public struct VectorMatch: Sendable, Hashable {
    /// The id that the vector was stored under.
    public var id: Int64
    /// The score; what it means is told by the index's `VectorMetric`. Always finite; higher is nearer.
    public var score: Float

    public init(id: Int64, score: Float) {
        self.id = id
        self.score = score
    }

    /// Whether this match is listed before the other: higher score first, then lower id.
    @inline(__always)
    func precedes(_ other: VectorMatch) -> Bool {
        score != other.score ? score > other.score : id < other.id
    }
}
