import KapellCore
import KapellJSON

/// Checkpoints as the tables hold them; everything here runs within one call of a connection, in its transaction.
struct PostgresCheckpointTables: Sendable {
    let schema: String
    let scope: String

    typealias Session = PostgresConnection.Session

    /// The place's number; it is made where there is none.
    private func make(_ place: CheckpointPlace, _ session: borrowing Session) throws(KapellError) -> PostgresParameter {
        let names: [PostgresParameter] = [.text(scope), .text(place.thread), .text(place.namespace)]
        let find = "select place from \(schema).checkpoint_places where scope = $1 and thread = $2 and namespace = $3"
        if let number = Self.first(try session.execute(find, names)) { return .text(number) }
        try session.execute(
            """
            insert into \(schema).checkpoint_places (scope, thread, namespace) values ($1, $2, $3)
            on conflict do nothing
            """, names)
        guard let number = Self.first(try session.execute(find, names)) else {
            throw KapellError(.unavailable, "The thread is being removed.", remedy: "Ask again.")
        }
        return .text(number)
    }

    /// Writers of a thread go on beside each other, but not beside one that removes of it: what they refer to must stay.
    private func lock(_ threads: [String], alone: Bool, _ session: borrowing Session) throws(KapellError) {
        for thread in Set(threads).sorted() {
            try session.execute(
                """
                select pg_advisory_xact_lock\(alone ? "" : "_shared")(
                    hashtextextended($1::text || '/' || $2::text || '/\(schema)', 4919832177))
                """, [.text(scope), .text(thread)])
        }
    }

    // MARK: Writing

    func put(
        _ checkpoint: GraphCheckpoint, _ values: [ChannelValue], metadata: String, run: String?,
        _ session: borrowing Session
    ) throws(KapellError) {
        try lock([checkpoint.place.thread], alone: false, session)
        let place = try make(checkpoint.place, session)
        for value in values {
            guard let version = checkpoint.versions[value.channel]?.stringValue else { continue }
            try session.execute(
                """
                insert into \(schema).checkpoint_values (place, channel, version, type, bytes)
                values ($1, $2, $3, $4, $5) on conflict do nothing
                """, [place, .text(value.channel), .text(version), .text(value.value.type), .binary(value.value.bytes)])
        }
        let versions = checkpoint.versions.map { ($0.key, $0.value.stringValue) }
        let size = try session.execute(
            """
            select coalesce(sum(octet_length(bytes)), 0) from unnest($2::text[], $3::text[]) as named (channel, version)
            join \(schema).checkpoint_values using (channel, version) where place = $1
            """, [place, .texts(versions.map { $0.0 }), .texts(versions.map { $0.1 })])
        guard Self.number(size) + checkpoint.body.bytes.count <= CheckpointLimits.bytes else {
            throw CheckpointLimits.tooLarge("the values of the checkpoint \(checkpoint.id.prefix(80))")
        }
        try session.execute(
            """
            insert into \(schema).checkpoints (place, id, parent, run, metadata, versions, deltas, type, bytes)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (place, id) do update set parent = excluded.parent, run = excluded.run,
                metadata = excluded.metadata, versions = excluded.versions, deltas = excluded.deltas,
                type = excluded.type, bytes = excluded.bytes
            """,
            [
                place, .text(checkpoint.id), checkpoint.parent.map { .text($0) } ?? .null,
                run.map { .text($0) } ?? .null, .text(metadata),
                .text(JSONValue.object(checkpoint.versions).serialized()),
                .text(JSONValue.array(checkpoint.deltas.map { .string($0) }).serialized()),
                .text(checkpoint.body.type), .binary(checkpoint.body.bytes),
            ])
    }

    func put(
        _ writes: [CheckpointWrite], after checkpoint: String, in place: CheckpointPlace, _ session: borrowing Session
    ) throws(KapellError) {
        try lock([place.thread], alone: false, session)
        let place = try make(place, session)
        for write in writes {
            let conflict =
                write.index < 0
                ? """
                (place, checkpoint, task, number) do update set path = excluded.path, channel = excluded.channel,
                    type = excluded.type, bytes = excluded.bytes
                """ : "do nothing"
            try session.execute(
                """
                insert into \(schema).checkpoint_writes (place, checkpoint, task, number, path, channel, type, bytes)
                values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict \(conflict)
                """,
                [
                    place, .text(checkpoint), .text(write.task), .number(write.index), .text(write.path),
                    .text(write.channel), .text(write.value.type), .binary(write.value.bytes),
                ])
        }
        let size = try session.execute(
            """
            select coalesce(sum(
                octet_length(bytes) + octet_length(path) + octet_length(task) + octet_length(channel)
                + \(CheckpointLimits.frame)), 0)
            from \(schema).checkpoint_writes where place = $1 and checkpoint = $2
            """, [place, .text(checkpoint)])
        guard Self.number(size) <= CheckpointLimits.bytes else {
            throw CheckpointLimits.tooLarge("the writes after the checkpoint \(checkpoint.prefix(80))")
        }
    }

    // MARK: Removing

