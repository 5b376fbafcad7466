import KapellCollections
import KapellCore
import KapellTesting
import KapellVectors
import Testing

@Suite(.serialized) struct CrashTests {
    private static func settings() -> LocalCollectionSettings {
        var settings = smallSettings()
        // A snapshot every few writes.
        settings.logBytes = 4_000
        return settings
    }

    /// The part of the child: batches of three, each with the batch's number, without end; every seventh removes one.
    @Test(.enabled(if: ChildProcess.folder != nil)) func playsItsPart() async throws {
        let folder = try #require(ChildProcess.folder)
        let database = try await LocalVectorDatabase.open(folder: "\(folder)/db", settings: Self.settings())
        let options = VectorCollectionOptions(name: "docs", dimensions: 4, metric: .dot)
        let isNew = try await database.collections().isEmpty
        let collection = isNew ? try await database.create(options) : try await database.collection("docs")
        let first = try await collection.count(where: nil, namespace: "done") + 1
        for number in first..<1_000_000 {
            let records = try (0..<3).map { part in
                VectorRecord(
                    id: "\(number)-\(part)", vector: [Float(number), 1, 2, 3], text: "batch \(number)",
                    metadata: try Metadata([("batch", .integer(Int64(number)))]))
            }
            try await collection.upsert(records, namespace: "n\(number % 3)")
            try await collection.upsert([VectorRecord(id: "\(number)", vector: [1, 1, 1, 1])], namespace: "done")
            ChildProcess.acknowledge("\(number)", in: folder)
        }
    }

    @Test(.enabled(if: ChildProcess.isPossible && ChildProcess.folder == nil))
    func nothingThatWasAcknowledgedIsLostWhenTheProcessIsKilled() async throws {
        let folder = try TestFolder()
        var random = SeededGenerator(41)
        for round in 1...4 {
            let child = try ChildProcess(folder: folder.path)
            let reached = await child.reached(round * 40 + Int.random(in: 0..<20, using: &random))
            #expect(reached)
            if round == 1 {
                // The folder is the child's.
                let taken = await #expect(throws: KapellError.self) {
                    _ = try await LocalVectorDatabase.open(folder: "\(folder.path)/db")
                }
                #expect(taken?.code == .conflict)
            }
            await child.crash()
            let numbers = child.acknowledged().compactMap(Int.init)
            let database = try await LocalVectorDatabase.open(folder: "\(folder.path)/db", settings: Self.settings())
            #expect(database.damagedCollections.isEmpty)
            let collection = try await database.collection("docs")
            for number in numbers {
                let ids = (0..<3).map { "\(number)-\($0)" }
                let found = try await collection.records(
                    ids: ids, namespace: "n\(number % 3)", parts: [.text, .vector])
                #expect(found.map(\.text) == ids.map { _ in "batch \(number)" })
                #expect(found.allSatisfy { $0.vector == [Float(number), 1, 2, 3] })
            }
            // What was not acknowledged is there whole, or not at all.
            for namespace in 0..<3 {
                let count = try await collection.count(where: nil, namespace: "n\(namespace)")
                #expect(count % 3 == 0 && count >= numbers.count { $0 % 3 == namespace } * 3)
            }
            await database.close()
        }
    }
}
