import GRDB
import KapellCore

/// What an append does within its transaction.
extension JournalFile {
    /// So many events of a run, or a few more, are counted when the run is read: an append need not write its row.
    private static let uncounted = 64

    /// - Returns: how many were new.
    static func write(
        _ items: [JournalItem], unique: Bool, _ statements: JournalStatements, in database: Database
    ) throws -> Int {
        var projections: [RunID: RunProjection] = [:]
        var old: [RunID: RunProjection] = [:]
        var new: Set<RunID> = []
        var numbers: [RunID: [Int]] = [:]
        var written = 0
        for item in items {
            let event = item.event
            guard try insert(item, statements, database) else {
                guard unique else { continue }
                throw KapellError(
                    .conflict, "Event \(event.sequence) of the run \(event.run) is already in the journal.",
                    remedy: "Number the events of a run from 0, each once.")
            }
            written += 1
            numbers[event.run, default: []].append(event.sequence)
            // Of most events nothing but their number is of interest: then the summary is not read.
            if RunProjection.onlyCounts(event.type), event.sequence > 0, projections[event.run] == nil { continue }
            // Of a run that begins here, nothing is there to be read, as a rule.
            if projections[event.run] == nil {
                let isNew = event.sequence == 0
                projections[event.run] = isNew ? RunProjection(event.run) : try projection(of: event.run, database)
                if isNew { new.insert(event.run) } else { old[event.run] = projections[event.run] }
            }
            projections[event.run, default: RunProjection(event.run)].apply(event)
        }
        for (run, numbers) in numbers {
            guard var projection = projections[run] else {
                try count(numbers, of: run, statements, database)
                continue
            }
            if new.contains(run) {
                projection.summary.events = numbers.count
                if try add(projection, counted: numbers.max() ?? -1, database) { continue }
            }
            let counts = try Self.counts(numbers, of: run, database)
            projection.summary.events = counts.events
            if new.contains(run) {
                // Its later events came first.
                var whole = try Self.projection(of: run, database) ?? RunProjection(run)
                whole.merge(projection)
                whole.summary.events = counts.events
                try save(whole, counted: counts.last, database)
            } else if let old = old[run], projection.differsInCountsOnly(from: old) {
                try saveCounts(projection, counted: counts.last, database)
            } else {
                try save(projection, counted: counts.last, database)
            }
        }
        return written
    }

    /// - Returns: whether the event was new.
    private static func insert(
        _ item: JournalItem, _ statements: JournalStatements, _ database: Database
    ) throws -> Bool {
        let event = item.event
        let statement = try statements(.insert, database)
        try statement.run(
            .text(event.run.description), .integer(Int64(event.sequence)), .text(event.type.rawValue),
            .integer(Int64(event.version)), .integer(event.time), .text(JSONText.write(event.data)),
            item.contentJSON.map { .text($0) } ?? .null)
        guard statement.changes > 0 else { return false }
        for (_, blob) in item.content {
            guard let bytes = blob.bytes else { continue }
            try database.cachedStatement(sql: "INSERT OR IGNORE INTO blobs (hash, length, bytes) VALUES (?, ?, ?)")
                .execute(arguments: [blob.hash, blob.length, bytes])
        }
        return true
    }

    /// Notes new events of a run of which nothing else has changed.
    private static func count(
        _ numbers: [Int], of run: RunID, _ statements: JournalStatements, _ database: Database
    ) throws {
        let newest = numbers.max() ?? -1
        guard let counted = try statements(.counted, database).run(.text(run.description)) else {
            // The run's first events are still to come.
            var projection = RunProjection(run)
            projection.summary.events = numbers.count
            return try save(projection, counted: newest, database)
        }
        let late = numbers.count { $0 <= counted }
        guard late > 0 || newest - Int(counted) >= uncounted else { return }
        try database.cachedStatement(
            sql: """
                UPDATE runs SET events = events + ?2 + \(newer), counted = \(last) WHERE run = ?1
                """
        ).execute(arguments: [run.description, late])
    }

    /// How many events a run has after the last one that its row counts.
    static let newer =
        "(SELECT count(*) FROM events AS newer WHERE newer.run = runs.run AND newer.sequence > runs.counted)"

    /// The number of the last event of a run. Not that of the last one written: they may come out of order.
    private static let last = "(SELECT max(sequence) FROM events AS newer WHERE newer.run = runs.run)"

    /// How many events a run has now, new ones with it, and the number of the last one.
    private static func counts(
        _ numbers: [Int], of run: RunID, _ database: Database
    ) throws -> (events: Int, last: Int) {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT events + \(newer), counted, \(last) FROM runs WHERE run = ?"),
            arguments: [run.description])
        guard let row else { return (numbers.count, numbers.max() ?? -1) }
        let (events, counted): (Int, Int) = (try row.get(at: 0), try row.get(at: 1))
        return (events + numbers.count { $0 <= counted }, try row.get(at: 2))
    }
}
