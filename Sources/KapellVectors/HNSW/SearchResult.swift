/// What a search found, and how.
public struct SearchResult: Sendable, Hashable {
    /// Higher score first, equal scores by lower id.
    public var matches: [VectorMatch]
    /// The plan that gave the matches.
    public var plan: SearchPlan
    /// Vectors that were compared with the query, those of a walk that was given up included.
    public var compared: Int

    /// Whether nothing nearer can have been missed.
    public var isExact: Bool { plan == .exact }

    public init(matches: [VectorMatch], plan: SearchPlan, compared: Int) {
        self.matches = matches
        self.plan = plan
        self.compared = compared
    }
}
