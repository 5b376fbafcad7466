import GRDB
public import KapellCore

extension SQLiteJournal {
    /// Appends durably several events in one transaction: all or none, with one wait for the disk.
    ///
    /// - Throws: what ``append(_:content:)`` throws.
    public func append(_ entries: [RunRecord.Entry]) async throws {
        guard !entries.isEmpty else { return }
        try await durable.write(
            entries.map { JournalItem($0.event, content: $0.content, keepContent: keepContent) }, unique: true)
    }

    /// Durable events of a run in order, older ones upcast; reads only those that are asked for.
    public func events(of run: RunID, from first: Int, limit: Int) async throws -> [RunRecord.Entry] {
        try await durable.events(of: run, from: first, limit: limit, upcasters: upcasters)
    }

    /// The newest durable event of a run that is of one of `types`; walks back from the run's end.
    public func lastEvent(of run: RunID, types: Set<EventType>) async throws -> JournalEvent? {
        try await durable.lastEvent(of: run, types: types, upcasters: upcasters)
    }

    /// Removes durable events of a run before the number `end`, except the first. What they named by hash stays, for
    /// other events may name it too.
    public func removeEvents(of run: RunID, before end: Int) async throws -> Int {
        try await durable.removeEvents(of: run, before: end)
    }
}

extension JournalFile {
    func events(
        of run: RunID, from first: Int, limit: Int, upcasters: EventUpcasters
    ) async throws(KapellError) -> [RunRecord.Entry] {
        do {
            return try await pool.read { [file] database in
                try Row.fetchAll(
                    database, sql: "SELECT * FROM events WHERE run = ? AND sequence >= ? ORDER BY sequence LIMIT ?",
                    arguments: [run.description, first, max(0, limit)]
                ).map { row in
                    RunRecord.Entry(
                        event: upcasters.upcast(try JournalEvent(row: row, of: file, run: run)),
                        content: try Self.content(of: row, file, database))
                }
            }
        } catch {
            throw file.failure(error)
        }
    }

    func lastEvent(
        of run: RunID, types: Set<EventType>, upcasters: EventUpcasters
    ) async throws(KapellError) -> JournalEvent? {
        do {
            return try await pool.read { [file] database in
                let names = types.map(\.rawValue).sorted()
                let marks = names.map { _ in "?" }.joined(separator: ", ")
                var arguments = StatementArguments([run.description])
                for name in names { arguments += [name] }
                return try Row.fetchOne(
                    database,
                    sql: "SELECT * FROM events WHERE run = ? AND type IN (\(marks)) ORDER BY sequence DESC LIMIT 1",
                    arguments: arguments
                ).map { upcasters.upcast(try JournalEvent(row: $0, of: file, run: run)) }
            }
        } catch {
            throw file.failure(error)
        }
    }

    func removeEvents(of run: RunID, before end: Int) async throws(KapellError) -> Int {
        turns.enter()
        defer { turns.leave() }
        do {
            return try await pool.write { database in
                try database.execute(
                    sql: "DELETE FROM events WHERE run = ? AND sequence > 0 AND sequence < ?",
                    arguments: [run.description, end])
                let removed = database.changesCount
                try database.execute(
                    sql: """
                        UPDATE runs SET events = (SELECT count(*) FROM events WHERE events.run = runs.run),
                        counted = (SELECT coalesce(max(sequence), -1) FROM events WHERE events.run = runs.run)
                        WHERE run = ?
                        """,
                    arguments: [run.description])
                return removed
            }
        } catch {
            throw file.failure(error)
        }
    }
}
