/// How a search went about it.
public enum SearchPlan: String, Sendable, Hashable, CaseIterable {
    /// Every vector, or every one that the filter lets pass, was compared.
    case exact
    /// A walk over the graph.
    case graph
    /// A walk over the graph that looked through what the filter keeps out, at the neighbours behind.
    case graphTwoHops
}
