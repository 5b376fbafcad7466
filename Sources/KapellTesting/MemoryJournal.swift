public import KapellCore
import KapellJSON
import Synchronization

/// A journal in memory.
public final class MemoryJournal: Journal {
    private let entries = Mutex<[(entry: RunRecord.Entry, kind: EventClass)]>([])

    public init() {}

    /// Every event so far, with its class.
    public var events: [(event: JournalEvent, kind: EventClass)] {
        entries.withLock { $0.map { (event: $0.entry.event, kind: $0.kind) } }
    }

    public func append(_ event: JournalEvent, content: [String: String]) async throws {
        entries.withLock { $0.append((RunRecord.Entry(event: event, content: content), .durable)) }
    }

    public func observe(_ event: JournalEvent, content: [String: String]) {
        entries.withLock { $0.append((RunRecord.Entry(event: event, content: content), .observed)) }
    }

    public func flush() async {}

    public var dropped: Int { 0 }

    public func runs(limit: Int, before: RunID?) async throws -> [RunSummary] {
        let ids = Set(events.map(\.event.run)).filter { run in before.map { run < $0 } ?? true }
        var runs: [RunSummary] = []
        for id in ids.sorted(by: >).prefix(limit) {
            if let record = try await run(id) { runs.append(record.summary) }
        }
        return runs
    }

    public func run(_ id: RunID) async throws -> RunRecord? {
        let own = entries.withLock { $0.map(\.entry).filter { $0.event.run == id } }
        guard let first = own.first else { return nil }
        let last = own.last { $0.event.type == .runFinished }
        let status = last?.event.data["status"]?.stringValue.flatMap { RunSummary.Status(rawValue: $0) }
        let summary = RunSummary(
            id: id, kind: first.event.data["kind"]?.stringValue ?? "",
            subject: first.event.data["subject"]?.stringValue ?? "", status: status ?? .running,
            started: first.event.time, durationMilliseconds: last?.event.data["duration_ms"]?.doubleValue,
            usage: ModelUsage(), events: own.count)
        return RunRecord(summary: summary, entries: own)
    }
}
