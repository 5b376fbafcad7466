import GRDB
public import KapellCore
import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Checkpoints of other frameworks' graphs in one SQLite file, `checkpoints.sqlite` in the journal's folder.
///
/// Several processes may use a file at once, each its own scope or the same; a write waits up to 5 seconds for another.
public final class SQLiteCheckpoints: Sendable {
    let pool: DatabasePool
    let file: StoreFile
    let scope: String

    /// Opens the store, and makes it where there is none.
    ///
    /// - Parameters:
    ///   - folder: of the journal.
    ///   - scope: whose checkpoints they are; those of another scope are neither seen nor changed.
    /// - Throws: `.conflict` when the file was written by a newer version or belongs to another program, `.corrupt`
    ///   when it is damaged or no database.
    public init(folder: String, scope: String) throws(KapellError) {
        try CheckpointLimits.check(scope, "The scope of checkpoints", mayBeEmpty: true)
        self.scope = scope
        file = StoreFile(path: "\(folder)/checkpoints.sqlite", kind: .checkpoints)
        pool = try file.open(CheckpointSchema.migrator, synchronous: .full, readers: 4)
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(KapellError)
        -> Value
    {
        do { return try await pool.read(body) } catch { throw file.failure(error) }
    }

    func change<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(KapellError) -> Value {
        do { return try await pool.write(body) } catch { throw file.failure(error) }
    }

    /// The number of a place; `nil` when nothing lies there.
    static func number(_ place: CheckpointPlace, _ scope: String, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT place FROM places WHERE scope = ? AND thread = ? AND namespace = ?"),
            arguments: [scope, place.thread, place.namespace])
    }

    /// The number of a place, which is made where there is none.
    static func make(_ place: CheckpointPlace, _ scope: String, _ database: Database) throws -> Int64 {
        if let number = try number(place, scope, database) { return number }
        try database.execute(
            sql: "INSERT INTO places (scope, thread, namespace) VALUES (?, ?, ?)",
            arguments: [scope, place.thread, place.namespace])
        return database.lastInsertedRowID
    }
}

extension SQLiteCheckpoints: CheckpointStore {
    public func put(_ checkpoint: GraphCheckpoint, values: [ChannelValue]) async throws {
        try CheckpointLimits.check(checkpoint, values)
        let metadata = try CheckpointLimits.kept(checkpoint.metadata)
        try await change { [scope] database in
            let place = try Self.make(checkpoint.place, scope, database)
            for value in values {
                guard let version = checkpoint.versions[value.channel]?.stringValue else { continue }
                try database.cachedStatement(
                    sql: """
                        INSERT OR IGNORE INTO channel_values (place, channel, version, type, bytes)
                        VALUES (?, ?, ?, ?, ?)
                        """
                ).execute(arguments: [place, value.channel, version, value.value.type, Data(value.value.bytes)])
            }
            try Self.checkSize(of: checkpoint, in: place, database)
            try database.cachedStatement(
                sql: """
                    INSERT INTO checkpoints (place, id, parent, run, metadata, versions, deltas, type, bytes)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (place, id) DO UPDATE SET parent = excluded.parent, run = excluded.run,
                        metadata = excluded.metadata, versions = excluded.versions, deltas = excluded.deltas,
                        type = excluded.type, bytes = excluded.bytes
                    """
            ).execute(arguments: [
                place, checkpoint.id, checkpoint.parent, metadata.run, metadata.text,
                JSONText.write(checkpoint.versions),
                JSONValue.array(checkpoint.deltas.map { .string($0) }).serialized(), checkpoint.body.type,
                Data(checkpoint.body.bytes),
            ])
        }
    }

    /// What is read at once must not outgrow the memory.
    private static func checkSize(of checkpoint: GraphCheckpoint, in place: Int64, _ database: Database) throws {
        var size = checkpoint.body.bytes.count
        for (channel, version) in checkpoint.versions {
            size +=
                try Int.fetchOne(
                    database.cachedStatement(
                        sql: "SELECT length(bytes) FROM channel_values WHERE place = ? AND channel = ? AND version = ?"),
                    arguments: [place, channel, version.stringValue]) ?? 0
        }
        guard size <= CheckpointLimits.bytes else {
            throw CheckpointLimits.tooLarge("the values of the checkpoint \(checkpoint.id.prefix(80))")
        }
    }

    public func put(_ writes: [CheckpointWrite], after checkpoint: String, in place: CheckpointPlace) async throws {
        try CheckpointLimits.check(writes, checkpoint, place)
        guard !writes.isEmpty else { return }
        try await change { [scope] database in
            let number = try Self.make(place, scope, database)
            for write in writes {
                let verb = write.index < 0 ? "INSERT OR REPLACE" : "INSERT OR IGNORE"
                try database.cachedStatement(
                    sql: """
                        \(verb) INTO writes (place, checkpoint, task, number, path, channel, type, bytes)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """
                ).execute(arguments: [
                    number, checkpoint, write.task, write.index, write.path, write.channel, write.value.type,
                    Data(write.value.bytes),
                ])
            }
            let size = try Int.fetchOne(
                database,
                sql: """
                    SELECT sum(length(bytes) + length(path) + length(task) + length(channel) + \(CheckpointLimits.frame))
                    FROM writes WHERE place = ? AND checkpoint = ?
                    """,
                arguments: [number, checkpoint])
            guard size ?? 0 <= CheckpointLimits.bytes else {
                throw CheckpointLimits.tooLarge("the writes after the checkpoint \(checkpoint.prefix(80))")
            }
        }
    }

    /// Calls that run go on to their end first. Closing again does nothing.
    public func close() async { try? file.close(pool) }
}
