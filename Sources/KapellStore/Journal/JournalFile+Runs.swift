import GRDB
import KapellCore
import KapellJSON

extension JournalFile {
    /// Runs of this file, newest first.
    func runs(limit: Int, before: RunID?) async throws(KapellError) -> [RunProjection] {
        do {
            return try await pool.read { database in
                // Every identifier is smaller than "~".
                try Row.fetchAll(
                    database, sql: "\(Self.summaries) WHERE run < ? ORDER BY run DESC LIMIT ?",
                    arguments: [before?.description ?? "~", limit]
                ).compactMap { try RunProjection(row: $0) }
            }
        } catch {
            throw file.failure(error)
        }
    }

    /// One run of this file.
    func run(
        _ id: RunID, upcasters: EventUpcasters
    ) async throws(KapellError) -> (RunProjection, [RunRecord.Entry])? {
        do {
            return try await pool.read { [file] database in
                guard let projection = try Self.projection(of: id, database) else { return nil }
                let rows = try Row.fetchAll(
                    database, sql: "SELECT * FROM events WHERE run = ? ORDER BY sequence",
                    arguments: [id.description])
                let entries = try rows.map { row in
                    let event = upcasters.upcast(try JournalEvent(row: row, of: file, run: id))
                    return RunRecord.Entry(event: event, content: try Self.content(of: row, file, database))
                }
                return (projection, entries)
            }
        } catch {
            throw file.failure(error)
        }
    }

    /// Computes the projection of runs anew from the events.
    func rebuild(upcasters: EventUpcasters) async throws(KapellError) {
        turns.enter()
        defer { turns.leave() }
        do {
            try await pool.write { [file] database in
                try database.execute(sql: "DELETE FROM runs")
                let rows = try Row.fetchCursor(database, sql: "SELECT * FROM events ORDER BY run, sequence")
                var projection: RunProjection?
                var last = -1
                while let row = try rows.next() {
                    guard let id = RunID(try row.get("run")) else { continue }
                    if let done = projection, done.summary.id != id {
                        try Self.save(done, counted: last, database)
                        projection = nil
                    }
                    var current = projection ?? RunProjection(id)
                    let event = upcasters.upcast(try JournalEvent(row: row, of: file, run: id))
                    current.apply(event)
                    projection = current
                    last = event.sequence
                }
                if let projection { try Self.save(projection, counted: last, database) }
            }
        } catch {
            throw file.failure(error)
        }
    }

    /// Checks the file.
    func verify() async throws(KapellError) {
        do {
            let integrity = try await pool.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(5)") }
            guard integrity == ["ok"] else {
                throw KapellError(
                    .corrupt, "\(file.label) is damaged: \(integrity.joined(separator: "; ")).",
                    remedy: file.kind.repair)
            }
        } catch {
            throw file.failure(error)
        }
    }

    /// Rows of ``RunProjection``.
    static let summaries = "SELECT runs.*, \(newer) AS newer FROM runs"

    static func projection(of run: RunID, _ database: Database) throws -> RunProjection? {
        try Row.fetchOne(
            database.cachedStatement(sql: "\(summaries) WHERE run = ?"), arguments: [run.description]
        ).flatMap { try RunProjection(row: $0) }
    }

    /// - Parameter counted: the number of the last event that the projection counts.
    static func save(_ projection: RunProjection, counted: Int, _ database: Database) throws {
        try write(projection, counted, "INSERT OR REPLACE", database)
    }

    static func saveCounts(_ projection: RunProjection, counted: Int, _ database: Database) throws {
        let (summary, usage) = (projection.summary, projection.summary.usage)
        try database.cachedStatement(
            sql: """
                UPDATE runs SET events = ?, counted = ?, input_tokens = ?, cached_tokens = ?, output_tokens = ?,
                embedding_tokens = ? WHERE run = ?
                """
        ).execute(arguments: [
            summary.events, counted, usage.inputTokens, usage.cachedTokens, usage.outputTokens, usage.embeddingTokens,
            summary.id.description,
        ])
    }

    /// - Returns: whether there was none of this run.
    static func add(_ projection: RunProjection, counted: Int, _ database: Database) throws -> Bool {
        try write(projection, counted, "INSERT OR IGNORE", database)
        return database.changesCount > 0
    }

    private static func write(
        _ projection: RunProjection, _ counted: Int, _ verb: String, _ database: Database
    ) throws {
        let summary = projection.summary
        try database.cachedStatement(
            sql: """
                \(verb) INTO runs (run, kind, subject, status, started, duration_ms, input_tokens, cached_tokens,
                output_tokens, embedding_tokens, usage_final, events, counted, pause, wakes, queue, scope, about, standing)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            summary.id.description, StoredText(summary.kind), StoredText(summary.subject), summary.status.rawValue,
            summary.started, summary.durationMilliseconds, summary.usage.inputTokens, summary.usage.cachedTokens,
            summary.usage.outputTokens, summary.usage.embeddingTokens, projection.isUsageFinal, summary.events, counted,
            summary.pause, summary.wakes,
            StoredText(summary.queue), StoredText(summary.scope), StoredText(summary.about), projection.standing,
        ])
    }

    static func content(
        of row: Row, _ file: StoreFile, _ database: Database
    ) throws -> [String: String] {
        guard let json: String = try row.get("content") else { return [:] }
        var content: [String: String] = [:]
        for (name, hash) in try JSONText.read(json, of: file) {
            content[name] = try StoredText.fetchOne(
                database, sql: "SELECT bytes FROM blobs WHERE hash = ?", arguments: [hash.stringValue])?.text
        }
        return content
    }
}

extension RunProjection {
    init?(row: Row) throws {
        guard let id = RunID(try row.get("run")) else { return nil }
        func count(_ column: String) throws -> Int { Self.clamped(try row.get(column)) }
        let usage = ModelUsage(
            inputTokens: try count("input_tokens"), cachedTokens: try count("cached_tokens"),
            outputTokens: try count("output_tokens"), embeddingTokens: try count("embedding_tokens"))
        self.init(
            summary: RunSummary(
                id: id, kind: try row.text("kind") ?? "", subject: try row.text("subject") ?? "",
                status: RunSummary.Status(rawValue: try row.get("status")) ?? .failed, started: try row.get("started"),
                durationMilliseconds: try row.get("duration_ms"), usage: usage,
                events: Self.clamped(try count("events") + count("newer")),
                pause: try row.get("pause"), wakes: try row.get("wakes"), queue: try row.text("queue") ?? "",
                scope: try row.text("scope") ?? "", about: try row.text("about") ?? ""),
            isUsageFinal: try row.get("usage_final"), standing: try row.get("standing"))
    }
}

extension JournalEvent {
    init(row: Row, of file: StoreFile, run: RunID) throws {
        self.init(
            run: run, sequence: try row.get("sequence"), type: EventType(rawValue: try row.get("type")),
            version: try row.get("version"), time: try row.get("time"),
            data: try JSONText.read(try row.get("data"), of: file))
    }
}
