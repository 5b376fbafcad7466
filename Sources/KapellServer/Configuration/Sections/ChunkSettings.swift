/// `knowledge.NAME.chunk`: how documents are cut into passages.
public struct ChunkSettings: Sendable, Hashable {
    /// The largest passage, in tokens as estimated.
    public var tokens: Int

    public init(tokens: Int = ConfigurationDefaults.chunkTokens) { self.tokens = tokens }
}
