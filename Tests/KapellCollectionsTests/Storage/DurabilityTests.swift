import KapellCollections
import KapellCore
import KapellLexical
import KapellTesting
import KapellVectors
import Testing

@Suite struct DurabilityTests {
    private func settings(logBytes: Int = 64 << 20, open: Int? = nil) -> LocalCollectionSettings {
        var settings = smallSettings()
        settings.logBytes = logBytes
        settings.openCollections = open
        return settings
    }

    /// Random changes, with the database closed and opened in between, and with few bytes for the log, so that snapshots
    /// are made all the time.
    @Test(arguments: [1 << 12, 64 << 20])
    func whatWasWrittenIsThereWhenItIsOpenedAgain(_ logBytes: Int) async throws {
        let folder = try TestFolder()
        var samples = Samples(17)
        var plain = PlainCollection(metric: .cosine)
        let options = VectorCollectionOptions(
            name: "docs", dimensions: 8, fingerprint: "model/1", analyzer: try Analyzer(language: .english).identifier)
        var database = try await LocalVectorDatabase.open(folder: folder.path, settings: settings(logBytes: logBytes))
        var collection = try await database.create(options)
        var last: UInt64 = 0
        for step in 0..<90 {
            let namespace = ["", "a", "ä/b"][Int.random(in: 0..<3, using: &samples.random)]
            switch Int.random(in: 0..<10, using: &samples.random) {
            case 0..<7:
                let ids = Set((0..<8).map { _ in samples.id(of: 60) })
                let records = try ids.sorted().map { try samples.record($0) }
                let sequence = try await collection.upsert(records, namespace: namespace) ?? 0
                #expect(sequence > last)
                last = sequence
                plain.upsert(records, namespace)
            case 7..<9:
                let ids = Array(Set((0..<9).map { _ in samples.id(of: 60) }))
                #expect(try await collection.delete(ids: ids, namespace: namespace) == plain.delete(ids, namespace))
            default:
                try await collection.drop(namespace: namespace)
                plain.spaces[namespace] = nil
            }
            guard step % 15 == 14 else { continue }
            await database.close()
            database = try await LocalVectorDatabase.open(folder: folder.path, settings: settings(logBytes: logBytes))
            #expect(try await database.collections() == [options])
            collection = try await database.collection("docs")
            let names = plain.spaces.filter { !$0.value.isEmpty }.keys.sorted()
            #expect(try await collection.namespaces() == names)
            for name in names {
                let all = try await collection.scroll(
                    after: nil, limit: 1_000, where: nil, namespace: name, parts: .all)
                let expected = plain.all(name)
                #expect(all.map(\.id) == expected.map(\.id))
                #expect(all.map(\.text) == expected.map(\.text) && all.map(\.parent) == expected.map(\.parent))
                #expect(all.map { $0.metadata["year"] } == expected.map { $0.metadata["year"] })
                let word = Samples.words.randomElement(using: &samples.random) ?? ""
                let told = try await collection.query(VectorQuery(text: word, limit: 500, namespace: name))
                #expect(told.matches.count == expected.count { $0.text?.contains(word) == true })
                let asked = samples.vector()
                let found = try await collection.query(VectorQuery(vector: asked, limit: 500, namespace: name))
                let scores = plain.scores(asked, name, nil)
                #expect(found.matches.count == expected.count)
                #expect(found.matches.allSatisfy { abs($0.score - (scores[$0.record.id] ?? .nan)) < 1e-4 })
                #expect(found.plan.sequence ?? 0 >= last)
            }
        }
        await database.close()
    }

    @Test func oneDatabaseAtATimeHasAFolder() async throws {
        let folder = try TestFolder()
        let database = try await LocalVectorDatabase.open(folder: folder.path)
        let error = await #expect(throws: KapellError.self) {
            _ = try await LocalVectorDatabase.open(folder: folder.path)
        }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains(folder.path) == true)
        await database.close()
        let closed = await #expect(throws: KapellError.self) { try await database.collections() }
        #expect(closed?.code == .unavailable)
        await (try await LocalVectorDatabase.open(folder: folder.path)).close()
    }

    @Test func collectionsAreClosedWhenTooManyAreOpen() async throws {
        let folder = try TestFolder()
        let database = try await LocalVectorDatabase.open(folder: folder.path, settings: settings(open: 2))
        for name in ["a", "b", "c", "d"] {
            let collection = try await database.create(VectorCollectionOptions(name: name, dimensions: 1, metric: .dot))
            try await collection.upsert([VectorRecord(id: name, vector: [1])], namespace: "")
        }
        for _ in 0..<2 {
            for name in ["a", "b", "c", "d"] {
                let collection = try await database.collection(name)
                #expect(try await collection.records(ids: [name], namespace: "", parts: []).count == 1)
                #expect(database.openCollections <= 2)
            }
        }
        await database.close()
    }

    @Test func aCollectionThatWasDroppedIsGone() async throws {
        let folder = try TestFolder()
        var database = try await LocalVectorDatabase.open(folder: folder.path)
        let options = VectorCollectionOptions(name: "docs", dimensions: 1, metric: .dot)
        let collection = try await database.create(options)
        try await collection.upsert([VectorRecord(id: "a", vector: [1])], namespace: "")
        try await database.drop("docs")
        try await database.create(options).upsert([VectorRecord(id: "b", vector: [1])], namespace: "")
        await database.close()
        database = try await LocalVectorDatabase.open(folder: folder.path)
        let records = try await database.collection("docs").scroll(
            after: nil, limit: 9, where: nil, namespace: "", parts: [])
        #expect(records.map(\.id) == ["b"])
        await database.close()
    }

    @Test func aBackupIsMadeWhileOthersWriteAndCanBeRestored() async throws {
        let folder = try TestFolder()
        let database = try await LocalVectorDatabase.open(
            folder: "\(folder.path)/db", settings: settings(logBytes: 4_096))
        let collection = try await database.create(VectorCollectionOptions(name: "docs", dimensions: 2, metric: .dot))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for step in 0..<80 {
                    let records = (0..<3).map {
                        VectorRecord(id: "\(step)-\($0)", vector: [1, 2], text: "text \(step)")
                    }
                    try await collection.upsert(records, namespace: "n")
                }
            }
            group.addTask {
                for number in 0..<4 { try await database.backup(to: "\(folder.path)/backup\(number)") }
            }
            try await group.waitForAll()
        }
        let sequences = try await database.backup(to: "\(folder.path)/last")
        #expect(sequences == ["docs": 80])
        #expect(try await database.verify().allSatisfy { $0.failure == nil })
        await database.close()
        for name in ["backup0", "backup3", "last"] {
            try await LocalVectorDatabase.restore(from: "\(folder.path)/\(name)", to: "\(folder.path)/of-\(name)")
            let copy = try await LocalVectorDatabase.open(folder: "\(folder.path)/of-\(name)")
            let count = try await copy.collection("docs").count(where: nil, namespace: "n")
            #expect(count % 3 == 0 && (name != "last" || count == 240))
            await copy.close()
        }
        let taken = await #expect(throws: KapellError.self) {
            try await LocalVectorDatabase.restore(from: "\(folder.path)/last", to: "\(folder.path)/of-last")
        }
        #expect(taken?.code == .conflict)
    }

    @Test func theConformanceSuiteHolds() async throws {
        let folder = try TestFolder()
        let database = try await LocalVectorDatabase.open(folder: folder.path, settings: settings(logBytes: 1 << 18))
        let report = await VectorDatabaseConformance(database).run()
        #expect(report.findings.isEmpty, "\(report)")
        await database.close()
    }
}
