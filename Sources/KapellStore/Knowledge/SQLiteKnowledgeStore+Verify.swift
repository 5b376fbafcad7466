import GRDB
public import KapellCore

extension SQLiteKnowledgeStore {
    /// Reads the whole store and checks it: the file, references, counts, vectors, sequence numbers, and that each chunk
    /// is its span of its document's text.
    ///
    /// - Throws: `.corrupt` that names what is wrong.
    public func verify() async throws(KapellError) {
        try await read { [file] database in
            func damaged(_ what: String) -> KapellError {
                KapellError(.corrupt, "\(file.label) is damaged: \(what).", remedy: file.kind.repair)
            }
            let integrity = try String.fetchAll(database, sql: "PRAGMA integrity_check(5)")
            guard integrity == ["ok"] else { throw damaged(integrity.joined(separator: "; ")) }
            if let row = try Row.fetchOne(database, sql: "PRAGMA foreign_key_check") {
                throw damaged("a row of \"\(try row.decode(String?.self, atIndex: 0) ?? "?")\" belongs to nothing")
            }
            for collection in try Row.fetchAll(database, sql: "SELECT * FROM collections") {
                let record = try CollectionRecord(row: collection)
                if let wrong = try Self.disagreement(of: record, database) {
                    throw damaged("in the knowledge base \"\(record.name)\", \(wrong)")
                }
            }
        }
    }

    private static func disagreement(of record: CollectionRecord, _ database: Database) throws -> String? {
        func count(_ sql: String) throws -> Int {
            try Int.fetchOne(database, sql: sql, arguments: ["collection": record.id]) ?? 0
        }
        let checks: [(String, Int, Int)] = [
            (
                "documents are miscounted", record.documents,
                try count("SELECT count(*) FROM documents WHERE collection = :collection")
            ),
            (
                "chunks are miscounted", record.chunks,
                try count("SELECT count(*) FROM chunks WHERE collection = :collection")
            ),
            (
                "the chunks of a document are miscounted", 0,
                try count(
                    """
                    SELECT count(*) FROM documents WHERE collection = :collection
                    AND chunks <> (SELECT count(*) FROM chunks WHERE chunks.document = documents.id)
                    """)
            ),
            (
                "a vector has the wrong length", 0,
                try count(
                    """
                    SELECT count(*) FROM chunks WHERE collection = :collection
                    AND length(vector) <> 4 * (SELECT dimensions FROM collections WHERE id = :collection)
                    """)
            ),
            (
                "a chunk is not its span of its document's text", 0,
                try count(
                    """
                    SELECT count(*) FROM chunks LEFT JOIN document_texts USING (document)
                    WHERE collection = :collection
                    AND chunks.text IS NOT substr(document_texts.text, start + 1, "end" - start)
                    """)
            ),
            (
                "a sequence number is wrong", Int(record.sequence),
                try count(
                    """
                    SELECT max(coalesce((SELECT max(sequence) FROM chunks WHERE collection = :collection), 0),
                        coalesce((SELECT max(sequence) FROM removals WHERE collection = :collection), 0))
                    """)
            ),
            (
                "the store's counter is behind", 0,
                try count(
                    """
                    SELECT count(*) FROM collections
                    WHERE id = :collection AND sequence > (SELECT sequence FROM counter)
                    """)
            ),
        ]
        return checks.first { $0.1 != $0.2 }?.0
    }
}
