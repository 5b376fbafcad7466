public import KapellVectors

/// How large the parts of a ``LocalCollection`` may be.
public struct CollectionLimits: Sendable, Hashable {
    /// Bytes of an id, a parent and a namespace's name.
    public var idBytes = 512
    /// Bytes of a record's text.
    public var textBytes = 16 << 20
    /// Records of one call.
    public var batch = 100_000
    /// Bytes of one call: vectors, texts and metadata.
    public var batchBytes = 256 << 20
    /// What one record's metadata may hold.
    public var metadata = MetadataLimits()
    /// The most candidates that are fused, reranked or chosen from, unless more are asked for as results.
    public var depth = 10_000
    /// The most candidates that a choice for diversity compares with each other; the rest stands behind them.
    public var diversity = 1_000

    public init() {}
}
