/// What a journal does that has nothing better of its own.
extension Journal {
    /// One event after the other: a crash between them leaves the first ones.
    public func append(_ entries: [RunRecord.Entry]) async throws {
        for entry in entries { try await append(entry.event, content: entry.content) }
    }

    /// Reads the whole run.
    public func events(of run: RunID, from first: Int, limit: Int) async throws -> [RunRecord.Entry] {
        guard limit > 0, let record = try await self.run(run) else { return [] }
        return Array(record.entries.lazy.filter { $0.event.sequence >= first }.prefix(limit))
    }

    /// Reads the whole run.
    public func lastEvent(of run: RunID, types: Set<EventType>) async throws -> JournalEvent? {
        try await self.run(run)?.entries.last { types.contains($0.event.type) }?.event
    }

    /// Refuses.
    public func removeEvents(of run: RunID, before end: Int) async throws -> Int {
        throw KapellError(
            .unsupported, "This journal cannot remove events of the run \(run).",
            remedy: "Keep the run, or use the journal of KapellStore.")
    }

    /// Reads the list of all runs.
    public func dueRuns(_ filter: RunFilter, until now: Int64, limit: Int) async throws -> [RunSummary] {
        let due = try await runs { $0.wakes.map { $0 <= now } ?? false && filter.matches($0) }
        return Array(due.sorted { ($0.wakes ?? 0, $0.id) < ($1.wakes ?? 0, $1.id) }.prefix(max(0, limit)))
    }

    /// Reads the list of all runs.
    public func nextDue(_ filter: RunFilter) async throws -> Int64? {
        try await runs { $0.wakes != nil && filter.matches($0) }.compactMap(\.wakes).min()
    }

    /// Reads the list of all runs.
    public func runs(about subject: String) async throws -> [RunSummary] { try await runs { $0.about == subject } }

    /// Refuses.
    public func erase(_ run: RunID) async throws -> Bool {
        throw KapellError(
            .unsupported, "This journal cannot remove the run \(run).", remedy: "Use the journal of KapellStore.")
    }

    private func runs(where isWanted: (RunSummary) -> Bool) async throws -> [RunSummary] {
        var found: [RunSummary] = []
        var last: RunID?
        while true {
            let page = try await runs(limit: 500, before: last)
            guard let end = page.last else { return found }
            found += page.filter(isWanted)
            last = end.id
        }
    }
}
