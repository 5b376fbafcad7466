public import KapellCore
import KapellJSON
import Synchronization

/// A journal in memory, with leases. As on a disk, the number of a durable event is taken once.
public final class MemoryJournal: LeasedJournal {
    private struct State {
        var events: [(event: JournalEvent, kind: EventClass)] = []
        var runs: [RunID: RunRecord] = [:]
        var taken: [RunID: Set<Int>] = [:]
        var projections: [RunID: RunProjection] = [:]
        var leases: [RunID: RunLease] = [:]
        var begins: [(filter: RunFilter, time: Int64)] = []
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Int64

    /// - Parameter now: nanoseconds since 1970, for leases.
    public init(now: @escaping @Sendable () -> Int64 = { Timestamp.now.nanoseconds }) { self.now = now }

    /// Every event so far, with its class.
    public var events: [(event: JournalEvent, kind: EventClass)] { state.withLock(\.events) }

    public func append(_ event: JournalEvent, content: [String: String]) async throws {
        try await append([RunRecord.Entry(event: event, content: content)])
    }

    public func append(_ entries: [RunRecord.Entry]) async throws {
        try state.withLock { try Self.append(entries, &$0) }
    }

    public func observe(_ event: JournalEvent, content: [String: String]) {
        state.withLock { Self.add(RunRecord.Entry(event: event, content: content), .observed, &$0) }
    }

    private static func append(_ entries: [RunRecord.Entry], _ state: inout State) throws {
        for entry in entries {
            guard state.taken[entry.event.run]?.contains(entry.event.sequence) != true else {
                throw KapellError(
                    .conflict, "Event \(entry.event.sequence) of the run \(entry.event.run) is already in the journal.")
            }
        }
        for entry in entries {
            state.taken[entry.event.run, default: []].insert(entry.event.sequence)
            add(entry, .durable, &state)
        }
    }

    private static func add(_ entry: RunRecord.Entry, _ kind: EventClass, _ state: inout State) {
        let run = entry.event.run
        state.events.append((entry.event, kind))
        var projection = state.projections.removeValue(forKey: run) ?? RunProjection(run)
        projection.apply(entry.event)
        state.runs[run, default: RunRecord(summary: projection.summary, entries: [])].entries.append(entry)
        state.runs[run]?.summary = projection.summary
        state.projections[run] = projection
    }

    public func flush() async {}

    public var dropped: Int { 0 }

    public func runs(limit: Int, before: RunID?) async throws -> [RunSummary] {
        let all = state.withLock { state in
            state.runs.values.map(\.summary).filter { run in before.map { run.id < $0 } ?? true }
        }
        return Array(all.sorted { $0.id > $1.id }.prefix(max(0, limit)))
    }

    public func dueRuns(_ filter: RunFilter, until now: Int64, limit: Int) async throws -> [RunSummary] {
        let due = waking(filter).filter { ($0.wakes ?? .max) <= now }
        return Array(due.sorted { ($0.wakes ?? 0, $0.id) < ($1.wakes ?? 0, $1.id) }.prefix(max(0, limit)))
    }

    public func nextDue(_ filter: RunFilter) async throws -> Int64? { waking(filter).compactMap(\.wakes).min() }

    private func waking(_ filter: RunFilter) -> [RunSummary] {
        state.withLock { state in
            state.runs.values.map(\.summary).filter { $0.wakes != nil && filter.matches($0) }
        }
    }

    public func run(_ id: RunID) async throws -> RunRecord? { state.withLock { $0.runs[id] } }

    public func events(of run: RunID, from first: Int, limit: Int) async throws -> [RunRecord.Entry] {
        state.withLock { state in
            Array((state.runs[run]?.entries ?? []).lazy.filter { $0.event.sequence >= first }.prefix(max(0, limit)))
        }
    }

    public func removeEvents(of run: RunID, before end: Int) async throws -> Int {
        state.withLock { state in
            let before = state.runs[run]?.entries.count ?? 0
            state.runs[run]?.entries.removeAll { $0.event.sequence > 0 && $0.event.sequence < end }
            state.events.removeAll { $0.event.run == run && $0.event.sequence > 0 && $0.event.sequence < end }
            let left = state.runs[run]?.entries.count ?? 0
            state.projections[run]?.summary.events = left
            state.runs[run]?.summary.events = left
            return before - left
        }
    }

