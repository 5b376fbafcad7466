public import KapellVectors

/// A question by which two spaces are compared.
public struct PinnedQuery: Sendable, Hashable {
    public var text: String
    /// Ids of records that answer it, and how well: 1, or more for better ones. Empty where that is not known.
    public var relevant: [String: Double]
    public var namespace: String
    public var filter: Filter?

    public init(_ text: String, relevant: [String: Double] = [:], namespace: String = "", filter: Filter? = nil) {
        self.text = text
        self.relevant = relevant
        self.namespace = namespace
        self.filter = filter
    }
}

/// What two spaces find for the same questions. Every vector is compared, so that it is the models that differ.
public struct SpaceComparison: Sendable, Hashable {
    /// One question.
    public struct Query: Sendable, Hashable {
        public var text: String
        /// The share of the nearest records that both spaces find.
        public var overlap: Double
        /// nDCG of both, from 0 to 1; `nil` where no relevance was given.
        public var serving: Double?
        public var other: Double?
    }

    /// How many of the nearest are looked at.
    public var k: Int
    public var queries: [Query]
    /// Whether the other space had everything when it was compared.
    public var isInStep: Bool

    /// The mean over all questions.
    public var overlap: Double { Self.mean(queries.map(\.overlap)) ?? 0 }
    /// Questions with relevance.
    public var judged: Int { queries.count { $0.serving != nil } }
    /// Mean nDCG of the serving space over the questions with relevance.
    public var servingNDCG: Double? { Self.mean(queries.compactMap(\.serving)) }
    /// Mean nDCG of the other space.
    public var otherNDCG: Double? { Self.mean(queries.compactMap(\.other)) }
    /// Questions that the other space answers better, and worse.
    public var better: Int { queries.count { ($0.other ?? 0) > ($0.serving ?? 0) } }
    public var worse: Int { queries.count { ($0.other ?? 0) < ($0.serving ?? 0) } }

    private static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
