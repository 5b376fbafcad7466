import GRDB
import KapellCore
import KapellJSON

extension SQLiteCheckpoints {
    public func copy(thread: String, to target: String) async throws -> Int {
        try CheckpointLimits.check(names: [thread, target], "thread")
        return try await change { [scope] database in
            let taken = try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM places WHERE scope = ? AND thread = ?)",
                arguments: [scope, target])
            guard taken != true else {
                throw KapellError(
                    .conflict, "There is a thread \(target.prefix(80)) already.",
                    remedy: "Copy to another, or erase that one first.")
            }
            var count = 0
            for place in try Self.places(of: thread, scope, database) {
                let namespace = try String.fetchOne(
                    database, sql: "SELECT namespace FROM places WHERE place = ?", arguments: [place])
                let copy = try Self.make(CheckpointPlace(thread: target, namespace: namespace ?? ""), scope, database)
                for (table, columns) in [
                    ("channel_values", "channel, version, type, bytes"),
                    ("writes", "checkpoint, task, number, path, channel, type, bytes"),
                    ("checkpoints", "id, parent, run, metadata, versions, deltas, type, bytes"),
                ] {
                    try database.execute(
                        sql: """
                            INSERT INTO \(table) (place, \(columns)) SELECT ?, \(columns) FROM \(table) WHERE place = ?
                            """, arguments: [copy, place])
                }
                count += database.changesCount
            }
            return count
        }
    }

    public func prune(threads: [String]) async throws -> Int {
        try CheckpointLimits.check(names: threads, "thread")
        return try await change { [scope, file] database in
            var count = 0
            for thread in threads {
                for place in try Self.places(of: thread, scope, database) {
                    count += try Self.prune(place, file, database)
                }
            }
            return count
        }
    }

    private static func prune(_ place: Int64, _ file: StoreFile, _ database: Database) throws -> Int {
        let ids = try String.fetchAll(
            database, sql: "SELECT id FROM checkpoints WHERE place = ? ORDER BY id DESC", arguments: [place])
        guard let newest = ids.first, ids.count > 1 else { return 0 }
        let find = try database.cachedStatement(
            sql: "SELECT parent, versions, deltas FROM checkpoints WHERE place = ? AND id = ?")
        let findValue = try database.cachedStatement(
            sql: "SELECT 1 FROM channel_values WHERE place = ? AND channel = ? AND version = ?")
        let kept = try CheckpointPruning.kept(newest: newest) { id in
            try Row.fetchOne(find, arguments: [place, id]).map { row in
                CheckpointPruning.Entry(
                    parent: try row.get("parent"), versions: try JSONText.read(try row.get("versions"), of: file),
                    deltas: try deltas(row, file))
            }
        } hasValue: { channel, version in
            try Bool.fetchOne(findValue, arguments: [place, channel, version]) ?? false
        }
        var count = 0
        for id in ids where !kept.contains(Array(id.utf8)) {
            try remove(id, in: place, database)
            count += 1
        }
        try removeUnnamedValues(in: place, file, database)
        return count
    }

    public func erase(threads: [String]) async throws -> Int {
        try CheckpointLimits.check(names: threads, "thread")
        return try await erasing { [scope] database in
            var count = 0
            for thread in threads {
                for place in try Self.places(of: thread, scope, database) {
                    for table in ["channel_values", "writes", "places", "checkpoints"] {
                        try database.execute(sql: "DELETE FROM \(table) WHERE place = ?", arguments: [place])
                    }
                    count += database.changesCount
                }
            }
            return count
        }
    }

    public func erase(runs: [String]) async throws -> Int {
        try CheckpointLimits.check(names: runs, "run")
        return try await erasing { [scope, file] database in
            var count = 0
            var places: Set<Int64> = []
            for run in runs {
                let rows = try Row.fetchAll(
                    database,
                    sql: "SELECT place, id FROM checkpoints JOIN places USING (place) WHERE run = ? AND scope = ?",
                    arguments: [run, scope])
                for row in rows {
                    let place: Int64 = try row.get("place")
                    places.insert(place)
                    try Self.remove(try row.get("id"), in: place, database)
                }
                count += rows.count
            }
            for place in places {
                try Self.removeUnnamedValues(in: place, file, database)
                try database.execute(
                    sql: """
                        DELETE FROM places WHERE place = ?1 AND NOT EXISTS (SELECT 1 FROM checkpoints WHERE place = ?1)
                        AND NOT EXISTS (SELECT 1 FROM writes WHERE place = ?1)
                        """, arguments: [place])
            }
            return count
        }
    }

    /// Removes, so that the pages are overwritten and no copy stays in the write-ahead log.
    private func erasing(_ body: @escaping @Sendable (Database) throws -> Int) async throws(KapellError) -> Int {
        do {
            let count = try await pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA secure_delete = ON")
                defer { try? database.execute(sql: "PRAGMA secure_delete = FAST") }
                var count = 0
                try database.inTransaction(.immediate) {
                    count = try body(database)
                    return .commit
                }
                return count
            }
            try await pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            return count
        } catch {
            throw file.failure(error)
        }
    }

    private static func places(of thread: String, _ scope: String, _ database: Database) throws -> [Int64] {
        try Int64.fetchAll(
            database, sql: "SELECT place FROM places WHERE scope = ? AND thread = ?", arguments: [scope, thread])
    }

    private static func remove(_ id: String, in place: Int64, _ database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM checkpoints WHERE place = ? AND id = ?")
            .execute(arguments: [place, id])
        try database.cachedStatement(sql: "DELETE FROM writes WHERE place = ? AND checkpoint = ?")
            .execute(arguments: [place, id])
    }

    /// Removes the values that no checkpoint names any more.
    private static func removeUnnamedValues(in place: Int64, _ file: StoreFile, _ database: Database) throws {
        var named: Set<[UInt8]> = []
        let versions = try String.fetchCursor(
            database, sql: "SELECT versions FROM checkpoints WHERE place = ?", arguments: [place])
        while let text = try versions.next() {
            named.formUnion(CheckpointPruning.keys(try JSONText.read(text, of: file)))
        }
        let rows = try Row.fetchAll(
            database, sql: "SELECT channel, version FROM channel_values WHERE place = ?", arguments: [place])
        for row in rows {
            let (channel, version): (String, String) = (try row.get("channel"), try row.get("version"))
            guard !named.contains(CheckpointPruning.key(channel, version)) else { continue }
            try database.cachedStatement(
                sql: "DELETE FROM channel_values WHERE place = ? AND channel = ? AND version = ?"
            ).execute(arguments: [place, channel, version])
        }
    }
}
