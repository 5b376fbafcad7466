import GRDB
public import KapellCore
import KapellJSON

extension SQLiteKnowledgeStore {
    /// Chunks by their numbers, in the order asked for; those that are gone are left out.
    public func chunks(_ ids: [Int64]) async throws -> [ChunkRecord] {
        guard !ids.isEmpty else { return [] }
        let list = JSONValue.array(ids.map(JSONValue.integer)).serialized()
        let found = try await read { database in
            try Row.fetchAll(
                database, sql: "\(Self.select) WHERE id IN (SELECT value FROM json_each(?))", arguments: [list]
            ).map(ChunkRecord.init(row:))
        }
        let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return ids.compactMap { byID[$0] }
    }

    public func chunks(ofDocument id: Int64) async throws -> [ChunkRecord] {
        try await read { database in
            try Row.fetchAll(database, sql: "\(Self.select) WHERE document = ? ORDER BY ordinal", arguments: [id])
                .map(ChunkRecord.init(row:))
        }
    }

    public func chunkNumbers(ofDocuments documents: Set<Int64>) async throws -> [Int64] {
        let list = JSONValue.array(documents.map(JSONValue.integer)).serialized()
        return try await read { database in
            try Int64.fetchAll(
                database, sql: "SELECT id FROM chunks WHERE document IN (SELECT value FROM json_each(?))",
                arguments: [list])
        }
    }

    public func documentNumbers(ofChunks chunks: [Int64]) async throws -> Set<Int64> {
        guard !chunks.isEmpty else { return [] }
        let list = JSONValue.array(chunks.map(JSONValue.integer)).serialized()
        return try await read { database in
            try Int64.fetchSet(
                database,
                sql: "SELECT DISTINCT document FROM chunks WHERE id IN (SELECT value FROM json_each(?))",
                arguments: [list])
        }
    }

    public func vectors(
        forTextHashes hashes: [String], in collection: Int64
    ) async throws -> [String: [Float]] {
        guard !hashes.isEmpty else { return [:] }
        let list = JSONValue.array(hashes.map(JSONValue.string)).serialized()
        return try await read { database in
            try Self.requireCollection(collection, in: database)
            // Of several chunks with one text, any has its vector.
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT text_hash, vector FROM chunks
                    WHERE collection = ? AND text_hash IN (SELECT value FROM json_each(?)) GROUP BY text_hash
                    """,
                arguments: [collection, list])
            var vectors: [String: [Float]] = [:]
            while let row = try rows.next() { vectors[try row.get(at: 0)] = try StoredVector.read(row, at: 1) }
            return vectors
        }
    }

    private static let select = """
        SELECT id, document, ordinal, start, "end", page, heading, text, table_header, parent_start, parent_end
        FROM chunks
        """
}

extension ChunkRecord {
    init(row: Row) throws {
        var parent: ByteSpan?
        if let start: Int = try row.get("parent_start"), let end: Int = try row.get("parent_end") {
            parent = ByteSpan(start: start, end: end)
        }
        self.init(
            id: try row.get("id"), document: try row.get("document"), ordinal: try row.get("ordinal"),
            span: ByteSpan(start: try row.get("start"), end: try row.get("end")), page: try row.get("page"),
            heading: try row.text("heading") ?? "", text: try row.text("text") ?? "",
            tableHeader: try row.text("table_header") ?? "", parent: parent)
    }
}
