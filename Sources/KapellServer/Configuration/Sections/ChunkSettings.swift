public import KapellChunking

/// `knowledge.NAME.chunk`: how documents are cut into passages.
public struct ChunkSettings: Sendable, Hashable {
    /// Along what they are cut.
    public var by: ChunkingStrategy
    /// The largest passage, in tokens.
    public var tokens: Int
    /// The most sentences of a passage, when cut by sentence; `nil` for as many as fit.
    public var sentences: Int?
    /// What a passage repeats of the one before, in tokens; `nil` where only sentences are counted.
    public var overlapTokens: Int?
    /// The same in sentences; `nil` where only tokens are counted.
    public var overlapSentences: Int?
    /// The size of the larger passages that are given as context, in tokens; `nil` for none.
    public var parents: Int?

    public init(
        by: ChunkingStrategy = ConfigurationDefaults.chunkStrategy, tokens: Int = ConfigurationDefaults.chunkTokens,
        sentences: Int? = nil, overlapTokens: Int? = nil, overlapSentences: Int? = nil, parents: Int? = nil
    ) {
        self.by = by
        self.tokens = tokens
        self.sentences = sentences
        self.overlapTokens = overlapTokens
        self.overlapSentences = overlapSentences
        self.parents = parents
    }
}
