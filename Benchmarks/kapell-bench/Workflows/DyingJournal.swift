import KapellCore
import KapellStore

/// The journal on the disk, in a process that dies right before or after one of its writes.
struct DyingJournal: LeasedJournal, TransactionalJournal {
    let inner: SQLiteJournal
    let death: Death

    func append(_ event: JournalEvent, content: [String: String]) async throws {
        try await death.around { try await inner.append(event, content: content) }
    }

    func append(_ entries: [RunRecord.Entry]) async throws {
        try await death.around { try await inner.append(entries) }
    }

    func append(_ entries: [RunRecord.Entry], under lease: RunLease, _ change: LeaseChange) async throws {
        try await death.around { try await inner.append(entries, under: lease, change) }
    }

    func acquire(
        _ run: RunID, owner: String, for time: Duration, breaking: Bool
    ) async throws -> (lease: RunLease, isMine: Bool) {
        try await death.around { try await inner.acquire(run, owner: owner, for: time, breaking: breaking) }
    }

    func transaction(
        under lease: RunLease?,
        _ body: @escaping @Sendable (_ connection: any JournalConnection) throws -> [RunRecord.Entry]
    ) async throws {
        try await death.around { try await inner.transaction(under: lease, body) }
    }

    func claim(_ claim: RunClaim) async throws -> [RunLease] { try await inner.claim(claim) }
    func renew(_ lease: RunLease, for time: Duration) async throws -> Bool { try await inner.renew(lease, for: time) }
    func release(_ lease: RunLease) async throws { try await inner.release(lease) }
    func lease(of run: RunID) async throws -> RunLease? { try await inner.lease(of: run) }

    func observe(_ event: JournalEvent, content: [String: String]) { inner.observe(event, content: content) }
    func flush() async { await inner.flush() }
    var dropped: Int { inner.dropped }

    func runs(limit: Int, before: RunID?) async throws -> [RunSummary] {
        try await inner.runs(limit: limit, before: before)
    }

    func run(_ id: RunID) async throws -> RunRecord? { try await inner.run(id) }

    func events(of run: RunID, from first: Int, limit: Int) async throws -> [RunRecord.Entry] {
        try await inner.events(of: run, from: first, limit: limit)
    }

    func lastEvent(of run: RunID, types: Set<EventType>) async throws -> JournalEvent? {
        try await inner.lastEvent(of: run, types: types)
    }

    func removeEvents(of run: RunID, before end: Int) async throws -> Int {
        try await inner.removeEvents(of: run, before: end)
    }

    func dueRuns(_ filter: RunFilter, until now: Int64, limit: Int) async throws -> [RunSummary] {
        try await inner.dueRuns(filter, until: now, limit: limit)
    }

    func nextDue(_ filter: RunFilter) async throws -> Int64? { try await inner.nextDue(filter) }
    func runs(about subject: String) async throws -> [RunSummary] { try await inner.runs(about: subject) }
    func erase(_ run: RunID) async throws -> Bool { try await inner.erase(run) }
}