    func copy(_ thread: String, to target: String, _ session: borrowing Session) throws(KapellError) -> Int {
        try lock([thread, target], alone: true, session)
        guard try places(of: target, session).isEmpty else {
            throw KapellError(
                .conflict, "There is a thread \(target.prefix(80)) already.",
                remedy: "Copy to another, or erase that one first.")
        }
        var count = 0
        for (place, namespace) in try places(of: thread, session) {
            let copy = try make(CheckpointPlace(thread: target, namespace: namespace), session)
            for (table, columns) in [
                ("checkpoint_values", "channel, version, type, bytes"),
                ("checkpoint_writes", "checkpoint, task, number, path, channel, type, bytes"),
                ("checkpoints", "id, parent, run, metadata, versions, deltas, type, bytes"),
            ] {
                let changed = try session.execute(
                    """
                    insert into \(schema).\(table) (place, \(columns))
                    select $1::bigint, \(columns) from \(schema).\(table) where place = $2
                    """, [copy, place]
                ).changed
                if table == "checkpoints" { count += changed }
            }
        }
        return count
    }

    func prune(_ threads: [String], _ session: borrowing Session) throws(KapellError) -> Int {
        try lock(threads, alone: true, session)
        var count = 0
        for thread in threads {
            for (place, _) in try places(of: thread, session) { count += try prune(place, session) }
        }
        return count
    }

    private func prune(_ place: PostgresParameter, _ session: borrowing Session) throws(KapellError) -> Int {
        let ids = try session.execute(
            "select id from \(schema).checkpoints where place = $1 order by id desc", [place]
        ).rows.compactMap { $0.first.flatMap { $0 } }
        guard let newest = ids.first, ids.count > 1 else { return 0 }
        let kept = try CheckpointPruning.kept(newest: newest) { id throws(KapellError) in
            let rows = try session.execute(
                "select parent, versions, deltas from \(schema).checkpoints where place = $1 and id = $2",
                [place, .text(id)])
            guard let row = rows.rows.first, row.count == 3 else { return nil }
            return CheckpointPruning.Entry(
                parent: row[0], versions: try Self.object(row[1]), deltas: try Self.texts(row[2]))
        } hasValue: { channel, version throws(KapellError) in
            let rows = try session.execute(
                """
                select 1 from \(schema).checkpoint_values where place = $1 and channel = $2 and version = $3
                """, [place, .text(channel), .text(version)])
            return !rows.rows.isEmpty
        }
        var count = 0
        for id in ids where !kept.contains(Array(id.utf8)) {
            try remove(id, in: place, session)
            count += 1
        }
        try removeUnnamedValues(in: place, session)
        return count
    }

    func erase(threads: [String], _ session: borrowing Session) throws(KapellError) -> Int {
        try lock(threads, alone: true, session)
        var count = 0
        for thread in threads {
            for (place, _) in try places(of: thread, session) {
                for table in ["checkpoint_values", "checkpoint_writes", "checkpoint_places"] {
                    try session.execute("delete from \(schema).\(table) where place = $1", [place])
                }
                count += try session.execute("delete from \(schema).checkpoints where place = $1", [place]).changed
            }
        }
        return count
    }

    func erase(runs: [String], _ session: borrowing Session) throws(KapellError) -> Int {
        let found = """
            from \(schema).checkpoints join \(schema).checkpoint_places using (place)
            where scope = $1 and run = any($2::text[])
            """
        let wanted: [PostgresParameter] = [.text(scope), .texts(runs)]
        let threads = try session.execute("select distinct thread \(found)", wanted).rows
        try lock(threads.compactMap { $0.first.flatMap { $0 } }, alone: true, session)
        let rows = try session.execute("select place, id \(found)", wanted).rows
        var places: Set<String> = []
        for row in rows {
            guard row.count == 2, let place = row[0], let id = row[1] else { continue }
            places.insert(place)
            try remove(id, in: .text(place), session)
        }
        for place in places {
            try removeUnnamedValues(in: .text(place), session)
            try session.execute(
                """
                delete from \(schema).checkpoint_places where place = $1
                and not exists (select 1 from \(schema).checkpoints where place = $1)
                and not exists (select 1 from \(schema).checkpoint_writes where place = $1)
                """, [.text(place)])
        }
        return rows.count
    }

    private func places(
        of thread: String, _ session: borrowing Session
    ) throws(KapellError) -> [(PostgresParameter, namespace: String)] {
        try session.execute(
            "select place, namespace from \(schema).checkpoint_places where scope = $1 and thread = $2",
            [.text(scope), .text(thread)]
        ).rows.compactMap { row in
            guard row.count == 2, let place = row[0], let namespace = row[1] else { return nil }
            return (.text(place), namespace)
        }
    }

    private func remove(
        _ id: String, in place: PostgresParameter, _ session: borrowing Session
    ) throws(KapellError) {
        for (table, column) in [("checkpoints", "id"), ("checkpoint_writes", "checkpoint")] {
            try session.execute(
                "delete from \(schema).\(table) where place = $1 and \(column) = $2", [place, .text(id)])
        }
    }

    /// Removes the values that no checkpoint names any more.
    private func removeUnnamedValues(
        in place: PostgresParameter, _ session: borrowing Session
    ) throws(KapellError) {
        try session.execute(
            """
            with named as (
                select distinct each.key, each.value
                from \(schema).checkpoints cross join lateral json_each_text(versions::json) as each
                where place = $1)
            delete from \(schema).checkpoint_values as held where place = $1
            and not exists (select from named where named.key = held.channel and named.value = held.version)
            """, [place])
    }

    private static func first(_ rows: PostgresRows) -> String? { rows.rows.first?.first ?? nil }

    private static func number(_ rows: PostgresRows) -> Int { first(rows).flatMap { Int($0) } ?? 0 }
}
