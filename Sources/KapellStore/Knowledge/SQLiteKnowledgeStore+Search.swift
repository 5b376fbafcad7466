import GRDB
public import KapellCore

extension SQLiteKnowledgeStore {
    /// Chunks that hold at least one of `terms`, best first by BM25; equals in the order in which they were written.
    ///
    /// A term is taken as words, never as a query: quotes and operators in it mean nothing. A term of several words is
    /// a phrase. A word of the heading weighs twice a word of the text. At most 256 different terms are used, the first.
    public func lexicalSearch(
        _ terms: [String], in collection: Int64, limit: Int
    ) async throws -> [LexicalMatch] {
        let phrases = FullTextQuery.phrases(terms.prefix(4096)).prefix(256)
        return try await read { database in
            try Self.requireCollection(collection, in: database)
            guard limit > 0, !phrases.isEmpty else { return [] }
            let index = KnowledgeSchema.index(collection)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT rowid, -bm25(\(index), 2.0, 1.0) AS score FROM \(index)
                    WHERE \(index) MATCH ? ORDER BY score DESC, rowid LIMIT ?
                    """,
                arguments: [phrases.joined(separator: " OR "), limit]
            ).map { LexicalMatch(chunk: try $0.get(at: 0), score: try $0.get(at: 1)) }
        }
    }

    public func documents(holding term: String, in collection: Int64) async throws -> Set<Int64> {
        try await read { database in
            try Self.requireCollection(collection, in: database)
            let index = KnowledgeSchema.index(collection)
            return try Int64.fetchSet(
                database,
                sql: """
                    SELECT DISTINCT document FROM chunks
                    WHERE id IN (SELECT rowid FROM \(index) WHERE \(index) MATCH ?)
                    """,
                arguments: [FullTextQuery.phrase(term)])
        }
    }

    public func frequencies(of terms: [String], in collection: Int64) async throws -> TermFrequencies {
        try await read { database in
            let chunks = try Int.fetchOne(
                database, sql: "SELECT chunks FROM collections WHERE id = ?", arguments: [collection])
            guard let chunks else { throw Self.missing(collection) }
            var counts: [String: Int] = [:]
            // The index answers this from its lists of occurrences; no chunk is read.
            let index = KnowledgeSchema.index(collection)
            let statement = try database.cachedStatement(
                sql: "SELECT count(*) FROM \(index) WHERE \(index) MATCH ?")
            for term in terms where counts[term] == nil {
                counts[term] = try Int.fetchOne(statement, arguments: [FullTextQuery.phrase(term)]) ?? 0
            }
            return TermFrequencies(chunks: chunks, counts: counts)
        }
    }
}

/// Text of a person as a query of the full-text index. Source: "Full-text Query Syntax" of SQLite's FTS5.
enum FullTextQuery {
    /// A string of the query language: in quotes, with quotes in it doubled. A zero byte would end the query.
    static func phrase(_ term: String) -> String {
        var phrase = "\""
        for scalar in term.unicodeScalars {
            switch scalar {
            case "\"": phrase += "\"\""
            case "\0": phrase += " "
            default: phrase.unicodeScalars.append(scalar)
            }
        }
        return phrase + "\""
    }

    /// Different terms as strings of the query language, in order.
    static func phrases(_ terms: some Sequence<String>) -> [String] {
        var seen: Set<String> = []
        return terms.map(phrase).filter { seen.insert($0).inserted }
    }
}
