import KapellCore
import KapellVectors

extension PostgresVectorCollection {
    func query(_ query: VectorQuery) async throws(KapellError) -> VectorQueryResult {
        try options.check(query)
        guard !query.readsSyntax || query.text == nil else {
            throw KapellError(
                .unsupported, "pgvector does not read phrases, prefixes and misspellings in a query.",
                remedy: "Search by words (readsSyntax: false), or use Kapell's own engine.")
        }
        if Task.isCancelled { throw PostgresFailure.cancelled }
        let nearest = try await nearest(query)
        let words = try await matchingWords(query)
        let matches = try await query.matches(nearest: nearest?.list, words: words) { ids async throws(KapellError) in
            try await self.records(ids: ids, namespace: query.namespace, parts: query.parts)
        }
        let name = nearest == nil ? "words" : words == nil ? nearest?.name : "hybrid"
        return VectorQueryResult(
            matches: matches,
            plan: .init(
                name: "pgvector \(name ?? "")", isExact: nearest?.isExact ?? true,
                depth: query.candidateCount == query.limit ? nil : query.candidateCount))
    }

    private typealias Nearest = (list: [VectorCandidate], name: String, isExact: Bool)

    /// First by the graph; where that brings fewer than were asked for, once more by every row that matches, so that an
    /// answer is short only when there are no more.
    private func nearest(_ query: VectorQuery) async throws(KapellError) -> Nearest? {
        guard let vector = query.vector else { return nil }
        guard query.candidateCount > 0, !query.namespace.utf8.contains(0) else { return ([], "exact", true) }
        var statement = PostgresFilter([.vector(vector), .text(query.namespace), .number(query.candidateCount)])
        let condition = try query.filter.map { filter throws(KapellError) in try statement.condition(filter) } ?? "true"
        let distance = "embedding \(table.sign) $1::vector"
        func sql(_ order: String) -> String {
            """
            select id, \(distance), \(PostgresTable.columns(query.candidateParts)) from \(table.name)
            where namespace = $2 and \(condition) order by \(order), id limit $3::bigint
            """
        }
        // An expression that is no index's: every row is compared.
        let exact = sql("(\(distance)) + 0")
        let graph = sql(distance)
        let parameters = statement.parameters
        let hasGraph = options.dimensions <= PostgresTable.maximumGraphDimensions
        let usesGraph = hasGraph && !query.isExact
        let width = min(1_000, max(1, query.ef ?? candidates, min(query.candidateCount, 1_000)))
        let (wanted, scale) = (query.candidateCount, self.table)
        return try await pool.run { session throws(KapellError) in
            if usesGraph {
                try session.set("hnsw.ef_search", String(width))
                let list = try Self.candidates(session.execute(graph, parameters), scale)
                if list.count == wanted { return (list, "graph", false) }
            }
            return (try Self.candidates(session.execute(exact, parameters), scale), "exact", true)
        }
    }

    private static func candidates(
        _ rows: PostgresRows, _ table: PostgresTable
    ) throws(KapellError) -> [VectorCandidate] {
        var list: [VectorCandidate] = []
        for row in rows.rows {
            let record = try PostgresTable.record(id: row[0], row[2...])
            list.append(VectorCandidate(record: record, score: table.score(row[1].flatMap { Double($0) } ?? .infinity)))
        }
        return list
    }

    private func matchingWords(_ query: VectorQuery) async throws(KapellError) -> [VectorCandidate]? {
        guard let text = query.text, let words else { return nil }
        guard let terms = words.query(text), query.candidateCount > 0, !query.namespace.utf8.contains(0) else {
            return []
        }
        var statement = PostgresFilter([.text(terms), .text(query.namespace), .number(query.candidateCount)])
        let condition = try query.filter.map { filter throws(KapellError) in try statement.condition(filter) } ?? "true"
        let sql = """
            select id, ts_rank(words, $1::tsquery, 1), \(PostgresTable.columns(query.candidateParts)) from \(table.name)
            where namespace = $2 and words @@ $1::tsquery and \(condition) order by 2 desc, id limit $3::bigint
            """
        let parameters = statement.parameters
        let rows = try await pool.run { session throws(KapellError) in try session.execute(sql, parameters).rows }
        var list: [VectorCandidate] = []
        for row in rows {
            let record = try PostgresTable.record(id: row[0], row[2...])
            list.append(VectorCandidate(record: record, score: row[1].flatMap { Double($0) } ?? 0))
        }
        return list
    }
}
