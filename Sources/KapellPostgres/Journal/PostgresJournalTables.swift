import KapellCore
import KapellJSON

/// Events and runs, as the tables hold them; everything here runs within one call of a connection.
struct PostgresJournalTables: Sendable {
    let schema: String
    let keepContent: Bool

    typealias Session = PostgresConnection.Session

    /// Writes events, and brings their runs' summaries along. The caller has begun a transaction.
    ///
    /// - Parameter isObserved: leaves out events that are there already; else that is an error.
    /// - Returns: how many were new.
    @discardableResult
    func write(
        _ entries: [RunRecord.Entry], isObserved: Bool, _ session: borrowing Session
    ) throws(KapellError) -> Int {
        var written = 0
        var rest = entries[...]
        // In an order of their own, so that two transactions never wait for each other.
        let runs = Set(entries.map(\.event.run)).sorted()
        var projections: [RunID: RunProjection] = [:]
        for run in runs { projections[run] = try projection(of: run, session, " for update") }
        while let entry = rest.popFirst() {
            let event = entry.event
            guard try insert(entry, isObserved, session) else { continue }
            written += 1
            projections[event.run, default: RunProjection(event.run)].apply(event)
        }
        for run in runs { if let projection = projections[run] { try save(projection, session) } }
        return written
    }

    private func insert(
        _ entry: RunRecord.Entry, _ isObserved: Bool, _ session: borrowing Session
    ) throws(KapellError) -> Bool {
        let event = entry.event
        try PostgresText.check(event.type.rawValue, "An event's type")
        var content: PostgresParameter = .null
        if keepContent, !entry.content.isEmpty {
            let texts = entry.content.sorted { $0.key < $1.key }.map { name, text in
                (name, JSONValue.string(JournalContent.kept(text)))
            }
            content = .text(JSONValue.object(JSONObject(texts)).serialized())
        }
        let rows: PostgresRows
        do throws(KapellError) {
            rows = try session.execute(
                """
                insert into \(schema).events (run, sequence, type, version, time, data, content, observed)
                values ($1, $2, $3, $4, $5, $6, $7, $8)\(isObserved ? " on conflict do nothing" : "")
                """,
                [
                    .text(event.run.description), .number(event.sequence), .text(event.type.rawValue),
                    .number(event.version), .text(String(event.time)),
                    .text(JSONValue.object(event.data).serialized()), content, .text(isObserved ? "t" : "f"),
                ])
        } catch {
            guard error.code == .conflict else { throw error }
            throw KapellError(
                .conflict, "Event \(event.sequence) of the run \(event.run) is already in the journal.",
                remedy: "Number the events of a run from 0, each once.")
        }
        return rows.changed > 0
    }

    func projection(
        of run: RunID, _ session: borrowing Session, _ lock: String = ""
    ) throws(KapellError) -> RunProjection? {
        try session.execute(
            "select \(Self.columns) from \(schema).runs where run = $1\(lock)", [.text(run.description)]
        ).rows.first.flatMap { Self.projection($0) }
    }

    static let columns = """
        run, kind, subject, status, started, duration_ms, input_tokens, cached_tokens, output_tokens, embedding_tokens, \
        usage_final, events, pause, wakes, queue, scope, about, standing
        """

    static func projection(_ row: [String?]) -> RunProjection? {
        guard row.count == 18, let id = row[0].flatMap({ RunID($0) }) else { return nil }
        func count(_ place: Int) -> Int { RunProjection.clamped(row[place].flatMap { Int($0) } ?? 0) }
        let summary = RunSummary(
            id: id, kind: row[1] ?? "", subject: row[2] ?? "",
            status: row[3].flatMap { RunSummary.Status(rawValue: $0) } ?? .failed,
            started: row[4].flatMap { Int64($0) } ?? 0, durationMilliseconds: row[5].flatMap { Double($0) },
            usage: ModelUsage(
                inputTokens: count(6), cachedTokens: count(7), outputTokens: count(8), embeddingTokens: count(9)),
            events: count(11), pause: row[12], wakes: row[13].flatMap { Int64($0) }, queue: row[14] ?? "",
            scope: row[15] ?? "", about: row[16] ?? "")
        return RunProjection(
            summary: summary, isUsageFinal: row[10] == "t", standing: row[17].flatMap { Int($0) } ?? -1)
    }

    private func save(_ projection: RunProjection, _ session: borrowing Session) throws(KapellError) {
        let run = projection.summary
        for (text, what) in [
            (run.kind, "kind"), (run.subject, "subject"), (run.queue, "queue"), (run.scope, "scope"),
            (run.about, "about"), (run.pause ?? "", "status"),
        ] {
            try PostgresText.check(text, "The `\(what)` of the run \(run.id)")
        }
        let marks = (1...18).map { "$\($0)" }.joined(separator: ", ")
        let changes = Self.columns.split(separator: ", ").dropFirst().map { "\($0) = excluded.\($0)" }
        try session.execute(
            """
            insert into \(schema).runs (\(Self.columns)) values (\(marks))
            on conflict (run) do update set \(changes.joined(separator: ", "))
            """,
            [
                .text(run.id.description), .text(run.kind), .text(run.subject), .text(run.status.rawValue),
                .text(String(run.started)), Self.optional(run.durationMilliseconds.map { String($0) }),
                .number(run.usage.inputTokens), .number(run.usage.cachedTokens), .number(run.usage.outputTokens),
                .number(run.usage.embeddingTokens), .text(projection.isUsageFinal ? "t" : "f"), .number(run.events),
                Self.optional(run.pause), Self.optional(run.wakes.map { String($0) }), .text(run.queue),
                .text(run.scope), .text(run.about), .number(projection.standing),
            ])
    }

    private static func optional(_ text: String?) -> PostgresParameter { text.map { .text($0) } ?? .null }

    func events(
        of run: RunID, _ condition: String, _ parameters: [PostgresParameter], _ session: borrowing Session
    ) throws(KapellError) -> [RunRecord.Entry] {
        let rows = try session.execute(
            "select sequence, type, version, time, data, content from \(schema).events where run = $1 \(condition)",
            [.text(run.description)] + parameters)
        var entries: [RunRecord.Entry] = []
        entries.reserveCapacity(rows.rows.count)
        for row in rows.rows {
            guard row.count == 6, let sequence = row[0].flatMap({ Int($0) }), let type = row[1],
                let version = row[2].flatMap({ Int($0) }), let time = row[3].flatMap({ Int64($0) }),
                let data = row[4].flatMap({ (try? JSONValue(parsing: $0))?.objectValue })
            else {
                throw KapellError(
                    .corrupt, "Event \(row.first.flatMap { $0 } ?? "?") of the run \(run) is damaged in the journal.",
                    remedy: "Restore the database from a backup.")
            }
            var content: [String: String] = [:]
            if let json = row[5], let object = (try? JSONValue(parsing: json))?.objectValue {
                for (name, text) in object { content[name] = text.stringValue }
            }
            entries.append(
                RunRecord.Entry(
                    event: JournalEvent(
                        run: run, sequence: sequence, type: EventType(rawValue: type), version: version, time: time,
                        data: data), content: content))
        }
        return entries
    }
}
