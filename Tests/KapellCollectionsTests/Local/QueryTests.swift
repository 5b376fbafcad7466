import KapellCollections
import KapellCore
import KapellLexical
import KapellVectors
import Testing

@Suite struct QueryTests {
    private func collection(
        _ records: [VectorRecord], metric: VectorMetric = .dot, settings: LocalCollectionSettings = .init()
    ) async throws -> any VectorCollection {
        let collection = try await LocalVectorDatabase(settings: settings).create(
            VectorCollectionOptions(
                name: "docs", dimensions: records.first?.vector.count ?? 2, metric: metric,
                analyzer: try Analyzer(language: .english).identifier))
        try await collection.upsert(records, namespace: "")
        return collection
    }

    @Test func bothSearchesAreFusedByRank() async throws {
        let collection = try await collection([
            VectorRecord(id: "a", vector: [3, 0], text: "nothing"),
            VectorRecord(id: "b", vector: [2, 0], text: "vacuum vacuum"),
            VectorRecord(id: "c", vector: [1, 0], text: "vacuum of a table that is large"),
        ])
        let found = try await collection.query(VectorQuery(vector: [1, 0], text: "vacuum", textWeight: 2))
        #expect(found.matches.map(\.record.id) == ["b", "c", "a"])
        #expect(found.matches.map(\.vectorRank) == [2, 3, 1])
        #expect(found.matches.map(\.textRank) == [1, 2, nil])
        #expect(found.matches[0].score == 1 / 62.0 + 2 / 61.0)
        #expect(found.plan.name == "hybrid")
        #expect(found.plan.isExact)
        #expect(found.plan.depth == 3)
        #expect(found.plan.visited == 3)
        #expect(found.plan.sequence == 1)
        let scored = try await collection.query(
            VectorQuery(vector: [1, 0], text: "vacuum", fusion: .scores, vectorWeight: 0))
        #expect(scored.matches.map(\.record.id) == ["b", "a", "c"])
        #expect(scored.matches.map(\.score) == [1, 0, 0])
    }

    @Test func equalScoresGoByTheIDAlsoAtTheEnd() async throws {
        let ids = (0..<40).map { "r\(($0 * 7) % 40)" }
        let collection = try await collection(ids.map { VectorRecord(id: $0, vector: [1, 1], text: "same") })
        let sorted = ids.sorted()
        for limit in [1, 5, 40] {
            let near = try await collection.query(VectorQuery(vector: [1, 0], limit: limit))
            #expect(near.matches.map(\.record.id) == Array(sorted.prefix(limit)))
            let told = try await collection.query(VectorQuery(text: "same", limit: limit))
            #expect(told.matches.map(\.record.id) == Array(sorted.prefix(limit)))
        }
    }

    @Test func limitsOfNothingAndOfMoreThanThereIs() async throws {
        let collection = try await collection([
            VectorRecord(id: "a", vector: [1, 0]), VectorRecord(id: "b", vector: [0, 1]),
        ])
        #expect(try await collection.query(VectorQuery(vector: [1, 0], limit: 0)).matches.isEmpty)
        #expect(try await collection.query(VectorQuery(vector: [1, 0], limit: .max)).matches.count == 2)
        let elsewhere = try await collection.query(
            VectorQuery(vector: [1, 0], filter: Filter.field("x") == 1, namespace: "n"))
        #expect(elsewhere.matches.isEmpty && elsewhere.plan.available == 0 && elsewhere.plan.sequence == 1)
    }

    @Test func diversityPassesOverDoubles() async throws {
        let collection = try await collection(
            [
                VectorRecord(id: "a", vector: [1, 0]), VectorRecord(id: "a2", vector: [1, 0.01]),
                VectorRecord(id: "b", vector: [0.7, 0.7]),
            ], metric: .cosine)
        var query = VectorQuery(vector: [1, 0.2], limit: 2, diversity: 0.2)
        #expect(try await collection.query(query).matches.map(\.record.id) == ["a2", "b"])
        query.diversity = 1
        #expect(try await collection.query(query).matches.map(\.record.id) == ["a2", "a"])
    }

    @Test func parentsStandForTheirPartsHoweverManyThereAre() async throws {
        var records = (0..<30).map {
            VectorRecord(id: "p\($0)", vector: [Float(100 - $0), 0], parent: $0 < 25 ? "book" : "map")
        }
        records.append(VectorRecord(id: "book", vector: [-1, 0], text: "the whole book"))
        let collection = try await collection(records)
        let found = try await collection.query(
            VectorQuery(vector: [1, 0], limit: 2, depth: 5, groupsByParent: true, parts: [.text]))
        #expect(found.matches.map(\.record.id) == ["book", "p25"])
        #expect(found.matches[0].record.text == "the whole book")
        #expect(found.matches[0].score == 100)
        #expect(found.plan.depth ?? 0 >= 26)
    }

    @Test func aGraphUnderAFilterGivesAllThereIs() async throws {
        var samples = Samples(5, dimensions: 8)
        let records = try (0..<600).map { number in
            var record = try samples.record("r\(number)")
            record.vector = (0..<8).map { _ in Float.random(in: -1...1, using: &samples.random) }
            return record
        }
        let collection = try await collection(records, metric: .l2, settings: smallSettings(exactLimit: 100))
        let filter = Filter.field("year") == 2019 && Filter.field("lang") == "de"
        let matching = records.filter { filter.matches($0.metadata) }.count
        let found = try await collection.query(
            VectorQuery(vector: samples.vector(), filter: filter, limit: 1_000, parts: [.metadata]))
        #expect(found.matches.count == matching && found.plan.available == matching)
        let plain = try await collection.query(VectorQuery(vector: samples.vector(), limit: 5, ef: 16))
        #expect(plain.plan.name == "graph" && !plain.plan.isExact && plain.matches.count == 5)
        #expect(plain.plan.visited ?? 600 < 600)
    }

    @Test func theLanguageOfTheSearchBoxIsReadWhenItIsAskedFor() async throws {
        let collection = try await collection([
            VectorRecord(id: "a", vector: [1, 0], text: "write ahead log"),
            VectorRecord(id: "b", vector: [1, 0], text: "log of writes"),
        ])
        var query = VectorQuery(text: "\"ahead log\"", readsSyntax: true)
        #expect(try await collection.query(query).matches.map(\.record.id) == ["a"])
        query.text = "lo*"
        let found = try await collection.query(query)
        #expect(found.matches.count == 2)
        #expect(found.plan.notes.contains { $0.contains("stands for 1 of 1") })
    }
}
