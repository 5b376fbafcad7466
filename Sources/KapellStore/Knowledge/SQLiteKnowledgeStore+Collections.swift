import GRDB
public import KapellCore

extension SQLiteKnowledgeStore {
    public func collections() async throws -> [CollectionRecord] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM collections ORDER BY name").map(CollectionRecord.init(row:))
        }
    }

    public func collection(_ name: String) async throws -> CollectionRecord? {
        try await read { database in try Self.collection(name, in: database) }
    }

    /// Makes a knowledge base, or returns the one that is there, whatever its fingerprint: the caller compares it.
    ///
    /// - Throws: `.invalidRequest` for an empty name or less than one dimension.
    public func createCollection(
        _ name: String, fingerprint: String, dimensions: Int
    ) async throws -> CollectionRecord {
        guard !name.isEmpty, !name.utf8.contains(0), !fingerprint.utf8.contains(0) else {
            throw KapellError(
                .invalidRequest, "The name of a knowledge base is empty or holds a zero byte.", remedy: "Name it.")
        }
        guard dimensions > 0 else {
            throw KapellError(
                .invalidRequest, "The knowledge base \"\(name)\" cannot have vectors of \(dimensions) dimensions.",
                remedy: "Give the number of dimensions of its embedding model.")
        }
        if let there = try await collection(name) { return there }
        return try await change { database in
            if let there = try Self.collection(name, in: database) { return there }
            try database.execute(
                sql: "INSERT INTO collections (name, fingerprint, dimensions) VALUES (?, ?, ?)",
                arguments: [name, fingerprint, dimensions])
            let id = database.lastInsertedRowID
            return CollectionRecord(
                id: id, name: name, fingerprint: fingerprint, dimensions: dimensions, documents: 0, chunks: 0,
                sequence: 0)
        }
    }

    /// Removes a knowledge base with all that belongs to it. One that is not there is no error.
    ///
    /// Its removals are not told to followers: an index of a knowledge base that is gone is to be thrown away.
    public func removeCollection(_ name: String) async throws {
        try await change { database in
            guard let collection = try Self.collection(name, in: database) else { return }
            try database.execute(sql: "DELETE FROM chunks WHERE collection = ?", arguments: [collection.id])
            try database.execute(sql: "DELETE FROM collections WHERE id = ?", arguments: [collection.id])
        }
    }

    static func collection(_ name: String, in database: Database) throws -> CollectionRecord? {
        try Row.fetchOne(database, sql: "SELECT * FROM collections WHERE name = ?", arguments: [name])
            .map(CollectionRecord.init(row:))
    }
}

extension CollectionRecord {
    init(row: Row) throws {
        self.init(
            id: try row.get("id"), name: try row.get("name"), fingerprint: try row.get("fingerprint"),
            dimensions: try row.get("dimensions"), documents: try row.get("documents"),
            chunks: try row.get("chunks"), sequence: try row.get("sequence"))
    }
}
