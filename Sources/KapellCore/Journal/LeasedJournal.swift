/// A journal out of which many processes drive runs, each run one at a time.
public protocol LeasedJournal: Journal {
    /// Appends durably, all or none, as the one who has the lease.
    ///
    /// - Throws: `.conflict` when another process has taken the run over, or the number of an event is taken; what
    ///   ``Journal/append(_:)`` throws.
    func append(_ entries: [RunRecord.Entry], under lease: RunLease, _ change: LeaseChange) async throws

    /// Takes a run.
    ///
    /// - Parameter breaking: also while another has it.
    /// - Returns: the lease; or, when another has the run, that one's.
    func acquire(
        _ run: RunID, owner: String, for time: Duration, breaking: Bool
    ) async throws -> (lease: RunLease, isMine: Bool)

    /// Takes runs that want to go on, and runs whose process has let its lease pass, at most as many as the claim allows.
    /// Two claims at the same time never get the same run.
    func claim(_ claim: RunClaim) async throws -> [RunLease]

    /// Keeps a lease.
    ///
    /// - Returns: false when another process has taken the run over.
    func renew(_ lease: RunLease, for time: Duration) async throws -> Bool

    /// Gives a run back; the next process may take it at once. Nothing happens when another has it.
    func release(_ lease: RunLease) async throws

    /// The newest lease of a run; `nil` when there never was one.
    func lease(of run: RunID) async throws -> RunLease?
}

/// A journal in whose database one's own tables may lie, so that they change together with a run, or not at all.
public protocol TransactionalJournal: Journal {
    /// Runs `body` in a transaction of the journal's database, and appends what it returns in the same one.
    ///
    /// - Parameter lease: who drives the run; `nil` where nobody else can.
    /// - Throws: `.conflict` as ``LeasedJournal/append(_:under:_:)`` does, and what `body` throws. Nothing is written then.
    func transaction(
        under lease: RunLease?,
        _ body: @escaping @Sendable (_ connection: any JournalConnection) throws -> [RunRecord.Entry]
    ) async throws
}
