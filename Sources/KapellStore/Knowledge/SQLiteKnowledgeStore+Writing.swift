import GRDB
public import KapellCore

extension SQLiteKnowledgeStore {
    /// Writes a document with its chunks, in place of what was there under its name, in one transaction.
    ///
    /// A document keeps its number when it is replaced; its chunks get new ones, and those that were there are told to
    /// followers as removed.
    ///
    /// - Throws: `.invalidRequest` when a chunk is not exactly its span of the text, or its vector has another number
    ///   of dimensions than the knowledge base.
    public func write(_ document: NewDocument, in collection: Int64) async throws -> DocumentRecord {
        try document.check()
        return try await change { database in
            guard
                let dimensions = try Int.fetchOne(
                    database, sql: "SELECT dimensions FROM collections WHERE id = ?", arguments: [collection])
            else { throw Self.missing(collection) }
            try document.check(dimensions: dimensions)
            let id = try Self.put(document, in: collection, database)
            if let text = document.text {
                try database.execute(
                    sql: "INSERT INTO document_texts (document, text) VALUES (?, ?)",
                    arguments: [id, StoredText(text)])
            }
            try Self.insert(document.pages, of: id, database)
            try Self.insert(document.parts, of: id, database)
            try Self.insert(document.chunks, of: id, in: collection, database)
            if let quality = document.quality { try Self.put(quality, of: id, database) }
            var record = document.record
            record.id = id
            record.collection = collection
            record.chunks = document.chunks.count
            return record
        }
    }

    /// Removes a document with its chunks; a document that is not there is no error.
    public func removeDocument(_ id: Int64) async throws {
        try await change { database in
            let collection = try Int64.fetchOne(
                database, sql: "SELECT collection FROM documents WHERE id = ?", arguments: [id])
            guard let collection else { return }
            try Self.removeContent(of: id, in: collection, database)
            try database.execute(sql: "DELETE FROM documents WHERE id = ?", arguments: [id])
            try database.execute(
                sql: "UPDATE collections SET documents = documents - 1 WHERE id = ?", arguments: [collection])
        }
    }

    /// Puts the document's own row in place, empties what was there of it, and returns its number.
    private static func put(_ document: NewDocument, in collection: Int64, _ database: Database) throws -> Int64 {
        let record = document.record
        let columns = record.arguments(chunks: document.chunks.count)
        let there = try Int64.fetchOne(
            database, sql: "SELECT id FROM documents WHERE collection = ? AND name = ?",
            arguments: [collection, record.name])
        if let there {
            try removeContent(of: there, in: collection, database)
            try database.execute(
                sql: """
                    UPDATE documents SET path = ?, source = ?, hash = ?, bytes = ?, modified = ?, kind = ?, title = ?,
                        pages = ?, chunks = ?, warnings = ?, failure_code = ?, failure_message = ?,
                        failure_remedy = ?, failure_retryable = ?
                    WHERE id = ?
                    """,
                arguments: columns + [there])
            return there
        }
        try database.execute(
            sql: """
                INSERT INTO documents (path, source, hash, bytes, modified, kind, title, pages, chunks, warnings,
                    failure_code, failure_message, failure_remedy, failure_retryable, collection, name)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: columns + [collection, record.name])
        let id = database.lastInsertedRowID
        try database.execute(
            sql: "UPDATE collections SET documents = documents + 1 WHERE id = ?", arguments: [collection])
        return id
    }

    private static func insert(_ pages: [PageRecord], of document: Int64, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO pages (document, number, start, \"end\") VALUES (?, ?, ?, ?)")
        for page in pages {
            try statement.execute(arguments: [document, page.number, page.span.start, page.span.end])
        }
    }

    private static func insert(
        _ chunks: [NewDocument.Chunk], of document: Int64, in collection: Int64, _ database: Database
    ) throws {
        guard !chunks.isEmpty else { return }
        let first = try draw(chunks.count, for: collection, database)
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO chunks
                    (collection, document, ordinal, start, "end", page, heading, text, text_hash, vector, sequence,
                    table_header, parent_start, parent_end)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for (ordinal, chunk) in chunks.enumerated() {
            try statement.execute(arguments: [
                collection, document, ordinal, chunk.span.start, chunk.span.end, chunk.page,
                StoredText(chunk.heading), StoredText(chunk.text), chunk.textHash, StoredVector.data(chunk.vector),
                first &+ Int64(ordinal), chunk.tableHeader.isEmpty ? nil : StoredText(chunk.tableHeader),
                chunk.parent?.start, chunk.parent?.end,
            ])
        }
        try database.execute(
            sql: "UPDATE collections SET chunks = chunks + ? WHERE id = ?", arguments: [chunks.count, collection])
    }

    /// Removes a document's text, pages and chunks, and tells followers.
    private static func removeContent(of document: Int64, in collection: Int64, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM document_texts WHERE document = ?", arguments: [document])
        try database.execute(sql: "DELETE FROM pages WHERE document = ?", arguments: [document])
        try removeParts(of: document, database)
        try removeQuality(of: document, database)
        let chunks = try Int64.fetchAll(
            database, sql: "SELECT id FROM chunks WHERE document = ? ORDER BY ordinal", arguments: [document])
        guard !chunks.isEmpty else { return }
        try database.execute(sql: "DELETE FROM chunks WHERE document = ?", arguments: [document])
        let first = try draw(chunks.count, for: collection, database)
        let statement = try database.cachedStatement(
            sql: "INSERT INTO removals (collection, sequence, chunk) VALUES (?, ?, ?)")
        for (offset, chunk) in chunks.enumerated() {
            try statement.execute(arguments: [collection, first &+ Int64(offset), chunk])
        }
        try database.execute(
            sql: "UPDATE collections SET chunks = chunks - ? WHERE id = ?", arguments: [chunks.count, collection])
    }

    /// Draws `count` sequence numbers for changes of a collection, and returns the first.
    private static func draw(_ count: Int, for collection: Int64, _ database: Database) throws -> Int64 {
        let last =
            try Int64.fetchOne(
                database, sql: "UPDATE counter SET sequence = sequence + ? RETURNING sequence", arguments: [count]) ?? 0
        try database.execute(
            sql: "UPDATE collections SET sequence = ? WHERE id = ?", arguments: [last, collection])
        return last &- Int64(count) &+ 1
    }
}
