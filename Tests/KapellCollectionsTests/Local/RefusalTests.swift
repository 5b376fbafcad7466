import KapellCollections
import KapellCore
import KapellLexical
import KapellVectors
import Testing

@Suite struct RefusalTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// What the message must hold.
        var says: [String]
        var act: @Sendable (any VectorCollection) async throws -> Void
    }

    static func record(_ id: String, _ vector: [Float] = [1, 2, 3]) -> VectorRecord {
        VectorRecord(id: id, vector: vector)
    }

    static func upsert(_ name: String, _ says: [String], _ records: @escaping @Sendable () throws -> [VectorRecord])
        -> Case
    {
        Case(testDescription: name, says: says) { try await $0.upsert(try records(), namespace: "") }
    }

    static func query(
        _ name: String, _ says: [String], _ change: @escaping @Sendable (inout VectorQuery) throws -> Void
    ) -> Case {
        Case(testDescription: name, says: says) { collection in
            var query = VectorQuery(vector: [1, 0, 0])
            try change(&query)
            _ = try await collection.query(query)
        }
    }

    static let writes: [Case] = [
        upsert("a wrong dimension", ["\"b\"", "number 2", "2 components", "3"]) {
            [record("x"), record("b", [1, 2])]
        },
        upsert("NaN", ["\"b\"", "NaN", "component 1"]) { [record("b", [1, .nan, 1])] },
        upsert("an infinite component", ["\"b\"", "infinite", "component 2"]) { [record("b", [1, 1, -.infinity])] },
        upsert("zeros under cosine", ["\"b\"", "only zeros"]) { [record("b", [0, 0, 0])] },
        upsert("an id twice", ["\"x\"", "more than once"]) { [record("x"), record("y"), record("x")] },
        upsert("an empty id", ["id", "empty"]) { [record("")] },
        upsert("a long id", ["600 bytes", "512"]) { [record(String(repeating: "i", count: 600))] },
        upsert("10 MB of metadata", ["\"m\"", "10000004 bytes", "262144"]) {
            let limits = MetadataLimits(bytes: 20_000_000)
            let fields: [(String, MetadataValue)] = [("blob", .string(String(repeating: "x", count: 10_000_000)))]
            return [VectorRecord(id: "m", vector: [1, 2, 3], metadata: try Metadata(fields, limits: limits))]
        },
        Case(testDescription: "a long namespace", says: ["namespace", "512"]) {
            try await $0.upsert([record("x")], namespace: String(repeating: "n", count: 513))
        },
        Case(testDescription: "deletion by a field that is not there", says: ["yaer"]) {
            try await $0.delete(where: Filter.field("yaer") == 1, namespace: "")
        },
    ]

    static let reads: [Case] = [
        query("neither vector nor text", ["neither"]) { $0.vector = nil },
        query("a query of a wrong dimension", ["The query vector", "2 components"]) { $0.vector = [1, 2] },
        query("a query with NaN", ["The query vector", "NaN"]) { $0.vector = [.nan, 0, 0] },
        query("a query of zeros", ["The query vector", "zeros"]) { $0.vector = [0, 0, 0] },
        query("a field that is not there", ["yaer"]) { $0.filter = Filter.field("yaer") == 2020 },
        query("a field of another type", ["year", "number"]) { $0.filter = Filter.field("year") == "2020" },
        query("a limit below 0", ["-1"]) { $0.limit = -1 },
        query("a depth below 0", ["-1 candidates"]) { $0.depth = -1 },
        query("an ef of 0", ["ef of 0"]) { $0.ef = 0 },
        query("a weight below 0", ["weight", "-1"]) { $0.vectorWeight = -1 },
        query("a diversity above 1", ["1.5"]) { $0.diversity = 1.5 },
        query("a k of NaN", ["reciprocal"]) { $0.fusion = .reciprocalRank(k: .nan) },
        query("a text that is no query", ["byte"]) {
            $0.text = "(log"
            $0.readsSyntax = true
        },
        Case(testDescription: "a page below 0", says: ["-2"]) {
            _ = try await $0.scroll(after: nil, limit: -2, where: nil, namespace: "", parts: [])
        },
    ]

    @Test(arguments: writes + reads)
    func isRefusedAndNothingChanges(_ item: Case) async throws {
        let database = LocalVectorDatabase()
        let collection = try await database.create(
            VectorCollectionOptions(name: "docs", dimensions: 3, analyzer: try Analyzer(language: .english).identifier))
        let kept = VectorRecord(id: "k", vector: [1, 0, 0], metadata: try Metadata([("year", 2020)]))
        try await collection.upsert([kept], namespace: "")
        let error = await #expect(throws: KapellError.self) { try await item.act(collection) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.remedy != nil)
        for text in item.says { #expect(error?.message.contains(text) == true, "\(error?.message ?? "")") }
        #expect(try await collection.scroll(after: nil, limit: 9, where: nil, namespace: "", parts: .all) == [kept])
        #expect(try await collection.namespaces() == [""])
    }

    @Test(arguments: ["", "-a", "a b", "ä", "a/b", "..", String(repeating: "x", count: 65)])
    func aNameThatIsNoneIsRefused(_ name: String) async {
        let error = await #expect(throws: KapellError.self) {
            _ = try await LocalVectorDatabase().create(VectorCollectionOptions(name: name, dimensions: 2))
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test func collectionsAreMadeOnceAndNamedWhenTheyAreMissing() async throws {
        let database = LocalVectorDatabase()
        let options = VectorCollectionOptions(name: "docs", dimensions: 2, metric: .dot)
        let collection = try await database.create(options)
        #expect(await #expect(throws: KapellError.self) { try await database.create(options) }?.code == .conflict)
        let missing = await #expect(throws: KapellError.self) { try await database.collection("dosc") }
        #expect(missing?.code == .notFound)
        #expect(missing?.remedy?.contains("docs") == true)
        try await database.drop("docs")
        #expect(try await database.collections().isEmpty)
        let dropped = await #expect(throws: KapellError.self) {
            try await collection.upsert([VectorRecord(id: "a", vector: [1, 2])], namespace: "")
        }
        #expect(dropped?.code == .notFound)
        #expect(dropped?.message.contains("docs") == true)
    }

    @Test func wordsNeedAnAnalyser() async throws {
        let database = LocalVectorDatabase()
        let collection = try await database.create(VectorCollectionOptions(name: "docs", dimensions: 2))
        let error = await #expect(throws: KapellError.self) { try await collection.query(VectorQuery(text: "log")) }
        #expect(error?.message.contains("analyser") == true)
    }
}
