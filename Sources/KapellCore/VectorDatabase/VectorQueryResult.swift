/// What a search found, and how.
public struct VectorQueryResult: Sendable, Hashable {
    /// One record that was found.
    public struct Match: Sendable, Hashable {
        /// With the parts that were asked for.
        public var record: VectorRecord
        /// Higher is better. Comparable within one answer only.
        public var score: Double
        /// From 1, among the nearest vectors; `nil` when it was not among them.
        public var vectorRank: Int?
        /// From 1, among the best by words; `nil` when it was not among them.
        public var textRank: Int?

        public init(record: VectorRecord, score: Double, vectorRank: Int? = nil, textRank: Int? = nil) {
            self.record = record
            self.score = score
            self.vectorRank = vectorRank
            self.textRank = textRank
        }
    }

    /// How the search went.
    public struct Plan: Sendable, Hashable {
        /// Such as `exact`, `graph`, `graph two-hop`, `words`, `hybrid`; an engine of others says its own name.
        public var name: String
        /// Whether nothing nearer can have been missed.
        public var isExact: Bool
        /// Records whose distance was computed; `nil` where the engine does not say.
        public var visited: Int?
        /// Records that match the filter; `nil` where the engine does not say.
        public var available: Int?
        /// How many candidates were fused or reranked.
        public var depth: Int?
        /// The change that the search saw last; `nil` where the engine has none.
        public var sequence: UInt64?
        /// More about it for a reader, a line each.
        public var notes: [String]

        public init(
            name: String, isExact: Bool, visited: Int? = nil, available: Int? = nil, depth: Int? = nil,
            sequence: UInt64? = nil, notes: [String] = []
        ) {
            self.name = name
            self.isExact = isExact
            self.visited = visited
            self.available = available
            self.depth = depth
            self.sequence = sequence
            self.notes = notes
        }
    }

    /// The best first; of equal scores the smaller id first.
    public var matches: [Match]
    public var plan: Plan

    public init(matches: [Match], plan: Plan) {
        self.matches = matches
        self.plan = plan
    }
}
