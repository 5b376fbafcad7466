import GRDB
public import KapellCore
import KapellJSON

extension SQLiteKnowledgeStore {
    public func documents(in collection: Int64) async throws -> [DocumentRecord] {
        try await read { database in
            try Self.requireCollection(collection, in: database)
            return try Row.fetchAll(
                database, sql: "SELECT * FROM documents WHERE collection = ? ORDER BY name", arguments: [collection]
            ).map(DocumentRecord.init(row:))
        }
    }

    public func openings(in collection: Int64, bytes: Int) async throws -> [DocumentOpening] {
        try await read { database in
            try Self.requireCollection(collection, in: database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT documents.id, documents.name, substr(chunks.text, 1, ?) FROM documents
                    JOIN chunks ON chunks.document = documents.id AND chunks.ordinal = 0
                    WHERE documents.collection = ? ORDER BY documents.name
                    """,
                arguments: [max(0, bytes), collection]
            ).map { row in
                let text: StoredText = try row.get(at: 2)
                return DocumentOpening(document: try row.get(at: 0), name: try row.get(at: 1), text: text.text)
            }
        }
    }

    public func document(_ id: Int64) async throws -> DocumentRecord? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM documents WHERE id = ?", arguments: [id])
                .map(DocumentRecord.init(row:))
        }
    }

    public func text(of document: Int64) async throws -> String? {
        try await read { database in
            try StoredText.fetchOne(
                database, sql: "SELECT text FROM document_texts WHERE document = ?", arguments: [document])?.text
        }
    }

    public func pages(of document: Int64) async throws -> [PageRecord] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT number, start, \"end\" FROM pages WHERE document = ? ORDER BY number",
                arguments: [document]
            ).map { row in
                let span = ByteSpan(start: try row.get(at: 1), end: try row.get(at: 2))
                return PageRecord(number: try row.get(at: 0), span: span)
            }
        }
    }

    public func touch(_ document: Int64, modified: Int64) async throws {
        try await change { database in
            try database.execute(
                sql: "UPDATE documents SET modified = ? WHERE id = ?", arguments: [modified, document])
        }
    }
}

extension DocumentRecord {
    init(row: Row) throws {
        let warnings: String = try row.get("warnings")
        var failure: KapellError?
        if let code: String = try row.get("failure_code") {
            // A code that a newer version wrote is not known here.
            failure = KapellError(
                KapellError.Code(rawValue: code) ?? .internalError, try row.text("failure_message") ?? "",
                remedy: try row.text("failure_remedy"), isRetryable: try row.get("failure_retryable"))
        }
        self.init(
            id: try row.get("id"), collection: try row.get("collection"), name: try row.get("name"),
            path: try row.text("path") ?? "", source: try row.text("source") ?? "", hash: try row.get("hash"),
            bytes: try row.get("bytes"), modified: try row.get("modified"), kind: try row.get("kind"),
            title: try row.text("title"), pages: try row.get("pages"), chunks: try row.get("chunks"),
            warnings: (try? JSONValue(parsing: warnings))?.arrayValue?.compactMap(\.stringValue) ?? [],
            failure: failure)
    }

    /// Values of the columns from `path` to `failure_retryable`, in the order of the table.
    func arguments(chunks: Int) -> StatementArguments {
        [
            StoredText(path), StoredText(source), hash, bytes, modified, kind, title.map(StoredText.init), pages,
            chunks, JSONValue.array(warnings.map(JSONValue.string)).serialized(), failure?.code.rawValue,
            (failure?.message).map(StoredText.init), (failure?.remedy).map(StoredText.init), failure?.isRetryable,
        ]
    }
}
