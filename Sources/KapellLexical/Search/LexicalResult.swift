/// A document that a search found.
public struct LexicalMatch: Sendable, Hashable {
    public let id: Int64
    /// BM25, as ``LexicalSchema`` says. Scores of different queries do not compare.
    public let score: Double

    public init(id: Int64, score: Double) {
        self.id = id
        self.score = score
    }
}

/// Which terms a prefix or a misspelling stood for.
public struct LexicalExpansion: Sendable, Hashable {
    /// The prefix or word, folded.
    public let pattern: String
    /// The terms that were searched, best first.
    public let terms: [String]
    /// How many there are. More than `terms` when the limit cut them.
    public let found: Int

    /// Whether the limit cut terms off.
    public var isCut: Bool { found > terms.count }
}

/// What a search found, and how.
public struct LexicalResult: Sendable, Hashable {
    /// Best first; equals by ascending id.
    public let matches: [LexicalMatch]
    /// What prefixes and misspellings stood for, in the order of the query.
    public let expansions: [LexicalExpansion]
    /// How many documents got a score. Documents that could not be among the best are left out early, where possible.
    public let scored: Int
    /// Documents that match, where all of them got a score; otherwise nil.
    public let available: Int?
    /// The sequence number of the index that was searched.
    public let sequence: Int64
}
