import GRDB
public import KapellCore
import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SQLiteKnowledgeStore {
    public func qualities(in collection: Int64, marks: Bool) async throws -> [Int64: DocumentQuality] {
        try await read { database in
            try Self.requireCollection(collection, in: database)
            let columns = marks ? "signature, lines" : "x'' AS signature, x'' AS lines"
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT qualities.document, rules, language, words, findings, boilerplate, compared, \(columns)
                    FROM qualities JOIN documents ON documents.id = qualities.document WHERE documents.collection = ?
                    """,
                arguments: [collection])
            var qualities: [Int64: DocumentQuality] = [:]
            while let row = try rows.next() { qualities[try row.get("document")] = try DocumentQuality(row: row) }
            return qualities
        }
    }

    public func nearDuplicates(in collection: Int64) async throws -> [NearDuplicate] {
        try await read { database in
            try Self.requireCollection(collection, in: database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT first, second, similarity FROM near_duplicates
                    JOIN documents ON documents.id = first WHERE documents.collection = ?
                    """,
                arguments: [collection]
            ).map { row in
                NearDuplicate(
                    first: try row.get("first"), second: try row.get("second"), similarity: try row.get("similarity"))
            }
        }
    }

    public func write(_ quality: DocumentQuality, of document: Int64) async throws {
        try await change { database in
            guard try Self.exists(document, database) else { return }
            try Self.removeQuality(of: document, database)
            try Self.put(quality, of: document, database)
        }
    }

    public func writeComparison(
        duplicates: [NearDuplicate], boilerplate: [Int64: Double], compared: [Int64], in collection: Int64
    ) async throws {
        try await change { database in
            try Self.requireCollection(collection, in: database)
            for pair in duplicates {
                guard try Self.exists(pair.first, database), try Self.exists(pair.second, database) else { continue }
                try database.execute(
                    sql: "INSERT OR REPLACE INTO near_duplicates (first, second, similarity) VALUES (?, ?, ?)",
                    arguments: [pair.first, pair.second, pair.similarity])
            }
            for (document, share) in boilerplate {
                try database.execute(
                    sql: "UPDATE qualities SET boilerplate = ? WHERE document = ?", arguments: [share, document])
            }
            let statement = try database.cachedStatement(
                sql: "UPDATE qualities SET compared = 1 WHERE document = ?")
            for document in compared { try statement.execute(arguments: [document]) }
        }
    }

    static func put(_ quality: DocumentQuality, of document: Int64, _ database: Database) throws {
        let findings = JSONValue.array(quality.findings.map { .object($0.json) })
        try database.execute(
            sql: """
                INSERT INTO qualities
                    (document, rules, language, words, findings, signature, lines, boilerplate, compared)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                document, quality.rules, quality.language, quality.words, findings.serialized(),
                Data(quality.signature), Data(quality.lines), quality.boilerplate, quality.isCompared,
            ])
    }

    /// Forgets what is known of a document's text. Those that it was a near duplicate of are compared again: they may be
    /// near duplicates of each other, and were not paired because each had enough with this one.
    static func removeQuality(of document: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE qualities SET compared = 0 WHERE document IN (
                    SELECT second FROM near_duplicates WHERE first = :document
                    UNION SELECT first FROM near_duplicates WHERE second = :document);
                """,
            arguments: ["document": document])
        try database.execute(
            sql: "DELETE FROM near_duplicates WHERE first = :document OR second = :document",
            arguments: ["document": document])
        try database.execute(sql: "DELETE FROM qualities WHERE document = ?", arguments: [document])
    }

    private static func exists(_ document: Int64, _ database: Database) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT 1 FROM documents WHERE id = ?", arguments: [document]) != nil
    }
}

extension DocumentQuality {
    fileprivate init(row: Row) throws {
        let findings: String = try row.get("findings")
        let signature: Data = try row.get("signature")
        let lines: Data = try row.get("lines")
        self.init(
            rules: try row.get("rules"), language: try row.get("language"), words: try row.get("words"),
            findings: ((try? JSONValue(parsing: findings))?.arrayValue ?? []).compactMap(DocumentFinding.init(json:)),
            signature: Array(signature), lines: Array(lines), boilerplate: try row.get("boilerplate"),
            isCompared: try row.get("compared"))
    }
}
