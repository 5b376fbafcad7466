public import KapellCore

/// What was measured of the searches of one collection with filters of one shape.
public struct RecallReading: Sendable, Hashable {
    public var collection: String
    /// See ``FilterShape``.
    public var shape: String
    /// Searches that were checked with the present effort.
    public var searches: Int
    /// Of `expected` results the search should have had, it had `found`.
    public var found: Int
    public var expected: Int
    /// Where the recall lies, as far as this tells.
    public var interval: WilsonInterval
    /// What `ef` is multiplied by; `nil` when searches compare every vector.
    public var effort: Double?

    /// The share that was found; 1 when nothing was checked.
    public var recall: Double { expected == 0 ? 1 : Double(found) / Double(expected) }
}
