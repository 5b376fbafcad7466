import KapellCore
import KapellJSON

extension PostgresCheckpointTables {
    /// Checkpoints that are asked for at once: a page of those that are wanted needs more where metadata is compared.
    private static var batch: Int { 100 }

    func page(_ query: CheckpointQuery, _ session: borrowing Session) throws(KapellError) -> CheckpointPage {
        var page = CheckpointPage()
        guard query.limit > 0 else { return page }
        var last = query.after
        var (scanned, size) = (0, 0)
        while true {
            let count = query.metadata.isEmpty ? min(query.limit + 1 - page.checkpoints.count, Self.batch) : Self.batch
            let rows = try rows(query, after: last, limit: count, session)
            for row in rows {
                guard scanned < CheckpointLimits.pageScan, size <= CheckpointLimits.pageBytes else {
                    page.next = last
                    return page
                }
                scanned += 1
                let (place, checkpoint) = try Self.checkpoint(row)
                if query.matches(checkpoint.metadata) {
                    if page.checkpoints.count >= query.limit {
                        page.next = last
                        return page
                    }
                    let stored = try whole(checkpoint, place, session)
                    size += stored.size
                    page.checkpoints.append(stored)
                }
                last = CheckpointCursor(place: place, id: checkpoint.id)
            }
            if rows.count < count { return page }
        }
    }

    private func rows(
        _ query: CheckpointQuery, after: CheckpointCursor?, limit: Int, _ session: borrowing Session
    ) throws(KapellError) -> [[String?]] {
        var parameters: [PostgresParameter] = [.text(scope)]
        var sql = "scope = $1"
        for (clause, value) in [
            ("thread =", query.thread), ("namespace =", query.namespace), ("id =", query.id), ("id <", query.before),
        ] {
            guard let value else { continue }
            parameters.append(.text(value))
            sql += " and \(clause) $\(parameters.count)"
        }
        if let after {
            parameters += [.text(after.id), .text(String(after.place))]
            let (id, place) = ("$\(parameters.count - 1)", "$\(parameters.count)")
            sql += " and id <= \(id) and (id < \(id) or place > \(place))"
        }
        parameters.append(.number(limit))
        return try session.execute(
            """
            select place, thread, namespace, id, parent, metadata, versions, deltas, type, bytes
            from \(schema).checkpoint_places join \(schema).checkpoints using (place)
            where \(sql) order by id desc, place limit $\(parameters.count)
            """, parameters
        ).rows
    }

    private static func checkpoint(_ row: [String?]) throws(KapellError) -> (Int64, GraphCheckpoint) {
        guard row.count == 10, let place = row[0].flatMap({ Int64($0) }), let thread = row[1], let namespace = row[2],
            let id = row[3], let type = row[8]
        else { throw damaged }
        let checkpoint = GraphCheckpoint(
            place: CheckpointPlace(thread: thread, namespace: namespace), id: id, parent: row[4],
            body: CheckpointValue(type: type, bytes: try PostgresRows.bytes(row[9])), metadata: try object(row[5]),
            versions: try object(row[6]), deltas: try texts(row[7]))
        return (place, checkpoint)
    }

    private func whole(
        _ checkpoint: GraphCheckpoint, _ place: Int64, _ session: borrowing Session
    ) throws(KapellError) -> StoredCheckpoint {
        let versions = checkpoint.versions.map { ($0.key, $0.value.stringValue) }
        let found = try session.execute(
            """
            select channel, type, bytes
            from unnest($2::text[], $3::text[]) with ordinality as named (channel, version, number)
            join \(schema).checkpoint_values using (channel, version) where place = $1 order by number
            """, [.text(String(place)), .texts(versions.map { $0.0 }), .texts(versions.map { $0.1 })])
        var values: [ChannelValue] = []
        for row in found.rows {
            guard row.count == 3, let channel = row[0], let type = row[1] else { throw Self.damaged }
            values.append(
                ChannelValue(
                    channel: channel, value: CheckpointValue(type: type, bytes: try PostgresRows.bytes(row[2]))))
        }
        let written = try session.execute(
            """
            select task, number, path, channel, type, bytes from \(schema).checkpoint_writes
            where place = $1 and checkpoint = $2 order by path, task, number
            """, [.text(String(place)), .text(checkpoint.id)])
        var writes: [CheckpointWrite] = []
        for row in written.rows {
            guard row.count == 6, let task = row[0], let number = row[1].flatMap({ Int($0) }), let path = row[2],
                let channel = row[3], let type = row[4]
            else { throw Self.damaged }
            writes.append(
                CheckpointWrite(
                    task: task, index: number, path: path, channel: channel,
                    value: CheckpointValue(type: type, bytes: try PostgresRows.bytes(row[5]))))
        }
        return StoredCheckpoint(checkpoint: checkpoint, values: values, writes: writes)
    }

    static func object(_ text: String?) throws(KapellError) -> JSONObject {
        guard let object = (try? JSONValue(parsing: text ?? ""))?.objectValue else { throw damaged }
        return object
    }

    static func texts(_ text: String?) throws(KapellError) -> [String] {
        guard let list = (try? JSONValue(parsing: text ?? ""))?.arrayValue else { throw damaged }
        return list.compactMap(\.stringValue)
    }

    private static var damaged: KapellError {
        KapellError(
            .corrupt, "A checkpoint in the PostgreSQL database is damaged.",
            remedy: "Restore the database from a backup.")
    }
}

extension PostgresRows {
    /// The bytes of a `bytea`, which a text answer shows as `\x` and hexadecimal digits.
    static func bytes(_ text: String?) throws(KapellError) -> [UInt8] {
        func digit(_ byte: UInt8) -> UInt8? {
            switch byte {
            case 0x30...0x39: byte - 0x30
            case 0x61...0x66: byte - 0x57
            default: nil
            }
        }
        let digits = Array((text ?? "").utf8)
        let damaged = KapellError(.corrupt, "PostgreSQL sends bytes that cannot be read.")
        guard digits.count >= 2, digits.count % 2 == 0, digits[0] == UInt8(ascii: "\\"), digits[1] == UInt8(ascii: "x")
        else { throw damaged }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2 - 1)
        for place in stride(from: 2, to: digits.count, by: 2) {
            guard let high = digit(digits[place]), let low = digit(digits[place + 1]) else { throw damaged }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
