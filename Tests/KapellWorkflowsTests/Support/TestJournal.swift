import KapellCore
import KapellJSON
import Synchronization

/// A journal in memory that refuses numbers that are taken, and that dies when it is told to.
///
/// Processes of a test share the events and have a journal each: ``reopened()``.
final class TestJournal: Journal {
    final class Disk: Sendable {
        let runs = Mutex<[RunID: [RunRecord.Entry]]>([:])
    }

    enum Death: Sendable {
        /// The batch that is written then is not on the disk.
        case before(Int)
        /// It is, but nobody was told.
        case after(Int)
    }

    let disk: Disk
    private let death: Death?
    private let appends = Mutex(0)
    private let isDead = Mutex(false)

    init(disk: Disk = Disk(), dies death: Death? = nil) {
        self.disk = disk
        self.death = death
    }

    /// The same disk in the hands of the next process.
    func reopened(dies death: Death? = nil) -> TestJournal { TestJournal(disk: disk, dies: death) }

    /// How many batches were written.
    var batches: Int { appends.withLock { $0 } }

    static let gone = KapellError(.storage, "The process is dead.")

    func append(_ event: JournalEvent, content: [String: String]) async throws {
        try await append([RunRecord.Entry(event: event, content: content)])
    }

    func append(_ entries: [RunRecord.Entry]) async throws {
        try check()
        let number = appends.withLock { number in
            defer { number += 1 }
            return number
        }
        if case .before(number)? = death {
            isDead.withLock { $0 = true }
            throw Self.gone
        }
        try disk.runs.withLock { runs in
            for entry in entries {
                let events = runs[entry.event.run] ?? []
                guard (events.last?.event.sequence ?? -1) < entry.event.sequence else {
                    throw KapellError(.conflict, "Event \(entry.event.sequence) is already in the journal.")
                }
            }
            for entry in entries {
                // As it comes from a disk.
                var entry = entry
                entry.event.data =
                    try JSONValue(parsing: JSONValue.object(entry.event.data).serialized()).objectValue ?? [:]
                runs[entry.event.run, default: []].append(entry)
            }
        }
        if case .after(number)? = death {
            isDead.withLock { $0 = true }
            throw Self.gone
        }
    }

    private func check() throws {
        if isDead.withLock({ $0 }) { throw Self.gone }
    }

    func observe(_ event: JournalEvent, content: [String: String]) {}
    func flush() async {}
    var dropped: Int { 0 }

    func run(_ id: RunID) async throws -> RunRecord? {
        try check()
        guard let entries = disk.runs.withLock({ $0[id] }), !entries.isEmpty else { return nil }
        var projection = RunProjection(id)
        for entry in entries { projection.apply(entry.event) }
        return RunRecord(summary: projection.summary, entries: entries)
    }

    func runs(limit: Int, before: RunID?) async throws -> [RunSummary] {
        let ids = disk.runs.withLock { $0.keys.filter { run in before.map { run < $0 } ?? true } }
        var all: [RunSummary] = []
        for id in ids.sorted(by: >).prefix(limit) {
            if let record = try await run(id) { all.append(record.summary) }
        }
        return all
    }

    func events(of run: RunID, from first: Int, limit: Int) async throws -> [RunRecord.Entry] {
        try check()
        return disk.runs.withLock { runs in
            Array((runs[run] ?? []).lazy.filter { $0.event.sequence >= first }.prefix(limit))
        }
    }

    func lastEvent(of run: RunID, types: Set<EventType>) async throws -> JournalEvent? {
        try check()
        return disk.runs.withLock { $0[run]?.last { types.contains($0.event.type) }?.event }
    }

    func removeEvents(of run: RunID, before end: Int) async throws -> Int {
        disk.runs.withLock { runs in
            let old = runs[run] ?? []
            let new = old.filter { $0.event.sequence == 0 || $0.event.sequence >= end }
            runs[run] = new
            return old.count - new.count
        }
    }

    /// Events of a run, as the disk has them.
    func events(_ run: RunID) -> [JournalEvent] { disk.runs.withLock { ($0[run] ?? []).map(\.event) } }

    /// Changes what is on the disk.
    func damage(_ run: RunID, _ change: (inout [RunRecord.Entry]) -> Void) {
        disk.runs.withLock { change(&$0[run, default: []]) }
    }
}
