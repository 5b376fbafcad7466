import GRDB
public import KapellCore

extension SQLiteKnowledgeStore {
    public func parts(of document: Int64) async throws -> [PartRecord] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT ordinal, name, start, "end", kind FROM parts WHERE document = ? ORDER BY ordinal
                    """, arguments: [document])
            guard !rows.isEmpty else { return [] }
            var pages: [Int: [PageRecord]] = [:]
            let pageRows = try Row.fetchCursor(
                database,
                sql: "SELECT part, number, start, \"end\" FROM part_pages WHERE document = ? ORDER BY part, number",
                arguments: [document])
            while let row = try pageRows.next() {
                let span = ByteSpan(start: try row.get(at: 2), end: try row.get(at: 3))
                pages[try row.get(at: 0), default: []].append(PageRecord(number: try row.get(at: 1), span: span))
            }
            return try rows.map { row in
                let name: StoredText = try row.get(at: 1)
                return PartRecord(
                    name: name.text, kind: try row.get(at: 4),
                    span: ByteSpan(start: try row.get(at: 2), end: try row.get(at: 3)),
                    pages: pages[try row.get(at: 0)] ?? [])
            }
        }
    }

    static func insert(_ parts: [PartRecord], of document: Int64, _ database: Database) throws {
        guard !parts.isEmpty else { return }
        let statement = try database.cachedStatement(
            sql: "INSERT INTO parts (document, ordinal, name, start, \"end\", kind) VALUES (?, ?, ?, ?, ?, ?)")
        let pageStatement = try database.cachedStatement(
            sql: "INSERT INTO part_pages (document, part, number, start, \"end\") VALUES (?, ?, ?, ?, ?)")
        for (ordinal, part) in parts.enumerated() {
            try statement.execute(arguments: [
                document, ordinal, StoredText(part.name), part.span.start, part.span.end, part.kind,
            ])
            for page in part.pages {
                try pageStatement.execute(arguments: [
                    document, ordinal, page.number, page.span.start, page.span.end,
                ])
            }
        }
    }

    static func removeParts(of document: Int64, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM part_pages WHERE document = ?", arguments: [document])
        try database.execute(sql: "DELETE FROM parts WHERE document = ?", arguments: [document])
    }
}
