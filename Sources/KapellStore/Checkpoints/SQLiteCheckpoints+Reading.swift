import GRDB
public import KapellCore
import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SQLiteCheckpoints {
    public func checkpoint(_ id: String?, in place: CheckpointPlace) async throws -> StoredCheckpoint? {
        var query = CheckpointQuery(thread: place.thread, namespace: place.namespace, id: id)
        query.limit = 1
        return try await checkpoints(query).checkpoints.first
    }

    public func checkpoints(_ query: CheckpointQuery) async throws -> CheckpointPage {
        try CheckpointLimits.check(query)
        return try await read { [scope, file] database in try Self.page(query, scope, file, database) }
    }

    private static func page(
        _ query: CheckpointQuery, _ scope: String, _ file: StoreFile, _ database: Database
    ) throws -> CheckpointPage {
        var page = CheckpointPage()
        guard query.limit > 0 else { return page }
        let (condition, arguments) = condition(query, scope)
        // Only keys are sorted; what is large is read of those that are wanted.
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT places.place, thread, namespace, id FROM places JOIN checkpoints USING (place)
                WHERE \(condition) ORDER BY id DESC, places.place LIMIT ?
                """, arguments: arguments + [CheckpointLimits.pageScan + 1])
        var last: CheckpointCursor?
        var (scanned, size) = (0, 0)
        while let row = try rows.next() {
            if scanned >= CheckpointLimits.pageScan || size > CheckpointLimits.pageBytes {
                page.next = last
                break
            }
            scanned += 1
            let here = CheckpointCursor(place: try row.get("place"), id: try row.get("id"))
            let place = CheckpointPlace(thread: try row.get("thread"), namespace: try row.get("namespace"))
            if let checkpoint = try checkpoint(here, place, query, file, database) {
                if page.checkpoints.count >= query.limit {
                    page.next = last
                    break
                }
                let stored = try whole(checkpoint, here.place, database)
                size += stored.size
                page.checkpoints.append(stored)
            }
            last = here
        }
        return page
    }

    private static func condition(_ query: CheckpointQuery, _ scope: String) -> (String, StatementArguments) {
        var sql = "scope = ?"
        var arguments: StatementArguments = [scope]
        for (clause, value) in [
            ("thread = ?", query.thread), ("namespace = ?", query.namespace), ("id = ?", query.id),
            ("id < ?", query.before),
        ] {
            guard let value else { continue }
            sql += " AND \(clause)"
            arguments += [value]
        }
        if let after = query.after {
            sql += " AND id <= ? AND (id < ? OR places.place > ?)"
            arguments += [after.id, after.id, after.place]
        }
        return (sql, arguments)
    }

    /// A checkpoint without values; `nil` where its metadata is not as asked for.
    private static func checkpoint(
        _ key: CheckpointCursor, _ place: CheckpointPlace, _ query: CheckpointQuery, _ file: StoreFile,
        _ database: Database
    ) throws -> GraphCheckpoint? {
        let find = try database.cachedStatement(sql: "SELECT * FROM checkpoints WHERE place = ? AND id = ?")
        guard let row = try Row.fetchOne(find, arguments: [key.place, key.id]) else { return nil }
        let metadata = try JSONText.read(try row.get("metadata"), of: file)
        guard query.matches(metadata) else { return nil }
        return GraphCheckpoint(
            place: place, id: key.id, parent: try row.get("parent"), body: try CheckpointValue(row), metadata: metadata,
            versions: try JSONText.read(try row.get("versions"), of: file), deltas: try deltas(row, file))
    }

    private static func whole(
        _ checkpoint: GraphCheckpoint, _ place: Int64, _ database: Database
    ) throws -> StoredCheckpoint {
        var values: [ChannelValue] = []
        let find = try database.cachedStatement(
            sql: "SELECT type, bytes FROM channel_values WHERE place = ? AND channel = ? AND version = ?")
        for (channel, version) in checkpoint.versions {
            guard let row = try Row.fetchOne(find, arguments: [place, channel, version.stringValue]) else { continue }
            values.append(ChannelValue(channel: channel, value: try CheckpointValue(row)))
        }
        let writes = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT * FROM writes WHERE place = ? AND checkpoint = ? ORDER BY path, task, number"),
            arguments: [place, checkpoint.id]
        ).map { row in
            CheckpointWrite(
                task: try row.get("task"), index: try row.get("number"), path: try row.get("path"),
                channel: try row.get("channel"), value: try CheckpointValue(row))
        }
        return StoredCheckpoint(checkpoint: checkpoint, values: values, writes: writes)
    }

    static func deltas(_ row: Row, _ file: StoreFile) throws -> [String] {
        let text: String = try row.get("deltas")
        guard let names = (try? JSONValue(parsing: text))?.arrayValue else {
            throw KapellError(.corrupt, "\(file.label) holds a list that is not JSON.", remedy: file.kind.repair)
        }
        return names.compactMap(\.stringValue)
    }
}

extension CheckpointValue {
    init(_ row: Row) throws {
        let bytes: Data = try row.get("bytes")
        self.init(type: try row.get("type"), bytes: [UInt8](bytes))
    }
}
