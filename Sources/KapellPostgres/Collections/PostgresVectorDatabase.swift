public import KapellCore
import KapellVectors
import Synchronization

/// Collections in PostgreSQL with the extension `vector` (pgvector) 0.8 or newer.
///
/// A collection is a table in the schema of the options, with an HNSW index where its vectors have at most 2,000
/// dimensions. Beside it lies a table `collections` with what each was made with. Any number of programs may use one
/// schema at the same time.
public final class PostgresVectorDatabase: VectorDatabase {
    public let engine = "pgvector"
    private let options: PostgresOptions
    private let pool: PostgresPool
    /// The number of the type `vector` once everything is there.
    private let vectorType = Mutex<UInt32?>(nil)

    /// Connects with the first call.
    ///
    /// - Throws: `configuration` for a connection string, a schema or a number that cannot be used.
    public init(_ options: PostgresOptions) throws(KapellError) {
        try options.checkSchema()
        guard (2...100).contains(options.graphNeighbors), (1...1_000).contains(options.graphSearch),
            (options.graphNeighbors * 2...1_000).contains(options.graphConstruction)
        else {
            throw KapellError(
                .configuration, "The options of PostgreSQL's graph are out of their range.",
                remedy: "graphNeighbors is 2 to 100, graphConstruction twice that to 1000, graphSearch 1 to 1000.")
        }
        self.options = options
        pool = PostgresPool(
            try PostgresTarget(options),
            setUp: options.setUp + ["set hnsw.iterative_scan = strict_order"], limit: options.connections)
    }

    public func collections() async throws(KapellError) -> [VectorCollectionOptions] {
        let rows = try await rows("", [])
        var result: [VectorCollectionOptions] = []
        for row in rows { if let entry = entry(row) { result.append(entry.options) } }
        return result
    }

    public func create(_ collection: VectorCollectionOptions) async throws(KapellError) -> any VectorCollection {
        try collection.check()
        guard collection.dimensions <= 16_000 else {
            throw KapellError(
                .invalidRequest, "pgvector stores vectors of at most 16000 dimensions, not \(collection.dimensions).",
                remedy: "Use a model with fewer dimensions.")
        }
        try PostgresText.check(collection.fingerprint, "The fingerprint")
        if let analyzer = collection.analyzer { _ = try PostgresWords(analyzer) }
        let type = try await prepared()
        let (schema, options) = (schema, options)
        let number = try await pool.run { session throws(KapellError) in
            try session.transaction { () throws(KapellError) in
                let row = try session.execute(
                    """
                    insert into \(schema).collections (name, dimensions, metric, fingerprint, analyzer)
                    values ($1, $2::int, $3, $4, $5) on conflict (name) do nothing returning number
                    """,
                    [
                        .text(collection.name), .number(collection.dimensions), .text(collection.metric.rawValue),
                        .text(collection.fingerprint), collection.analyzer.map { .text($0) } ?? .null,
                    ]
                ).rows.first
                guard let number = row?.first.flatMap({ $0 }).flatMap({ Int($0) }) else {
                    throw KapellError(
                        .conflict, "There is a collection \(collection.name) already.",
                        remedy: "Open it, or use another name.")
                }
                let table = PostgresTable(schema: schema, number: number, metric: collection.metric)
                for statement in table.definition(collection, options) {
                    try session.execute(statement, prepares: false)
                }
                return number
            }
        }
        return try made(number, collection, type)
    }

    public func collection(_ name: String) async throws(KapellError) -> any VectorCollection {
        let type = try await prepared()
        let rows = name.utf8.contains(0) ? [] : try await rows("where name = $1", [.text(name)])
        guard let row = rows.first, let entry = entry(row) else {
            let names = try await collections().map(\.name).joined(separator: ", ")
            throw KapellError(
                .notFound, "There is no collection \(name.prefix(80)).",
                remedy: names.isEmpty ? "There is none yet; make it." : "There are: \(names).")
        }
        return try made(entry.number, entry.options, type)
    }

    public func drop(_ name: String) async throws(KapellError) {
        guard !name.utf8.contains(0) else { return }
        _ = try await prepared()
        let schema = schema
        try await pool.run { session throws(KapellError) in
            try session.transaction { () throws(KapellError) in
                let found = try session.execute(
                    "delete from \(schema).collections where name = $1 returning number", [.text(name)])
                guard let number = found.rows.first?.first.flatMap({ $0 }).flatMap({ Int($0) }) else { return }
                try session.execute("drop table if exists \(schema).collection_\(number)", prepares: false)
            }
        }
    }

    /// Runs a statement as it stands, for maintenance and tests: `analyze`, `select pg_sleep(1)`.
    ///
    /// - Returns: the first column of the answer.
    package func execute(_ sql: String) async throws(KapellError) -> [String?] {
        try await pool.run { session throws(KapellError) in
            try session.execute(sql, prepares: false).rows.map { $0.first ?? nil }
        }
    }

    // MARK: Parts

    private var schema: String { "\"\(options.schema)\"" }

    private func made(
        _ number: Int, _ collection: VectorCollectionOptions, _ type: UInt32
    ) throws(KapellError) -> any VectorCollection {
        PostgresVectorCollection(
            collection, pool: pool, table: PostgresTable(schema: schema, number: number, metric: collection.metric),
            words: try collection.analyzer.map { analyzer throws(KapellError) in try PostgresWords(analyzer) },
            vectorType: type, candidates: options.graphSearch)
    }

    private func rows(
        _ condition: String, _ parameters: [PostgresParameter]
    ) async throws(KapellError) -> [[String?]] {
        _ = try await prepared()
        let schema = schema
        return try await pool.run { session throws(KapellError) in
            try session.execute(
                """
                select number, name, dimensions, metric, fingerprint, analyzer from \(schema).collections
                \(condition) order by name
                """, parameters
            ).rows
        }
    }

    /// `nil` for what a newer version wrote.
    private func entry(_ row: [String?]) -> (number: Int, options: VectorCollectionOptions)? {
        guard row.count == 6, let number = row[0].flatMap({ Int($0) }), let name = row[1],
            let dimensions = row[2].flatMap({ Int($0) }), let metric = row[3].flatMap(VectorMetric.init(rawValue:))
        else { return nil }
        return (
            number,
            VectorCollectionOptions(
                name: name, dimensions: dimensions, metric: metric, fingerprint: row[4] ?? "", analyzer: row[5])
        )
    }

    /// Makes what is missing, once, and returns the number of the type `vector`.
    private func prepared() async throws(KapellError) -> UInt32 {
        if let type = vectorType.withLock({ $0 }) { return type }
        let schema = schema
        let found = try await pool.run { session throws(KapellError) in try PostgresSchema.prepare(schema, session) }
        vectorType.withLock { $0 = found }
        return found
    }
}
