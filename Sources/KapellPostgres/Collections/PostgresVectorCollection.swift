import KapellCore
import KapellVectors

/// A collection in a table of PostgreSQL.
final class PostgresVectorCollection: VectorCollection {
    /// Bytes of vectors and texts that travel in one statement.
    private static let sliceBytes = 32 << 20

    let options: VectorCollectionOptions
    let pool: PostgresPool
    let table: PostgresTable
    let words: PostgresWords?
    let candidates: Int
    private let vectorType: UInt32

    init(
        _ options: VectorCollectionOptions, pool: PostgresPool, table: PostgresTable, words: PostgresWords?,
        vectorType: UInt32, candidates: Int
    ) {
        self.options = options
        self.pool = pool
        self.table = table
        self.words = words
        self.vectorType = vectorType
        self.candidates = candidates
    }

    /// One statement for each 32 MiB, all in one transaction, rows in the order of their ids: two batches with the same
    /// ids wait for each other and never block each other.
    func upsert(_ records: [VectorRecord], namespace: String) async throws(KapellError) -> UInt64? {
        try options.check(records)
        try PostgresText.check(namespace, "The namespace")
        guard !records.isEmpty else { return nil }
        var slices: [[PostgresParameter]] = []
        var slice: [VectorRecord] = []
        var bytes = 0
        for record in records.sorted(by: { $0.id.precedes($1.id) }) {
            try PostgresText.check(record)
            slice.append(record)
            bytes += record.vector.count * 4 + (record.text?.utf8.count ?? 0) * 2 + record.metadata.size
            if bytes > Self.sliceBytes {
                slices.append(try parameters(slice, namespace))
                (slice, bytes) = ([], 0)
            }
        }
        if !slice.isEmpty { slices.append(try parameters(slice, namespace)) }
        let sql = """
            insert into \(table.name) (namespace, id, embedding, body, metadata, fields, parent, words)
            select $1, r.id, r.embedding, r.body, r.metadata::json, normalize(r.metadata, nfc)::jsonb, r.parent,
                r.words::tsvector
            from unnest($2::text[], $3::vector[], $4::text[], $5::text[], $6::text[], $7::text[])
                as r (id, embedding, body, metadata, parent, words)
            on conflict (namespace, id) do update set embedding = excluded.embedding, body = excluded.body,
                metadata = excluded.metadata, fields = excluded.fields, parent = excluded.parent, words = excluded.words
            """
        let all = slices
        try await pool.run { session throws(KapellError) in
            if all.count == 1 {
                try session.execute(sql, all[0])
            } else {
                try session.transaction { () throws(KapellError) in for slice in all { try session.execute(sql, slice) }
                }
            }
        }
        return nil
    }

    private func parameters(_ records: [VectorRecord], _ namespace: String) throws(KapellError) -> [PostgresParameter] {
        var terms: [String?] = []
        for record in records {
            guard let words, let text = record.text else {
                terms.append(nil)
                continue
            }
            terms.append(try words.vector(text, id: record.id))
        }
        return [
            .text(namespace), .texts(records.map(\.id)), .vectors(records.map(\.vector), type: vectorType),
            .texts(records.map(\.text)), .texts(records.map { MetadataJSON.text($0.metadata) }),
            .texts(records.map(\.parent)), .texts(terms),
        ]
    }

    func delete(ids: [String], namespace: String) async throws(KapellError) -> Int? {
        let ids = ids.filter { !$0.utf8.contains(0) }.sorted { $0.precedes($1) }
        guard !ids.isEmpty, !namespace.utf8.contains(0) else { return 0 }
        let sql = """
            delete from \(table.name) where namespace = $1 and id in (select id from \(table.name)
            where namespace = $1 and id = any ($2::text[]) order by id for update)
            """
        return try await pool.run { session throws(KapellError) in
            try session.execute(sql, [.text(namespace), .texts(ids)]).changed
        }
    }

    func delete(where filter: Filter, namespace: String) async throws(KapellError) -> Int? {
        guard !namespace.utf8.contains(0) else { return 0 }
        var statement = PostgresFilter([.text(namespace)])
        let sql = "delete from \(table.name) where namespace = $1 and \(try statement.condition(filter))"
        let parameters = statement.parameters
        return try await pool.run { session throws(KapellError) in try session.execute(sql, parameters).changed }
    }

    func records(
        ids: [String], namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        let asked = ids.filter { !$0.utf8.contains(0) }
        guard !asked.isEmpty, !namespace.utf8.contains(0) else { return [] }
        let sql = """
            select id, \(PostgresTable.columns(parts)) from \(table.name)
            where namespace = $1 and id = any ($2::text[])
            """
        let found = try await read(sql, [.text(namespace), .texts(asked)])
        let known = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return ids.compactMap { known[$0] }
    }

    func count(where filter: Filter?, namespace: String) async throws(KapellError) -> Int {
        guard !namespace.utf8.contains(0) else { return 0 }
        var statement = PostgresFilter([.text(namespace)])
        let condition = try filter.map { filter throws(KapellError) in try statement.condition(filter) } ?? "true"
        let sql = "select count(*) from \(table.name) where namespace = $1 and \(condition)"
        let parameters = statement.parameters
        let rows = try await pool.run { session throws(KapellError) in try session.execute(sql, parameters).rows }
        return rows.first?.first.flatMap { $0 }.flatMap { Int($0) } ?? 0
    }

    func scroll(
        after id: String?, limit: Int, where filter: Filter?, namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        guard limit >= 0 else {
            throw KapellError(.invalidRequest, "\(limit) records cannot be read.", remedy: "Set a limit of 0 or more.")
        }
        guard !namespace.utf8.contains(0) else { return [] }
        // Nothing lies between a text with U+0000 and the same text up to there, but that text itself.
        let start = id.map { String($0.prefix { $0 != "\0" }) }
        var statement = PostgresFilter([.text(namespace), .number(limit), start.map { .text($0) } ?? .null])
        let condition = try filter.map { filter throws(KapellError) in try statement.condition(filter) } ?? "true"
        let sql = """
            select id, \(PostgresTable.columns(parts)) from \(table.name)
            where namespace = $1 and \(start == nil ? "$3::text is null" : "id > $3") and \(condition)
            order by id limit $2::bigint
            """
        return try await read(sql, statement.parameters)
    }

    func namespaces() async throws(KapellError) -> [String] {
        // From one name to the next by the primary key; `distinct` would read every row.
        let sql = """
            with recursive names as (
                (select namespace from \(table.name) order by namespace limit 1)
                union all
                select (select t.namespace from \(table.name) t where t.namespace > names.namespace
                    order by t.namespace limit 1) from names where names.namespace is not null)
            select namespace from names where namespace is not null
            """
        return try await pool.run { session throws(KapellError) in
            try session.execute(sql).rows.compactMap { $0.first ?? nil }
        }
    }

    func drop(namespace: String) async throws(KapellError) {
        _ = try await delete(where: .everything, namespace: namespace)
    }

    private func read(_ sql: String, _ parameters: [PostgresParameter]) async throws(KapellError) -> [VectorRecord] {
        let rows = try await pool.run { session throws(KapellError) in try session.execute(sql, parameters).rows }
        var records: [VectorRecord] = []
        records.reserveCapacity(rows.count)
        for row in rows { records.append(try PostgresTable.record(id: row[0], row[1...])) }
        return records
    }
}
