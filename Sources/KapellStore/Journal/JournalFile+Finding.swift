import GRDB
import KapellCore
import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Runs that are found by how they stand, or by whom they are about.
extension JournalFile {
    /// Of a filter without its queue.
    static func condition(_ filter: RunFilter) -> (sql: String, arguments: StatementArguments) {
        var sql = "kind = ? AND scope = ?"
        var arguments: StatementArguments = [StoredText(filter.kind), StoredText(filter.scope)]
        if let subjects = filter.subjects {
            sql += " AND subject IN (\(subjects.map { _ in "?" }.joined(separator: ", ")))"
            for subject in subjects { arguments += [StoredText(subject)] }
        }
        return (sql, arguments)
    }

    func dueRuns(_ filter: RunFilter, until now: Int64, limit: Int) async throws(KapellError) -> [RunProjection] {
        var (condition, arguments) = Self.condition(filter)
        if let queue = filter.queue {
            condition += " AND queue = ?"
            arguments += [StoredText(queue)]
        }
        return try await projections(
            "wakes <= ? AND \(condition) ORDER BY wakes, run LIMIT ?", [now] + arguments + [max(0, limit)])
    }

    func nextDue(_ filter: RunFilter) async throws(KapellError) -> Int64? {
        var (condition, arguments) = Self.condition(filter)
        if let queue = filter.queue {
            condition += " AND queue = ?"
            arguments += [StoredText(queue)]
        }
        do {
            return try await pool.read { [condition, arguments] database in
                try Int64.fetchOne(
                    database,
                    sql: "SELECT wakes FROM runs WHERE wakes IS NOT NULL AND \(condition) ORDER BY wakes LIMIT 1",
                    arguments: arguments)
            }
        } catch {
            throw file.failure(error)
        }
    }

    func runs(about subject: String) async throws(KapellError) -> [RunProjection] {
        guard !subject.isEmpty else { return [] }
        return try await projections("about = ? AND about <> x'' ORDER BY run DESC", [StoredText(subject)])
    }

    private func projections(
        _ sql: String, _ arguments: StatementArguments
    ) async throws(KapellError) -> [RunProjection] {
        do {
            return try await pool.read { database in
                try Row.fetchAll(database, sql: "\(Self.summaries) WHERE \(sql)", arguments: arguments)
                    .compactMap { try RunProjection(row: $0) }
            }
        } catch {
            throw file.failure(error)
        }
    }

    /// Removes a run. Its pages are overwritten, and no copy stays in the write-ahead log.
    ///
    /// - Returns: whether there was any.
    func erase(_ run: RunID) async throws(KapellError) -> Bool {
        turns.enter()
        defer { turns.leave() }
        do {
            let isAny = try await pool.writeWithoutTransaction { [file] database in
                try database.execute(sql: "PRAGMA secure_delete = ON")
                defer { try? database.execute(sql: "PRAGMA secure_delete = FAST") }
                var isAny = false
                try database.inTransaction {
                    isAny = try Self.erase(run, file, database)
                    return .commit
                }
                return isAny
            }
            if isAny { try await pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
            return isAny
        } catch {
            throw file.failure(error)
        }
    }

    private static func erase(_ run: RunID, _ file: StoreFile, _ database: Database) throws -> Bool {
        let name = run.description
        var hashes: Set<String> = []
        let contents = try String.fetchAll(
            database, sql: "SELECT content FROM events WHERE run = ? AND content IS NOT NULL", arguments: [name])
        for content in contents {
            for (_, hash) in try JSONText.read(content, of: file) { hashes.insert(hash.stringValue ?? "") }
        }
        var removed = 0
        for table in ["events", "runs", "leases"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE run = ?", arguments: [name])
            removed += database.changesCount
        }
        for hash in hashes {
            try database.execute(
                sql: """
                    DELETE FROM blobs WHERE hash = ?1
                    AND NOT EXISTS (SELECT 1 FROM events WHERE instr(content, ?1) > 0)
                    """, arguments: [hash])
        }
        return removed > 0
    }
}
