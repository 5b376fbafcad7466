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
}
