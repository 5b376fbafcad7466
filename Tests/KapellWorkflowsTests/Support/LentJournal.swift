import KapellCore
import KapellJSON
import Synchronization

/// A journal as one process sees it: it can be cut off for a while, and says which runs it was asked for.
final class LentJournal: LeasedJournal {
    let base: any LeasedJournal
    private let state = Mutex<(isAway: Bool, read: Set<RunID>)>((false, []))

    init(_ base: any LeasedJournal) { self.base = base }

    var isAway: Bool {
        get { state.withLock { $0.isAway } }
        set { state.withLock { $0.isAway = newValue } }
    }

    /// Runs of which anything was read.
    var read: Set<RunID> { state.withLock { $0.read } }

    private func ask(_ run: RunID? = nil) throws {
        try state.withLock { state in
            if let run { state.read.insert(run) }
            if state.isAway { throw KapellError(.network, "The journal is away.") }
        }
    }

    func append(_ event: JournalEvent, content: [String: String]) async throws {
        try ask()
        try await base.append(event, content: content)
    }
    func append(_ entries: [RunRecord.Entry]) async throws {
        try ask()
        try await base.append(entries)
    }
    func observe(_ event: JournalEvent, content: [String: String]) { base.observe(event, content: content) }
    func flush() async { await base.flush() }
    var dropped: Int { base.dropped }
    func runs(limit: Int, before: RunID?) async throws -> [RunSummary] {
        try ask()
        let runs = try await base.runs(limit: limit, before: before)
        state.withLock { $0.read.formUnion(runs.map(\.id)) }
        return runs
    }
    func run(_ id: RunID) async throws -> RunRecord? {
        try ask(id)
        return try await base.run(id)
    }
    func events(of run: RunID, from first: Int, limit: Int) async throws -> [RunRecord.Entry] {
        try ask(run)
        return try await base.events(of: run, from: first, limit: limit)
    }
    func lastEvent(of run: RunID, types: Set<EventType>) async throws -> JournalEvent? {
        try ask(run)
        return try await base.lastEvent(of: run, types: types)
    }
    func removeEvents(of run: RunID, before end: Int) async throws -> Int {
        try ask()
        return try await base.removeEvents(of: run, before: end)
    }
    func dueRuns(_ filter: RunFilter, until now: Int64, limit: Int) async throws -> [RunSummary] {
        try ask()
        return try await base.dueRuns(filter, until: now, limit: limit)
    }
    func nextDue(_ filter: RunFilter) async throws -> Int64? {
        try ask()
        return try await base.nextDue(filter)
    }
    func append(_ entries: [RunRecord.Entry], under lease: RunLease, _ change: LeaseChange) async throws {
        try ask()
        try await base.append(entries, under: lease, change)
    }
    func acquire(
        _ run: RunID, owner: String, for time: Duration, breaking: Bool
    ) async throws -> (lease: RunLease, isMine: Bool) {
        try ask()
        return try await base.acquire(run, owner: owner, for: time, breaking: breaking)
    }
    func claim(_ claim: RunClaim) async throws -> [RunLease] {
        try ask()
        return try await base.claim(claim)
    }
    func renew(_ lease: RunLease, for time: Duration) async throws -> Bool {
        try ask()
        return try await base.renew(lease, for: time)
    }
    func release(_ lease: RunLease) async throws {
        try ask()
        try await base.release(lease)
    }
    func lease(of run: RunID) async throws -> RunLease? {
        try ask()
        return try await base.lease(of: run)
    }
}
