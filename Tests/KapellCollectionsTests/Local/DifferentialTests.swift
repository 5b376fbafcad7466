import KapellCollections
import KapellCore
import KapellLexical
import KapellTesting
import KapellVectors
import Testing

/// Random changes and searches, compared with loops over a dictionary.
@Suite struct DifferentialTests {
    static let filters: [Filter?] = [
        nil, Filter.field("year") >= 2021, Filter.field("lang") == "de" && Filter.field("year") < 2020, .nothing,
        !(Filter.field("lang") == "en"),
    ]

    @Test(arguments: VectorMetric.allCases)
    func doesWhatADictionaryDoes(_ metric: VectorMetric) async throws {
        var samples = Samples(3)
        var plain = PlainCollection(metric: metric)
        let database = LocalVectorDatabase(settings: smallSettings(exactLimit: metric == .dot ? 40 : 4_096))
        let collection = try await database.create(
            VectorCollectionOptions(
                name: "docs", dimensions: 8, metric: metric, analyzer: try Analyzer(language: .english).identifier))
        for step in 0..<150 {
            let namespace = ["", "a", "b"][Int.random(in: 0..<3, using: &samples.random)]
            switch Int.random(in: 0..<10, using: &samples.random) {
            case 0..<6:
                let ids = Set((0..<Int.random(in: 0...9, using: &samples.random)).map { _ in samples.id(of: 80) })
                let records = try ids.sorted().map { try samples.record($0) }
                try await collection.upsert(records, namespace: namespace)
                plain.upsert(records, namespace)
            case 6..<8:
                let ids = Array(Set((0..<6).map { _ in samples.id(of: 90) }))
                #expect(try await collection.delete(ids: ids, namespace: namespace) == plain.delete(ids, namespace))
            case 8:
                let filter = Filter.field("year") == .integer(Int64.random(in: 2018...2024, using: &samples.random))
                guard !plain.all(namespace).isEmpty else { continue }
                let ids = plain.all(namespace, filter).map(\.id)
                #expect(
                    try await collection.delete(where: filter, namespace: namespace) == plain.delete(ids, namespace))
            default:
                guard step % 3 == 0 else { continue }
                try await collection.drop(namespace: namespace)
                plain.spaces[namespace] = nil
            }
            if step % 5 == 0 { try await compare(collection, plain, &samples) }
        }
    }

    private func compare(_ collection: any VectorCollection, _ plain: PlainCollection, _ samples: inout Samples)
        async throws
    {
        let names = plain.spaces.filter { !$0.value.isEmpty }.keys.sorted()
        #expect(try await collection.namespaces() == names)
        for namespace in names {
            let filter = Self.filters.randomElement(using: &samples.random) ?? nil
            let all = plain.all(namespace, filter)
            #expect(try await collection.count(where: filter, namespace: namespace) == all.count)
            let after = samples.id(of: 80)
            let page = try await collection.scroll(
                after: after, limit: 7, where: filter, namespace: namespace, parts: [.text, .metadata])
            #expect(page.map(\.id) == Array(all.map(\.id).filter { $0 > after }.prefix(7)))
            for record in page {
                let expected = plain.spaces[namespace]?[record.id]
                #expect(record.text == expected?.text && record.parent == expected?.parent)
                #expect(record.metadata["year"] == expected?.metadata["year"])
            }
            let ids = (0..<5).map { _ in samples.id(of: 80) }
            let records = try await collection.records(ids: ids, namespace: namespace, parts: [])
            #expect(records.map(\.id) == ids.filter { plain.spaces[namespace]?[$0] != nil })
            try await search(collection, plain, namespace, filter, &samples)
        }
    }

    private func search(
        _ collection: any VectorCollection, _ plain: PlainCollection, _ namespace: String, _ filter: Filter?,
        _ samples: inout Samples
    ) async throws {
        let vector = samples.vector()
        let limit = Int.random(in: 0...12, using: &samples.random)
        var query = VectorQuery(vector: vector, filter: filter, limit: limit, namespace: namespace, parts: [])
        query.isExact = true
        let scores = plain.scores(vector, namespace, filter)
        let found = try await collection.query(query)
        #expect(found.matches.count == min(limit, scores.count))
        #expect(found.plan.available == scores.count)
        #expect(found.plan.isExact)
        #expect(
            zip(found.matches, found.matches.dropFirst()).allSatisfy {
                ($0.score, $1.record.id) > ($1.score, $0.record.id)
            })
        // Scores are equal up to single precision; what is left out is no better than what is in.
        for match in found.matches { #expect(abs(match.score - (scores[match.record.id] ?? .nan)) < 1e-4) }
        let chosen = Set(found.matches.map(\.record.id))
        if let worst = found.matches.last?.score {
            #expect(scores.allSatisfy { chosen.contains($0.key) || $0.value < worst + 1e-4 })
        }
        // Without that, an index may miss something, but never gives less than there is.
        query.isExact = false
        #expect(try await collection.query(query).matches.count == min(limit, scores.count))
        let word = Samples.words.randomElement(using: &samples.random) ?? ""
        let told = try await collection.query(
            VectorQuery(text: word, filter: filter, limit: 1_000, namespace: namespace, parts: [.text]))
        let holders = plain.all(namespace, filter).filter { $0.text?.contains(word) == true }.map(\.id)
        #expect(told.matches.map(\.record.id).sorted { $0 < $1 } == holders.sorted { $0 < $1 })
    }
}
