import KapellCore
import KapellVectors

extension VectorDatabaseConformance {
    static let searches: [ConformanceCheck] =
        VectorMetric.allCases.map { metric in
            ConformanceCheck("search: the order of \(metric)", needs: metric == .dot ? .dot : []) {
                context async throws(KapellError) in
                let made = try await context.collection(dimensions: 8, metric: metric)
                let records = (0..<80).map { number in
                    VectorRecord(
                        id: ConformanceData.id(number),
                        vector: ConformanceData.vector(number, 8).map { $0 * Float(1 + number % 5) })
                }
                try await context.upsert(records, into: made)
                for seed in 500..<505 {
                    let query = ConformanceData.vector(seed, 8)
                    let expected = ConformanceData.nearest(query, records, metric)
                    for (limit, isExact) in [(1, false), (10, false), (10, true), (80, true)] {
                        let result = try await made.query(VectorQuery(vector: query, limit: limit, isExact: isExact))
                        let found = result.matches
                        context.expectSame(
                            found.map(\.record.id), Array(expected.prefix(limit)), "the nearest \(limit)")
                        context.expect(
                            zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score }, "scores do not descend")
                        context.expectSame(found.map(\.vectorRank), found.indices.map { $0 + 1 }, "ranks")
                        context.expect(found.allSatisfy { $0.textRank == nil }, "a rank by words without words")
                        context.expect(!isExact || result.plan.isExact, "an exact search is not said to be exact")
                        context.expect(!result.plan.name.isEmpty, "the plan has no name")
                    }
                }
            }
        } + [
            ConformanceCheck("search: 0, and more than there are") { context async throws(KapellError) in
                let made = try await context.collection()
                try await context.upsert(ConformanceData.records(7), into: made)
                for (limit, count) in [(0, 0), (1, 1), (7, 7), (8, 7), (1_000, 7), (100_000, 7)] {
                    let found = try await made.query(VectorQuery(vector: [1, 0, 0, 0], limit: limit))
                    context.expectSame(found.matches.count, count, "matches of a limit of \(limit)")
                }
            },
            ConformanceCheck("search: an empty collection") { context async throws(KapellError) in
                let made = try await context.collection()
                context.expectSame(try await made.query(VectorQuery(vector: [1, 0, 0, 0])).matches, [], "matches")
                context.expectSame(try await made.count(where: nil, namespace: ""), 0, "records")
                let filter = Filter.comparison("any", .equal, 1)
                let filtered = try await made.query(VectorQuery(vector: [1, 0, 0, 0], filter: filter))
                context.expectSame(filtered.matches, [], "matches of a filter")
                let read = try await made.scroll(after: nil, limit: 10, where: nil, namespace: "", parts: .all)
                context.expectSame(read, [], "records read")
                let gone = try await made.delete(ids: ["a"], namespace: "")
                context.expect(gone == nil || gone == 0, "\(gone ?? 0) records of none are deleted")
            },
            ConformanceCheck("search: bad queries are refused") { context async throws(KapellError) in
                let made = try await context.collection()
                try await context.upsert(ConformanceData.records(3), into: made)
                let bad: [(String, VectorQuery)] = [
                    ("too few components", VectorQuery(vector: [1, 0])),
                    ("too many components", VectorQuery(vector: [1, 0, 0, 0, 0])),
                    ("NaN", VectorQuery(vector: [1, .nan, 0, 0])),
                    ("infinity", VectorQuery(vector: [1, .infinity, 0, 0])),
                    ("only zeros under cosine", VectorQuery(vector: [0, 0, 0, 0])),
                    ("a limit below 0", VectorQuery(vector: [1, 0, 0, 0], limit: -1)),
                    ("neither vector nor text", VectorQuery()),
                    ("words without an analyzer", VectorQuery(text: "words")),
                ]
                for (what, query) in bad {
                    await context.expectError([.invalidRequest, .unsupported], what) { () async throws(KapellError) in
                        _ = try await made.query(query)
                    }
                }
            },
            ConformanceCheck("search: equal scores in the order of ids") { context async throws(KapellError) in
                let made = try await context.collection()
                let ids = ["b", "a", "ä", "C", "10", "9", "z"]
                try await context.upsert(ids.map { VectorRecord(id: $0, vector: [1, 1, 0, 0]) }, into: made)
                let found = try await made.query(VectorQuery(vector: [1, 1, 0, 0], limit: 10))
                context.expectSame(found.matches.map(\.record.id), ids.sorted { $0.precedes($1) }, "ids")
            },
            ConformanceCheck("search: the parts that were asked for") { context async throws(KapellError) in
                let made = try await context.collection()
                let record = VectorRecord(
                    id: "a", vector: [1, 0, 0, 0], text: "x", metadata: ConformanceData.metadata([("n", 1)]),
                    parent: "p")
                try await context.upsert([record], into: made)
                for raw in UInt8(0)..<8 {
                    let parts = VectorRecordParts(rawValue: raw)
                    let match = try await made.query(VectorQuery(vector: [1, 0, 0, 0], parts: parts)).matches.first
                    context.expectSame(
                        match?.record.vector.isEmpty, !parts.contains(.vector), "no vector of parts \(raw)")
                    context.expectSame(
                        match?.record.text, parts.contains(.text) ? "x" : nil, "the text of parts \(raw)")
                    context.expectSame(
                        match?.record.metadata.isEmpty, !parts.contains(.metadata), "no metadata of parts \(raw)")
                    context.expectSame(match?.record.parent, "p", "the parent of parts \(raw)")
                }
            },
            ConformanceCheck("search: diversity, and parents for their parts") { context async throws(KapellError) in
                let made = try await context.collection()
                let records = [
                    VectorRecord(id: "a1", vector: [1, 0, 0, 0], parent: "A"),
                    VectorRecord(id: "a2", vector: [1, 0.01, 0, 0], parent: "A"),
                    VectorRecord(id: "b1", vector: [1, 0.6, 0, 0], parent: "B"),
                    VectorRecord(id: "A", vector: [0, 0, 0, 1], text: "the whole of A"),
                ]
                try await context.upsert(records, into: made)
                let query: [Float] = [1, 0, 0, 0]
                let plain = try await made.query(VectorQuery(vector: query, limit: 2)).matches
                context.expectSame(plain.map(\.record.id), ["a1", "a2"], "the nearest")
                let diverse = try await made.query(VectorQuery(vector: query, limit: 2, diversity: 0.3)).matches
                context.expectSame(diverse.first?.record.id, "a1", "the first of a diverse answer")
                context.expect(diverse.last?.record.id != "a2", "a diverse answer holds the nearest two")
                let parents = try await made.query(VectorQuery(vector: query, limit: 2, groupsByParent: true)).matches
                context.expectSame(
                    parents.map(\.record.id), ["A", "b1"], "parents, and parts whose parent is not there")
                context.expectSame(parents.first?.record.text, "the whole of A", "the text of the parent")
            },
        ]
}
