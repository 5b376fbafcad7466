public import KapellVectors

/// A search in a ``VectorCollection``: by a vector, by words, or by both.
public struct VectorQuery: Sendable, Hashable {
    /// How the ranks of both searches become one.
    public enum Fusion: Sendable, Hashable {
        /// Reciprocal rank fusion: the sum of weight / (k + rank), ranks from 1.
        case reciprocalRank(k: Double)
        /// The weighted sum of scores, each list's scaled to 0…1 by its lowest and highest.
        case scores
    }

    /// What the nearest vectors are looked for to; `nil` for a search by words alone.
    public var vector: [Float]?
    /// Words to search by; `nil` for a search by vector alone.
    public var text: String?
    /// The text is read as the query language of `KapellLexical` (phrases, prefixes, misspellings) instead of as words.
    public var readsSyntax: Bool
    /// Only records that match.
    public var filter: Filter?
    /// How many matches at most; 0 gives none, and more than there are gives all.
    public var limit: Int
    public var namespace: String
    public var fusion: Fusion
    public var vectorWeight: Double
    public var textWeight: Double
    /// How many of each search are fused, and how many a reranker or a choice for diversity looks at.
    public var depth: Int
    /// Between 0 (diversity alone) and 1 (relevance alone) of maximal marginal relevance; `nil` leaves the order.
    public var diversity: Double?
    /// Each parent once, in the place of its best part, and in its stead.
    public var groupsByParent: Bool
    /// Candidates of an approximate search; `nil` takes the collection's own. More is slower and finds more.
    public var ef: Int?
    /// The nearest for certain, whatever it takes.
    public var isExact: Bool
    /// What matches carry.
    public var parts: VectorRecordParts

    public init(
        vector: [Float]? = nil, text: String? = nil, readsSyntax: Bool = false, filter: Filter? = nil,
        limit: Int = 10, namespace: String = "", fusion: Fusion = .reciprocalRank(k: 60),
        vectorWeight: Double = 1, textWeight: Double = 1, depth: Int = 100, diversity: Double? = nil,
        groupsByParent: Bool = false, ef: Int? = nil, isExact: Bool = false,
        parts: VectorRecordParts = [.text, .metadata]
    ) {
        self.vector = vector
        self.text = text
        self.readsSyntax = readsSyntax
        self.filter = filter
        self.limit = limit
        self.namespace = namespace
        self.fusion = fusion
        self.vectorWeight = vectorWeight
        self.textWeight = textWeight
        self.depth = depth
        self.diversity = diversity
        self.groupsByParent = groupsByParent
        self.ef = ef
        self.isExact = isExact
        self.parts = parts
    }
}