    public func erase(_ run: RunID) async throws -> Bool {
        state.withLock { state in
            state.events.removeAll { $0.event.run == run }
            state.projections[run] = nil
            state.taken[run] = nil
            state.leases[run] = nil
            return state.runs.removeValue(forKey: run) != nil
        }
    }

    public func append(_ entries: [RunRecord.Entry], under lease: RunLease, _ change: LeaseChange) async throws {
        try state.withLock { state in
            let held = state.leases[lease.run]
            if case .begun = change {
                guard held == nil else { throw lease.lost }
            } else {
                guard held?.owner == lease.owner, held?.fence == lease.fence else { throw lease.lost }
            }
            try Self.append(entries, &state)
            switch change {
            case .kept: break
            case .begun(let time), .renewed(let time): state.leases[lease.run] = ending(lease, time)
            case .released: state.leases[lease.run]?.until = 0
            }
        }
    }

    private func ending(_ lease: RunLease, _ time: Duration) -> RunLease {
        var lease = lease
        lease.until = now().clampedAdding(time.clampedNanoseconds)
        return lease
    }

    private func take(_ run: RunID, _ owner: String, _ time: Duration, _ state: inout State) -> RunLease {
        let fence = (state.leases[run]?.fence ?? 0) + 1
        let lease = ending(RunLease(run: run, owner: owner, fence: fence, until: 0), time)
        state.leases[run] = lease
        return lease
    }

    public func acquire(
        _ run: RunID, owner: String, for time: Duration, breaking: Bool
    ) async throws -> (lease: RunLease, isMine: Bool) {
        state.withLock { state in
            if !breaking, let held = state.leases[run], held.until > now() { return (held, false) }
            return (take(run, owner, time, &state), true)
        }
    }

    public func claim(_ claim: RunClaim) async throws -> [RunLease] {
        let now = now()
        return state.withLock { state in
            func isHeld(_ run: RunID) -> Bool { (state.leases[run]?.until ?? 0) > now }
            let all = state.runs.values.map(\.summary).filter { claim.filter.matches($0) }
            var room = claim.limit
            if let most = claim.concurrency { room = min(room, most - all.count { isHeld($0.id) }) }
            let since = now.clampedSubtracting(claim.interval.clampedNanoseconds)
            state.begins.removeAll { $0.filter == claim.filter && $0.time <= since }
            var begins = claim.begins.map { $0 - state.begins.count { $0.filter == claim.filter } } ?? .max
            let dead = all.filter { $0.status == .running && state.leases[$0.id] != nil && !isHeld($0.id) }
            let due = all.filter { $0.wakes.map { $0 <= claim.now } ?? false && !isHeld($0.id) }
            let order = dead + due.sorted { ($0.wakes ?? 0, $0.id) < ($1.wakes ?? 0, $1.id) }
            var leases: [RunLease] = []
            for run in order where leases.count < room {
                if run.pause == "ready", claim.begins != nil {
                    guard begins > 0 else { continue }
                    begins -= 1
                    state.begins.append((claim.filter, now))
                }
                leases.append(take(run.id, claim.owner, claim.lease, &state))
            }
            return leases
        }
    }

    public func renew(_ lease: RunLease, for time: Duration) async throws -> Bool {
        state.withLock { state in
            guard let held = state.leases[lease.run], held.owner == lease.owner, held.fence == lease.fence else {
                return false
            }
            state.leases[lease.run] = ending(lease, time)
            return true
        }
    }

    public func release(_ lease: RunLease) async throws {
        state.withLock { state in
            guard state.leases[lease.run]?.owner == lease.owner, state.leases[lease.run]?.fence == lease.fence else {
                return
            }
            state.leases[lease.run]?.until = 0
        }
    }

    public func lease(of run: RunID) async throws -> RunLease? { state.withLock { $0.leases[run] } }
}
