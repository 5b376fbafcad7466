/// Who drives a run, and until when nobody else may.
///
/// A lease is known by its fence, a number that is higher each time somebody takes the run. What is written under an older
/// one is refused: a process that was thought dead and is not can write nothing into a run that another has taken over.
public struct RunLease: Sendable, Hashable {
    public let run: RunID
    /// The process.
    public let owner: String
    /// From 1.
    public let fence: Int
    /// Nanoseconds since 1970, by the journal's clock; 0 when it was given back.
    public var until: Int64

    public init(run: RunID, owner: String, fence: Int, until: Int64) {
        self.run = run
        self.owner = owner
        self.fence = fence
        self.until = until
    }

    /// What a journal says of a write under a lease that another process has taken over.
    package var lost: KapellError {
        KapellError(
            .conflict, "The run \(run) was taken over by another process.", remedy: "Leave it to that process.",
            isRetryable: false)
    }
}

/// How a lease changes with what is written under it.
public enum LeaseChange: Sendable, Hashable {
    case kept
    /// The run begins with these events, and its first lease with it.
    case begun(for: Duration)
    case renewed(for: Duration)
    /// The next process may take the run at once.
    case released
}

/// Which runs a process would take, and how many.
public struct RunClaim: Sendable, Hashable {
    /// With one queue.
    public var filter: RunFilter
    public var owner: String
    public var limit: Int
    /// For how long they are taken.
    public var lease: Duration
    /// Nanoseconds since 1970: what wants to go on by then is taken.
    public var now: Int64
    /// Runs of the queue that may be driven at the same time, over all processes; `nil` for no limit.
    public var concurrency: Int?
    /// Runs of the queue that may begin within the interval, over all processes.
    public var begins: Int?
    public var interval: Duration

    public init(
        filter: RunFilter, owner: String, limit: Int, lease: Duration, now: Int64, concurrency: Int? = nil,
        begins: Int? = nil, interval: Duration = .seconds(1)
    ) {
        self.filter = filter
        self.owner = owner
        self.limit = limit
        self.lease = lease
        self.now = now
        self.concurrency = concurrency
        self.begins = begins
        self.interval = interval
    }
}
