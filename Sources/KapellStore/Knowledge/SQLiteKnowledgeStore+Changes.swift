import GRDB
public import KapellCore

extension SQLiteKnowledgeStore {
    /// Changes to vectors after `sequence`, in order, at most `limit` of them.
    ///
    /// Sequence numbers strictly increase over the whole store and are never used again, so those of one knowledge base
    /// have gaps. A chunk that was written and removed after `sequence` shows its removal only. A follower that applies
    /// what it gets and asks again from the last number it saw ends with exactly the vectors of the store; to apply a
    /// change twice does no harm.
    public func changes(
        in collection: Int64, after sequence: Int64, limit: Int
    ) async throws -> [VectorChange] {
        try await read { database in
            try Self.requireCollection(collection, in: database)
            guard limit > 0 else { return [] }
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT sequence, id, vector FROM chunks WHERE collection = ? AND sequence > ?
                    UNION ALL
                    SELECT sequence, chunk, NULL FROM removals WHERE collection = ? AND sequence > ?
                    ORDER BY sequence LIMIT ?
                    """,
                arguments: [collection, sequence, collection, sequence, limit])
            var changes: [VectorChange] = []
            while let row = try rows.next() {
                let vector = try StoredVector.read(row, at: 2)
                changes.append(VectorChange(sequence: try row.get(at: 0), chunk: try row.get(at: 1), vector: vector))
            }
            return changes
        }
    }

    /// Changes to texts after `sequence`, as ``changes(in:after:limit:)`` tells those of vectors, with the same numbers.
    public func textChanges(
        in collection: Int64, after sequence: Int64, limit: Int
    ) async throws -> [TextChange] {
        try await read { database in
            try Self.requireCollection(collection, in: database)
            guard limit > 0 else { return [] }
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT sequence, id AS chunk, heading, text, table_header FROM chunks WHERE collection = ? AND sequence > ?
                    UNION ALL
                    SELECT sequence, chunk, NULL, NULL, NULL FROM removals WHERE collection = ? AND sequence > ?
                    ORDER BY sequence LIMIT ?
                    """,
                arguments: [collection, sequence, collection, sequence, limit])
            var changes: [TextChange] = []
            while let row = try rows.next() {
                var text: TextChange.Text?
                if let words = try row.text("text") {
                    text = TextChange.Text(
                        heading: try row.text("heading") ?? "", text: words,
                        tableHeader: try row.text("table_header") ?? "")
                }
                changes.append(
                    TextChange(sequence: try row.get("sequence"), chunk: try row.get("chunk"), text: text))
            }
            return changes
        }
    }
}
