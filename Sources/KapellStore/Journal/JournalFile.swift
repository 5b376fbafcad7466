import GRDB
import KapellCore

/// One file of the journal: events, the content they name, and the projection of runs.
final class JournalFile: Sendable {
    let file: StoreFile
    let pool: DatabasePool
    let turns = WriterTurns()

    init(path: String, synchronous: StoreFile.Synchronous) throws(KapellError) {
        file = StoreFile(path: path, kind: .journal)
        pool = try file.open(JournalSchema.migrator, synchronous: synchronous, readers: 2)
    }

    func close() { try? file.close(pool) }

    /// Writes items in one transaction, and waits for it whether or not the task is cancelled: an event that says so
    /// must be written too.
    ///
    /// - Parameters:
    ///   - unique: throws where an event is already there; otherwise it is left out.
    ///   - lease: of the run that the items belong to, with what becomes of it.
    /// - Returns: how many were new.
    @discardableResult
    func write(_ items: [JournalItem], unique: Bool, under lease: LeaseWrite? = nil) async throws(KapellError) -> Int {
        let body = { @Sendable (database: Database) throws -> Int in
            try lease?.run(database)
            return try Self.write(items, unique: unique, in: database)
        }
        return items.count <= Self.few ? try await soon(body) : try await uncancelled(body)
    }

    static func write(_ items: [JournalItem], unique: Bool, in database: Database) throws -> Int {
        var projections: [RunID: RunProjection] = [:]
        var old: [RunID: RunProjection] = [:]
        var new: Set<RunID> = []
        // Of most events nothing but their number is of interest: then the summary is not read.
        var counts: [RunID: Int] = [:]
        var written = 0
        for item in items {
            let event = item.event
            guard try insert(item, database) else {
                guard unique else { continue }
                throw KapellError(
                    .conflict, "Event \(event.sequence) of the run \(event.run) is already in the journal.",
                    remedy: "Number the events of a run from 0, each once.")
            }
            written += 1
            if RunProjection.onlyCounts(event.type), event.sequence > 0, projections[event.run] == nil {
                counts[event.run, default: 0] += 1
                continue
            }
            // Of a run that begins here, nothing is there to be read, as a rule.
            if projections[event.run] == nil {
                let isNew = event.sequence == 0
                projections[event.run] = isNew ? RunProjection(event.run) : try projection(of: event.run, database)
                if isNew { new.insert(event.run) } else { old[event.run] = projections[event.run] }
            }
            projections[event.run, default: RunProjection(event.run)].apply(event)
        }
        for (run, count) in counts {
            if projections[run] != nil {
                projections[run]?.summary.events += count
            } else if try !add(count, to: run, database) {
                // The run's first events are still to come.
                var projection = RunProjection(run)
                projection.summary.events = count
                projections[run] = projection
            }
        }
        for (run, projection) in projections {
            if new.contains(run) {
                if try add(projection, database) { continue }
                // Its later events came first.
                var whole = try Self.projection(of: run, database) ?? RunProjection(run)
                whole.merge(projection)
                try save(whole, database)
            } else if let old = old[run], projection.differsInCountsOnly(from: old) {
                try saveCounts(projection, database)
            } else {
                try save(projection, database)
            }
        }
        return written
    }

    /// - Returns: whether the event was new.
    private static func insert(_ item: JournalItem, _ database: Database) throws -> Bool {
        let event = item.event
        try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO events (run, sequence, type, version, time, data, content)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            event.run.description, event.sequence, event.type.rawValue, event.version, event.time,
            JSONText.write(event.data), item.contentJSON,
        ])
        guard database.changesCount > 0 else { return false }
        for (_, blob) in item.content {
            guard let bytes = blob.bytes else { continue }
            try database.cachedStatement(sql: "INSERT OR IGNORE INTO blobs (hash, length, bytes) VALUES (?, ?, ?)")
                .execute(arguments: [blob.hash, blob.length, bytes])
        }
        return true
    }
}
