/// What goes round the code of one node.
public struct NodePolicy: Sendable {
    public var retry: NodeRetry
    /// How long one try may take. A node that does not heed its cancellation is left behind: what it still writes is
    /// dropped, and it can begin no further effect.
    public var timeout: Duration?
    /// Where set, what the node wrote is used again for the same key, in the same process.
    public var cache: NodeCachePolicy?
    /// What one try of the node, with the workflow inside of it, may spend of the run's budget.
    public var budget: Allowance?

    public init(
        retry: NodeRetry = .none, timeout: Duration? = nil, cache: NodeCachePolicy? = nil, budget: Allowance? = nil
    ) {
        self.retry = retry
        self.timeout = timeout
        self.cache = cache
        self.budget = budget
    }
}
