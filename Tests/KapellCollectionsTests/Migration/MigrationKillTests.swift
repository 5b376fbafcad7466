import KapellCollections
import KapellCore
import KapellTesting
import KapellVectors
import Testing

@Suite(.serialized) struct MigrationKillTests {
    private static func settings() -> LocalCollectionSettings {
        var settings = smallSettings()
        settings.logBytes = 40_000
        return settings
    }

    private static func model(_ collection: any VectorCollection) -> TestModel {
        collection.options.fingerprint == "test/new/1" ? .new : .old
    }

    private static func text(_ number: Int) -> String { "text number \(number), written by \(number % 7)" }

    /// Writes without end, with vectors of whatever space serves, and removes every fifth.
    private static func write(_ database: LocalVectorDatabase, in folder: String) async throws {
        let first = try await database.collection("docs").count(where: nil, namespace: "numbers")
        for number in first..<1_000_000 {
            while true {
                let collection = try await database.collection("docs")
                do {
                    let record = try await model(collection).record("r\(number)", text(number))
                    try await collection.upsert([record], namespace: "")
                    break
                } catch let error as KapellError where error.code == .conflict { continue }
            }
            ChildProcess.acknowledge("+\(number)", in: folder)
            if number % 5 == 4 {
                try await database.collection("docs").delete(ids: ["r\(number - 2)"], namespace: "")
                ChildProcess.acknowledge("-\(number - 2)", in: folder)
            }
            // A count that outlives the records.
            let collection = try await database.collection("docs")
            let record = try await model(collection).record("\(number)", "n")
            _ = try? await collection.upsert([record], namespace: "numbers")
        }
    }

    /// Goes to the other model and back, and on again from wherever it was.
    private static func move(_ database: LocalVectorDatabase) async throws {
        for turn in 0..<1_000_000 {
            guard let migration = try? await database.migration(of: "docs") else {
                let target = model(try await database.collection("docs")) === TestModel.old ? TestModel.new : .old
                try await database.beginMigration(of: "docs", to: try await MigrationTarget(of: target))
                continue
            }
            let status = try await migration.status()
            let other = status.other?.fingerprint == "test/new/1" ? TestModel.new : .old
            switch (status.phase, turn % 3) {
            case (.building, _):
                try await migration.feed(other, batch: 8)
                try await migration.cutOver(other, batch: 8)
            case (.cutOver, 0): try await migration.rollBack(other, batch: 8)
            case (.cutOver, _): try await migration.finish()
            }
        }
    }

    @Test(.enabled(if: ChildProcess.folder != nil)) func movesToAndFro() async throws {
        let folder = try #require(ChildProcess.folder)
        let database = try await LocalVectorDatabase.open(folder: "\(folder)/db", settings: Self.settings())
        if try await database.collections().isEmpty {
            _ = try await database.create(try await EmbeddingSpace(TestModel.old).options(name: "docs"))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Self.write(database, in: folder) }
            group.addTask { try await Self.move(database) }
            try await group.next()
        }
    }

    @Test(.enabled(if: ChildProcess.isPossible && ChildProcess.folder == nil))
    func aKilledProcessLeavesOneSpaceOrTheOtherAndNothingIsLost() async throws {
        let folder = try TestFolder()
        var random = SeededGenerator(17)
        var seen: Set<String> = []
        for round in 1...8 {
            let child = try ChildProcess(folder: folder.path, part: "MigrationKillTests/movesToAndFro")
            let reached = await child.reached(round * 40 + Int.random(in: 0..<30, using: &random))
            #expect(reached)
            await child.crash()
            let lines = child.acknowledged()
            let database = try await LocalVectorDatabase.open(folder: "\(folder.path)/db", settings: Self.settings())
            #expect(database.damagedCollections.isEmpty)
            let collection = try await database.collection("docs")
            seen.insert((collection as? LocalCollection)?.space ?? "")
            try await Self.check(collection, lines)
            // From wherever it was, it goes on.
            if let migration = try? await database.migration(of: "docs") {
                let status = try await migration.status()
                #expect(status.failure == nil)
                let other = status.other?.fingerprint == "test/new/1" ? TestModel.new : .old
                if status.phase == .building {
                    try await migration.cutOver(other)
                } else {
                    try await migration.rollBack(other)
                }
                try await Self.check(database.collection("docs"), lines)
            }
            await database.close()
        }
        // The collection was caught in several spaces.
        #expect(seen.count > 1, "\(seen)")
    }

    /// What was acknowledged is there, what was removed is not, and every vector is of the one model.
    private static func check(_ collection: any VectorCollection, _ lines: [String]) async throws {
        let numbers = lines.compactMap { Int($0.dropFirst()) }
        let removed = Set(zip(lines, numbers).filter { $0.0.hasPrefix("-") }.map(\.1))
        let added = Set(zip(lines, numbers).filter { $0.0.hasPrefix("+") }.map(\.1)).subtracting(removed)
        let found = try await collection.scroll(after: nil, limit: .max, where: nil, namespace: "", parts: .all)
        let ids = Set(found.compactMap { Int($0.id.dropFirst()) })
        // The last write, and the last removal, may have been made without being acknowledged.
        #expect(added.subtracting(ids).count <= 1 && ids.intersection(removed).isEmpty)
        #expect(ids.subtracting(added).count <= 2)
        for record in found {
            let number = Int(record.id.dropFirst()) ?? -1
            #expect(record.text == text(number))
            let right = try await model(collection).vector(text(number))
            #expect((zip(record.vector, right).map { abs($0 - $1) }.max() ?? 1) < 1e-5, "\(record.id)")
        }
    }
}
