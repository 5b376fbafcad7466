public import KapellCore

extension PostgresJournal: Journal {
    /// Appends durably: when this returns, the event survives a crash of the program and of the server.
    ///
    /// It is written whether or not the task is cancelled.
    ///
    /// - Throws: `.conflict` when the run already has an event of this number; `.diskFull`; `.network` when the server is
    ///   away for longer than the journal's patience.
    public func append(_ event: JournalEvent, content: [String: String]) async throws {
        try await append([RunRecord.Entry(event: event, content: content)])
    }

    public func append(_ entries: [RunRecord.Entry]) async throws {
        guard !entries.isEmpty else { return }
        let tables = tables
        try await write(entries) { session throws(KapellError) in
            try tables.write(entries, isObserved: false, session)
        }
    }

    public func observe(_ event: JournalEvent, content: [String: String]) {
        observe(ObservedQueue.Observation(event: event, content: content))
    }

    public func runs(limit: Int, before: RunID?) async throws -> [RunSummary] {
        try await summaries(
            "run < $1 order by run desc limit $2", [.text(before?.description ?? "~"), .number(max(0, limit))])
    }

    public func dueRuns(_ filter: RunFilter, until now: Int64, limit: Int) async throws -> [RunSummary] {
        let condition = PostgresCondition(filter, withQueue: true, after: 2)
        return try await summaries(
            "wakes <= $1 and \(condition.sql) order by wakes, run limit $2",
            [.text(String(now)), .number(max(0, limit))] + condition.parameters)
    }

    public func nextDue(_ filter: RunFilter) async throws -> Int64? {
        let condition = PostgresCondition(filter, withQueue: true, after: 0)
        return try await summaries(
            "wakes is not null and \(condition.sql) order by wakes limit 1", condition.parameters
        ).first?.wakes
    }

    public func runs(about subject: String) async throws -> [RunSummary] {
        guard !subject.isEmpty else { return [] }
        try PostgresText.check(subject, "The subject")
        return try await summaries("about = $1 and about <> '' order by run desc", [.text(subject)])
    }

    private func summaries(_ sql: String, _ parameters: [PostgresParameter]) async throws -> [RunSummary] {
        let schema = tables.schema
        return try await read { session throws(KapellError) in
            try session.execute(
                "select \(PostgresJournalTables.columns) from \(schema).runs where \(sql)", parameters
            ).rows.compactMap { PostgresJournalTables.projection($0)?.summary }
        }
    }

    public func run(_ id: RunID) async throws -> RunRecord? {
        let tables = tables
        return try await read { session throws(KapellError) in
            guard let projection = try tables.projection(of: id, session) else { return nil }
            return RunRecord(
                summary: projection.summary, entries: try tables.events(of: id, "order by sequence", [], session))
        }
    }

    public func events(of run: RunID, from first: Int, limit: Int) async throws -> [RunRecord.Entry] {
        let tables = tables
        return try await read { session throws(KapellError) in
            try tables.events(
                of: run, "and sequence >= $2 and not observed order by sequence limit $3",
                [.number(first), .number(max(0, limit))], session)
        }
    }

    public func lastEvent(of run: RunID, types: Set<EventType>) async throws -> JournalEvent? {
        let tables = tables
        let names = types.map(\.rawValue).sorted()
        return try await read { session throws(KapellError) in
            try tables.events(
                of: run, "and not observed and type = any($2::text[]) order by sequence desc limit 1", [.texts(names)],
                session
            ).first?.event
        }
    }

    public func removeEvents(of run: RunID, before end: Int) async throws -> Int {
        let tables = tables
        return try await transaction { session throws(KapellError) in
            let removed = try session.execute(
                "delete from \(tables.schema).events where run = $1 and sequence > 0 and sequence < $2 and not observed",
                [.text(run.description), .number(end)]
            ).changed
            try session.execute(
                """
                update \(tables.schema).runs set events = (
                    select count(*) from \(tables.schema).events where events.run = $1) where run = $1
                """, [.text(run.description)])
            return removed
        }
    }

    /// Removes a run. PostgreSQL frees the place of its rows with its next vacuum; its write-ahead log and backups are not
    /// reached.
    public func erase(_ run: RunID) async throws -> Bool {
        let schema = tables.schema
        return try await transaction { session throws(KapellError) in
            var removed = 0
            for table in ["events", "runs", "leases"] {
                removed += try session.execute(
                    "delete from \(schema).\(table) where run = $1", [.text(run.description)]
                ).changed
            }
            return removed > 0
        }
    }
}

/// A filter as SQL, whose parameters follow others.
struct PostgresCondition: Sendable {
    var sql: String
    var parameters: [PostgresParameter]

    init(_ filter: RunFilter, withQueue: Bool, after count: Int) {
        sql = "kind = $\(count + 1) and scope = $\(count + 2)"
        parameters = [.text(filter.kind), .text(filter.scope)]
        if let subjects = filter.subjects {
            sql += " and subject = any($\(count + 3)::text[])"
            parameters.append(.texts(subjects))
        }
        if withQueue, let queue = filter.queue {
            sql += " and queue = $\(count + parameters.count + 1)"
            parameters.append(.text(queue))
        }
    }
}
