import KapellCore
import KapellVectors

extension VectorDatabaseConformance {
    static let words: [ConformanceCheck] = [
        ConformanceCheck("words: found, and ranked by how much they hold", needs: .words) {
            context async throws(KapellError) in
            let made = try await texts(context)
            let found = try await made.query(VectorQuery(text: "notice period", limit: 10))
            context.expectSame(found.matches.first?.record.id, "both", "the best of two words")
            context.expectSame(
                Set(found.matches.map(\.record.id)), ["both", "notice", "period"], "what has one of the words")
            context.expectSame(found.matches.map(\.textRank), [1, 2, 3], "ranks by words")
            context.expect(found.matches.allSatisfy { $0.vectorRank == nil }, "a rank by vector without a vector")
            let none = try await made.query(VectorQuery(text: "zebra", limit: 10))
            context.expectSame(none.matches.count, 0, "matches of a word that no record has")
            let empty = try await made.query(VectorQuery(text: " ?! ", limit: 10))
            context.expectSame(empty.matches.count, 0, "matches of no word")
        },
        ConformanceCheck("words: with a filter, a namespace, after changes", needs: .words) {
            context async throws(KapellError) in
            let made = try await texts(context)
            let filter = Filter.comparison("n", .greater, 0)
            let found = try await made.query(VectorQuery(text: "notice", filter: filter, limit: 10))
            context.expectSame(found.matches.map(\.record.id), ["notice"], "matches of the filter")
            let other = try await made.query(VectorQuery(text: "notice", limit: 10, namespace: "other"))
            context.expectSame(other.matches.count, 0, "matches in another namespace")
            try await context.upsert(
                [VectorRecord(id: "notice", vector: [0, 1, 0, 0], text: "nothing more")], into: made)
            try await made.delete(ids: ["both"], namespace: "")
            await context.settle()
            let later = try await made.query(VectorQuery(text: "notice", limit: 10))
            context.expectSame(later.matches.count, 0, "matches of a text that was replaced or deleted")
        },
        ConformanceCheck("words: with a vector", needs: .words) { context async throws(KapellError) in
            let made = try await texts(context)
            let query = VectorQuery(vector: [0, 0, 0, 1], text: "notice period", limit: 10)
            let both = try await made.query(query)
            context.expectSame(both.matches.count, 5, "matches of both searches")
            let vector = both.matches.first { $0.record.id == "far" }
            context.expectSame(vector?.vectorRank, 1, "the rank of the nearest by vector")
            context.expectSame(vector?.textRank, nil, "the rank of the nearest by words")
            let best = both.matches.first { $0.record.id == "both" }
            context.expectSame(best?.textRank, 1, "the rank of the best by words")
            context.expect(
                zip(both.matches, both.matches.dropFirst()).allSatisfy { $0.score >= $1.score }, "scores do not descend"
            )
            var weighted = query
            weighted.textWeight = 0.001
            let first = try await made.query(weighted).matches.first?.record.id
            context.expectSame(first, "far", "the first where words weigh little")
            weighted.fusion = .scores
            let scored = try await made.query(weighted).matches.first?.record.id
            context.expectSame(scored, "far", "the first by scores where words weigh little")
        },
        ConformanceCheck("words: of any kind", needs: .words) { context async throws(KapellError) in
            let made = try await context.collection(analyzer: analyzer)
            let records = ["it's \"quoted\" & | ! <-> :*", "'", "日本語のテキスト", "naïve café", "C++ and C#", ""]
                .enumerated().map { VectorRecord(id: "\($0.offset)", vector: [1, 0, 0, 0], text: $0.element) }
            try await context.upsert(records + [VectorRecord(id: "none", vector: [1, 0, 0, 0])], into: made)
            for (text, id) in [("quoted & !", "0"), ("cafe", "3"), ("日本語", "2"), ("'quoted':*", "0")] {
                let found = try await made.query(VectorQuery(text: text, limit: 10)).matches
                context.expectSame(found.map(\.record.id), [id], "matches of \(text)")
            }
        },
    ]

    private static func texts(_ context: ConformanceContext) async throws(KapellError) -> any VectorCollection {
        let made = try await context.collection(analyzer: analyzer)
        let texts = [
            ("both", "The notice period is a period of notice of six months."),
            ("notice", "A notice is given in time."),
            ("period", "Some period passes."), ("none", "Rent is paid monthly."),
        ]
        var records = texts.enumerated().map { number, text in
            VectorRecord(
                id: text.0, vector: [1, Float(number) * 0.1, 0, 0], text: text.1,
                metadata: ConformanceData.metadata([("n", .integer(Int64(number)))]))
        }
        records.append(VectorRecord(id: "far", vector: [0, 0, 0, 1], metadata: ConformanceData.metadata([("n", 9)])))
        try await context.upsert(records, into: made)
        return made
    }
}
