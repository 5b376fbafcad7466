import GRDB
import KapellCore

/// What is checked and changed of a lease in the transaction of a write.
struct LeaseWrite: Sendable {
    let lease: RunLease
    let change: LeaseChange
    /// Nanoseconds since 1970.
    let now: Int64

    func run(_ database: Database, _ statements: JournalStatements) throws {
        let name = lease.run.description
        switch change {
        case .kept:
            let held = try statements(.holdsLease, database).run(
                .text(lease.owner), .integer(Int64(lease.fence)), .text(name))
            guard held == 1 else { throw lease.lost }
        case .begun(let time):
            try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO leases (run, owner, fence, until) VALUES (?, ?, ?, ?)"
            ).execute(arguments: [name, lease.owner, lease.fence, end(time)])
            guard database.changesCount > 0 else { throw lease.lost }
        case .renewed(let time):
            guard try set(end(time), database) else { throw lease.lost }
        case .released:
            guard try set(0, database) else { throw lease.lost }
        }
    }

    private func end(_ time: Duration) -> Int64 { now.clampedAdding(time.clampedNanoseconds) }

    private func set(_ until: Int64, _ database: Database) throws -> Bool {
        try database.cachedStatement(
            sql: "UPDATE leases SET until = ? WHERE run = ? AND owner = ? AND fence = ?"
        ).execute(arguments: [until, lease.run.description, lease.owner, lease.fence])
        return database.changesCount > 0
    }
}

extension JournalFile {
    func acquire(
        _ run: RunID, owner: String, until: Int64, now: Int64, breaking: Bool
    ) async throws(KapellError) -> (lease: RunLease, isMine: Bool) {
        try await uncancelled { database in
            if !breaking, let held = try Self.lease(of: run, database), held.until > now { return (held, false) }
            return (try Self.take(run, owner, until, database), true)
        }
    }

    func lease(of run: RunID) async throws(KapellError) -> RunLease? {
        do { return try await pool.read { try Self.lease(of: run, $0) } } catch { throw file.failure(error) }
    }

    /// Changes a lease on its own.
    ///
    /// - Returns: false when another has it.
    func change(_ write: LeaseWrite) async throws(KapellError) -> Bool {
        do throws(KapellError) {
            try await uncancelled { [statements] in try write.run($0, statements) }
            return true
        } catch {
            guard error == write.lease.lost else { throw error }
            return false
        }
    }

    /// Whether there is anything to be claimed, without a wait for the disk.
    func mayClaim(_ claim: RunClaim, now: Int64) async throws(KapellError) -> Bool {
        var (condition, arguments) = Self.condition(claim.filter)
        condition += " AND queue = ?"
        arguments += [StoredText(claim.filter.queue ?? "")]
        do {
            return try await pool.read { [condition, arguments] database in
                try Bool.fetchOne(
                    database,
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM runs WHERE wakes <= ? AND \(condition))
                        OR EXISTS (
                            SELECT 1 FROM runs JOIN leases USING (run)
                            WHERE status = 'running' AND until <= ? AND \(condition))
                        """, arguments: [claim.now] + arguments + [now] + arguments) ?? false
            }
        } catch {
            throw file.failure(error)
        }
    }

    func claim(_ claim: RunClaim, now: Int64) async throws(KapellError) -> [RunLease] {
        try await uncancelled { database in
            let queue = claim.filter.queue ?? ""
            var room = claim.limit
            if let most = claim.concurrency {
                let driven = try Int.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) FROM leases JOIN runs USING (run)
                        WHERE until > ? AND kind = ? AND scope = ? AND queue = ?
                        """,
                    arguments: [
                        now, StoredText(claim.filter.kind), StoredText(claim.filter.scope), StoredText(queue),
                    ])
                room = min(room, most - (driven ?? 0))
            }
            guard room > 0 else { return [] }
            var (condition, arguments) = Self.condition(claim.filter)
            condition += " AND queue = ?"
            arguments += [StoredText(queue)]
            var runs = try String.fetchAll(
                database,
                sql: """
                    SELECT run FROM runs JOIN leases USING (run) WHERE status = 'running' AND until <= ? AND \(condition)
                    ORDER BY until, run LIMIT ?
                    """, arguments: [now] + arguments + [room])
            func due(_ more: String, _ limit: Int) throws -> [String] {
                guard limit > 0 else { return [] }
                return try String.fetchAll(
                    database,
                    sql: """
                        SELECT run FROM runs WHERE wakes <= ? AND \(condition) \(more)
                        AND NOT EXISTS (SELECT 1 FROM leases WHERE leases.run = runs.run AND until > ?)
                        ORDER BY wakes, run LIMIT ?
                        """, arguments: [claim.now] + arguments + [now, limit])
            }
            if let most = claim.begins {
                runs += try due("AND pause <> 'ready'", room - runs.count)
                let since = now.clampedSubtracting(claim.interval.clampedNanoseconds)
                let place: StatementArguments = [StoredText(queue), StoredText(claim.filter.scope), since]
                try database.execute(
                    sql: "DELETE FROM begins WHERE queue = ? AND scope = ? AND time <= ?", arguments: place)
                let begun = try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM begins WHERE queue = ? AND scope = ? AND time > ?",
                    arguments: place)
                let new = try due("AND pause = 'ready'", min(room - runs.count, most - (begun ?? 0)))
                for _ in new {
                    try database.execute(
                        sql: "INSERT INTO begins (queue, scope, time) VALUES (?, ?, ?)",
                        arguments: [StoredText(queue), StoredText(claim.filter.scope), now])
                }
                runs += new
            } else {
                runs += try due("", room - runs.count)
            }
            let until = now.clampedAdding(claim.lease.clampedNanoseconds)
            return try runs.compactMap { try RunID($0).map { try Self.take($0, claim.owner, until, database) } }
        }
    }

    private static func lease(of run: RunID, _ database: Database) throws -> RunLease? {
        try Row.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM leases WHERE run = ?"), arguments: [run.description]
        ).map { row in
            RunLease(run: run, owner: try row.get("owner"), fence: try row.get("fence"), until: try row.get("until"))
        }
    }

    private static func take(_ run: RunID, _ owner: String, _ until: Int64, _ database: Database) throws -> RunLease {
        let fence = try Int.fetchOne(
            database,
            sql: """
                INSERT INTO leases (run, owner, fence, until) VALUES (?, ?, 1, ?)
                ON CONFLICT (run) DO UPDATE SET owner = excluded.owner, fence = fence + 1, until = excluded.until
                RETURNING fence
                """, arguments: [run.description, owner, until])
        return RunLease(run: run, owner: owner, fence: fence ?? 1, until: until)
    }
}
