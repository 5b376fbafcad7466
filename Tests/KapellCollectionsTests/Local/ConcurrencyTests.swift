import KapellCollections
import KapellCore
import KapellLexical
import KapellVectors
import Testing

@Suite struct ConcurrencyTests {
    /// Every batch writes all records anew with one number; a search must never see two numbers, nor fewer records.
    @Test(arguments: [4_096, 8])
    func aSearchSeesOneState(_ exactLimit: Int) async throws {
        let database = LocalVectorDatabase(settings: smallSettings(exactLimit: exactLimit))
        let collection = try await database.create(
            VectorCollectionOptions(
                name: "docs", dimensions: 2, metric: .l2, analyzer: try Analyzer(language: .english).identifier))
        let count = 24
        @Sendable func batch(_ number: Int64) throws -> [VectorRecord] {
            try (0..<count).map { place in
                VectorRecord(
                    id: "r\(place)", vector: [Float(place), Float(number % 7)], text: "number n\(number)",
                    metadata: try Metadata([("number", .integer(number))]))
            }
        }
        try await collection.upsert(try batch(0), namespace: "")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<2 {
                group.addTask {
                    for step in 1...25 {
                        try await collection.upsert(try batch(Int64(writer * 1_000 + step)), namespace: "")
                    }
                }
            }
            for reader in 0..<3 {
                group.addTask {
                    for step in 0..<60 {
                        var query = VectorQuery(
                            vector: [Float(step % count), 3], limit: 100, parts: [.metadata, .text])
                        if reader == 1 { query.filter = Filter.field("number") >= 0 }
                        if reader == 2 { query.text = "number" }
                        let found = try await collection.query(query)
                        let numbers = Set(found.matches.map { $0.record.metadata["number"] })
                        #expect(found.matches.count == count && numbers.count == 1)
                        let texts = Set(found.matches.map(\.record.text))
                        #expect(texts.count == 1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await collection.count(where: nil, namespace: "") == count)
    }

    @Test func whatIsWrittenIsSeenAtOnceAndNumbersGoUp() async throws {
        let collection = try await LocalVectorDatabase().create(
            VectorCollectionOptions(name: "docs", dimensions: 1, metric: .dot))
        try await withThrowingTaskGroup(of: [UInt64].self) { group in
            for writer in 0..<8 {
                group.addTask {
                    var numbers: [UInt64] = []
                    for step in 0..<20 {
                        let id = "w\(writer)-\(step)"
                        let number = try await collection.upsert([VectorRecord(id: id, vector: [1])], namespace: "")
                        numbers.append(number ?? 0)
                        #expect(try await collection.records(ids: [id], namespace: "", parts: []).count == 1)
                        let seen = try await collection.query(VectorQuery(vector: [1], limit: 1)).plan.sequence
                        #expect(seen ?? 0 >= number ?? .max)
                    }
                    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
                    return numbers
                }
            }
            var all = Set<UInt64>()
            for try await numbers in group { all.formUnion(numbers) }
            #expect(all == Set(1...160))
        }
    }

    @Test func aCollectionMayBeDroppedDuringSearches() async throws {
        let database = LocalVectorDatabase()
        let collection = try await database.create(VectorCollectionOptions(name: "docs", dimensions: 1, metric: .dot))
        try await collection.upsert((0..<200).map { VectorRecord(id: "\($0)", vector: [Float($0)]) }, namespace: "")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var isGone = false
                    for _ in 0..<200_000 where !isGone {
                        do {
                            let found = try await collection.query(VectorQuery(vector: [1], limit: 1))
                            #expect(found.matches.first?.record.id == "199")
                            await Task.yield()
                        } catch {
                            #expect((error as? KapellError)?.code == .notFound)
                            isGone = true
                        }
                    }
                    #expect(isGone)
                }
            }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(2))
                await #expect(throws: Never.self) { try await database.drop("docs") }
            }
        }
    }

    @Test func aChangeThatIsCancelledIsWholeOrNotThere() async throws {
        let collection = try await LocalVectorDatabase().create(
            VectorCollectionOptions(name: "docs", dimensions: 1, metric: .dot))
        for step in 0..<20 {
            let records = (0..<50).map { VectorRecord(id: "\(step)-\($0)", vector: [1]) }
            let task = Task { try await collection.upsert(records, namespace: "n\(step)") }
            if step % 2 == 0 { await Task.yield() }
            task.cancel()
            let isWritten = (try? await task.value) != nil
            #expect(try await collection.count(where: nil, namespace: "n\(step)") == (isWritten ? 50 : 0))
        }
    }
}
