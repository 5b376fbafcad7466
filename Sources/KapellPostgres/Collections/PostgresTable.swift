import KapellCore
import KapellVectors

/// The table of one collection.
struct PostgresTable: Sendable {
    /// The most dimensions that pgvector's HNSW takes of the type `vector`.
    static let maximumGraphDimensions = 2_000

    let name: String
    private let short: String
    let metric: VectorMetric

    init(schema: String, number: Int, metric: VectorMetric) {
        short = "collection_\(number)"
        name = "\(schema).\(short)"
        self.metric = metric
    }

    /// pgvector's operator; a lower value is nearer.
    var sign: String {
        switch metric {
        case .cosine: "<=>"
        case .dot: "<#>"
        case .l2: "<->"
        }
    }

    /// The distance as a score, as Kapell's own engine has it.
    func score(_ distance: Double) -> Double {
        switch metric {
        case .cosine: 1 - distance
        case .dot: -distance
        case .l2: 0 - distance * distance
        }
    }

    /// `metadata` is what was written, to the letter; `fields` is what filters read.
    func definition(_ collection: VectorCollectionOptions, _ options: PostgresOptions) -> [String] {
        var statements = [
            """
            create table \(name) (
                namespace text collate "C" not null,
                id text collate "C" not null,
                embedding vector(\(collection.dimensions)) not null,
                body text,
                metadata json not null,
                fields jsonb not null,
                parent text,
                words tsvector,
                primary key (namespace, id))
            """,
            "create index \(short)_fields on \(name) using gin (fields jsonb_path_ops)",
        ]
        if collection.dimensions <= Self.maximumGraphDimensions {
            let operators = ["cosine": "vector_cosine_ops", "dot": "vector_ip_ops", "l2": "vector_l2_ops"]
            statements.append(
                "create index \(short)_embedding on \(name) using hnsw (embedding \(operators[metric.rawValue] ?? "")) "
                    + "with (m = \(options.graphNeighbors), ef_construction = \(options.graphConstruction))")
        }
        if collection.analyzer != nil {
            statements.append("create index \(short)_words on \(name) using gin (words)")
        }
        return statements
    }

    /// Columns of an answer after the id and the score.
    static func columns(_ parts: VectorRecordParts) -> String {
        "parent, " + (parts.contains(.text) ? "body" : "null") + ", "
            + (parts.contains(.metadata) ? "metadata" : "null")
            + ", " + (parts.contains(.vector) ? "vector_send(embedding)" : "null")
    }

    /// A record from the id and the ``columns(_:)`` behind it.
    static func record(id: String?, _ columns: ArraySlice<String?>) throws(KapellError) -> VectorRecord {
        let values = Array(columns)
        guard values.count == 4 else { throw KapellError(.internalError, "PostgreSQL answers with other columns.") }
        var record = VectorRecord(id: id ?? "", vector: [], text: values[1], parent: values[0])
        if let metadata = values[2] { record.metadata = try MetadataJSON.metadata(parsing: metadata) }
        if let vector = values[3] { record.vector = try PostgresRows.vector(vector) }
        return record
    }
}
