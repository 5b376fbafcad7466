/// What became of an effect of which nobody knew.
public enum Reconciliation<Output> {
    /// It happened, and gave this.
    case done(Output)
    /// It did not happen: it may be made.
    case notDone
    /// That cannot be found out: a person must decide.
    case unknown
}

extension Reconciliation: Sendable where Output: Sendable {}
