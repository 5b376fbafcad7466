import KapellCollections
import KapellCore
import KapellTesting
import KapellVectors
import Synchronization
import Testing

@Suite struct MigrationTests {
    @Test(arguments: [false, true])
    func aCollectionGoesToAnotherModelAndBack(inFolder: Bool) async throws {
        let stage = try await MigrationStage(inFolder: inFolder)
        var texts = try await stage.fill(150)
        let before = try await stage.docs().upsert([], namespace: "") ?? 0
        try await stage.database.beginMigration(of: "docs", to: try await MigrationTarget(of: TestModel.new))
        try await stage.reopen()
        #expect(stage.database.migratingCollections == ["docs"])
        var status = try await stage.migration().status()
        #expect(status.phase == .building && status.progress.total == 150 && status.progress.done == 0)
        #expect(status.behind == nil && !status.isInStep && status.other?.model == "test/new")
        // The old space serves.
        try await TestModel.old.expectAll(stage.docs(), texts)

        let seen = Mutex<[Int]>([])
        try await stage.migration().feed(TestModel("test/new", shift: 5), batch: 40) { progress in
            seen.withLock { $0.append(progress.done) }
        }
        #expect(seen.withLock { $0 } == [40, 80, 120, 150])
        try await stage.reopen()
        // Nothing is embedded twice.
        let again = TestModel("test/new", shift: 5)
        try await stage.migration().feed(again)
        #expect(again.texts.isEmpty)
        status = try await stage.migration().status()
        #expect(status.isInStep && status.progress.done == 150 && status.missing == 0 && status.behind == 0)

        let held = try await stage.docs()
        try await stage.migration().cutOver(TestModel.new)
        #expect(try await stage.migration().status().phase == .cutOver)
        // Vectors of the old space are not taken for ones of the new.
        for act: (any VectorCollection) async throws -> Void in [
            { try await $0.upsert([try await TestModel.old.record("x", "text")], namespace: "") },
            { _ = try await $0.query(VectorQuery(vector: try await TestModel.old.vector("text"))) },
            { _ = try await $0.records(ids: ["r100"], namespace: "", parts: .all) },
        ] {
            let error = await #expect(throws: KapellError.self) { try await act(held) }
            #expect(error?.code == .conflict && error?.message.contains("space-2") == true)
        }
        #expect(try await held.count(where: nil, namespace: "") == 150)
        try await stage.reopen()
        try await TestModel.new.expectAll(stage.docs(), texts)
        let docs = try await stage.docs()
        #expect(docs.options.fingerprint == "test/new/1" && (docs as? LocalCollection)?.model == "test/new")
        #expect(try await docs.query(VectorQuery(text: "number 7")).matches.first?.record.id == "r107")

        // What is written now comes along on the way back.
        let written = try await docs.upsert(
            [try await TestModel.new.record("r100", "changed"), try await TestModel.new.record("s", "added")],
            namespace: "")
        #expect(written ?? 0 > before)
        try await docs.delete(ids: ["r101"], namespace: "")
        texts["r100"] = "changed"
        texts["s"] = "added"
        texts["r101"] = nil
        let old = TestModel("test/old", shift: 0)
        try await stage.migration().rollBack(old)
        #expect(old.texts.sorted() == ["added", "changed"])
        try await stage.reopen()
        try await TestModel.old.expectAll(stage.docs(), texts)
        try await stage.migration().cutOver(TestModel.new)
        try await stage.migration().finish()
        try await stage.reopen()
        try await TestModel.new.expectAll(stage.docs(), texts)
        #expect(stage.database.migratingCollections.isEmpty)
        let ended = await #expect(throws: KapellError.self) { try await stage.migration() }
        #expect(ended?.code == .notFound)
        if let folder = stage.folder {
            // Of the first space nothing is left but what says that there is a collection.
            let files = TestFolder.files(below: "\(folder.path)/db/docs")
            #expect(files.allSatisfy { !$0.contains("/docs/log") && !$0.contains("/docs/snapshot-") }, "\(files)")
            #expect(try await stage.database.verify().allSatisfy { $0.failure == nil })
            // A copy has the space that serves.
            try await stage.database.backup(to: "\(folder.path)/copy")
            let copy = try await LocalVectorDatabase.open(folder: "\(folder.path)/copy")
            try await TestModel.new.expectAll(copy.collection("docs"), texts)
            await copy.close()
        }
        // And on to a third one.
        try await stage.database.beginMigration(of: "docs", to: try await MigrationTarget(of: TestModel.old))
        #expect(try await stage.migration().status().other?.name == "space-3")
        try await stage.migration().abandon()
        try await TestModel.new.expectAll(stage.docs(), texts)
    }

    /// Texts are changed, added and removed in the middle of each batch.
    @Test func writesThatArriveMeanwhileGoToBoth() async throws {
        let stage = try await MigrationStage(inFolder: true)
        let kept = Mutex(try await stage.fill(60))
        _ = try await stage.fill(5, namespace: "other")
        try await stage.database.beginMigration(of: "docs", to: try await MigrationTarget(of: TestModel.new))
        let round = Mutex(0)
        let docs = try await stage.docs()
        let model = TestModel("test/new", shift: 5) { texts in
            let number = round.withLock { round in
                round += 1
                return round
            }
            guard number <= 6 else { return }
            // One that is being embedded, one that was, one that will be.
            let current = kept.withLock { $0.first { $0.value == texts.first }?.key } ?? "r100"
            let ids = [current, "r100", "r159", "n\(number)"]
            for id in ids {
                kept.withLock { $0[id] = "changed \(id) in round \(number)" }
                let record = try await TestModel.old.record(id, "changed \(id) in round \(number)")
                try await docs.upsert([record], namespace: "")
            }
            let gone = ["r\(120 + number)", current == "r100" ? "r101" : "r\(140 + number)"]
            try await docs.delete(ids: gone, namespace: "")
            for id in gone { kept.withLock { $0[id] = nil } }
            if number == 3 { try await docs.drop(namespace: "other") }
            if number == 4 {
                try await docs.upsert(
                    [try await TestModel.old.record("f", "by filter", [("flag", true)])], namespace: "")
                #expect(try await docs.delete(where: Filter.field("flag") == true, namespace: "") == 1)
            }
        }
        try await stage.migration().feed(model, batch: 16)
        #expect(try await stage.migration().status().isInStep)
        // More, that only the last moment brings over.
        try await docs.upsert(
            [try await TestModel.old.record("late", "late"), try await TestModel.old.record("r102", "late too")],
            namespace: "")
        kept.withLock { texts in
            texts["late"] = "late"
            texts["r102"] = "late too"
        }
        #expect(try await stage.migration().status().behind == 2)
        try await stage.migration().cutOver(model)
        let texts = kept.withLock { $0 }
        try await TestModel.new.expectAll(stage.docs(), texts)
        #expect(Set(try await stage.docs().namespaces()).subtracting([EmbeddingSpace.namespace]) == [""])
        try await stage.migration().rollBack(nil)
        try await TestModel.old.expectAll(stage.docs(), texts)
    }

    @Test func whatNoModelCanEmbedIsNamedAndGivenByHand() async throws {
        let stage = try await MigrationStage(inFolder: true)
        var texts = try await stage.fill(3)
        let docs = try await stage.docs()
        let bare = [try await TestModel.old.record("no-text", nil), try await TestModel.old.record("gone", nil)]
        try await docs.upsert(bare, namespace: "")
        try await docs.upsert([try await TestModel.old.record("zero", "nothing")], namespace: "")
        try await stage.database.beginMigration(of: "docs", to: try await MigrationTarget(of: TestModel.new))
        try await stage.migration().feed(TestModel.new)
        var status = try await stage.migration().status()
        #expect(status.missing == 3 && status.progress.done == 3 && status.isInStep)
        #expect(status.missingRecords.map(\.id) == ["gone", "no-text", "zero"])
        #expect(status.missingRecords[2].reason.contains("zeros"))
        let refused = await #expect(throws: KapellError.self) {
            try await stage.migration().cutOver(TestModel.new)
        }
        #expect(refused?.code == .conflict && refused?.message.contains("lacks 3 records: \"gone\"") == true)

        // By hand, with nothing but the vector.
        let given = VectorRecord(id: "no-text", vector: try await TestModel.new.vector("no-text"))
        try await stage.migration().upsert([given])
        let zero = VectorRecord(id: "zero", vector: try await TestModel.new.vector("nothing"))
        try await stage.migration().upsert([zero])
        #expect(try await stage.migration().status().missing == 1)
        for (record, text) in [
            (VectorRecord(id: "unknown", vector: given.vector), "\"unknown\""),
            (VectorRecord(id: "r100", vector: given.vector, text: "another"), "another"),
            (VectorRecord(id: "r100", vector: [1]), "components"),
        ] {
            let error = await #expect(throws: KapellError.self) { try await stage.migration().upsert([record]) }
            #expect(error?.message.contains(text) == true && error?.remedy != nil, "\(error?.message ?? "")")
        }
        // A new version of it takes the vector away again.
        try await docs.upsert([try await TestModel.old.record("no-text", nil, [("version", 2)])], namespace: "")
        #expect(try await stage.migration().status().missing == 2)
        try await stage.migration().upsert([given])

        // Without the one that is missing: the old space keeps it, and finishing names it.
        try await stage.migration().cutOver(TestModel.new, acceptsMissing: true)
        texts["no-text"] = ""
        texts["zero"] = "nothing"
        #expect(try await stage.docs().count(where: Filter.field("version") == 2, namespace: "") == 1)
        #expect(try await stage.docs().count(where: nil, namespace: "") == 5)
        let loss = await #expect(throws: KapellError.self) { try await stage.migration().finish() }
        #expect(loss?.message.contains("\"gone\"") == true)
        try await stage.reopen()
        status = try await stage.migration().rollBack(TestModel.old)
        #expect(status.phase == .building)
        #expect(try await stage.docs().count(where: nil, namespace: "") == 6)
        #expect(try await stage.docs().records(ids: ["gone"], namespace: "", parts: .all).count == 1)
    }

    @Test func withoutTheOldModelWhatWasWrittenSinceIsMissingRatherThanStale() async throws {
        let stage = try await MigrationStage(inFolder: true)
        var texts = try await stage.fill(4)
        try await stage.database.beginMigration(of: "docs", to: try await MigrationTarget(of: TestModel.new))
        try await stage.migration().cutOver(TestModel.new)
        let docs = try await stage.docs()
        try await docs.upsert(
            [
                try await TestModel.new.record("r100", "changed"),
                try await TestModel.new.record("r101", texts["r101"], [("a", 1)]),
            ], namespace: "")
        let refused = await #expect(throws: KapellError.self) { try await stage.migration().rollBack(nil) }
        #expect(refused?.message.contains("lacks 1 records: \"r100\"") == true, "\(refused?.message ?? "")")
        try await stage.migration().rollBack(nil, acceptsMissing: true)
        texts["r100"] = nil
        try await TestModel.old.expectAll(stage.docs(), texts)
        #expect(try await stage.docs().count(where: Filter.field("a") == 1, namespace: "") == 1)
        // The new space alone has it.
        let loss = await #expect(throws: KapellError.self) { try await stage.migration().abandon() }
        #expect(loss?.message.contains("\"r100\"") == true)
        try await stage.migration().abandon(acceptsLoss: true)
    }

    @Test func aStoppedFeedGoesOnWhereItWas() async throws {
        let stage = try await MigrationStage(inFolder: true)
        let texts = try await stage.fill(100)
        try await stage.database.beginMigration(of: "docs", to: try await MigrationTarget(of: TestModel.new))
        let migration = try await stage.migration()
        let (batches, continuation) = AsyncStream<Int>.makeStream()
        let feeding = Task {
            try await migration.feed(
                TestModel("test/new", shift: 5) { _ in
                    continuation.yield(1)
                    try await Task.sleep(for: .milliseconds(5))
                }, batch: 10)
        }
        var count = 0
        for await _ in batches {
            count += 1
            if count == 4 { break }
        }
        feeding.cancel()
        let stopped = await #expect(throws: KapellError.self) { try await feeding.value }
        #expect(stopped?.code == .cancelled)
        let done = try await migration.status().progress.done
        #expect((30..<100).contains(done))
        let rest = TestModel("test/new", shift: 5)
        try await migration.feed(rest)
        #expect(rest.texts.count == 100 - done)
        try await migration.cutOver(TestModel.new)
        try await TestModel.new.expectAll(stage.docs(), texts)
    }

    @Test func aDamagedNewSpaceLeavesTheOldOneAsItIs() async throws {
        let stage = try await MigrationStage(inFolder: true)
        let folder = try #require(stage.folder)
        let texts = try await stage.fill(20)
        try await stage.database.beginMigration(of: "docs", to: try await MigrationTarget(of: TestModel.new))
        try await stage.migration().feed(TestModel.new)
        await stage.database.close()
        let files = TestFolder.files(below: "\(folder.path)/db/docs/spaces/space-2/log")
        let log = try #require(files.first { $0.hasSuffix(".klog") })
        var bytes = TestFolder.bytes(log)
        // In the first record: not the end that a crash may tear.
        bytes[60] ^= 0xFF
        try TestFolder.write(bytes, to: log)
        try await stage.reopen()
        try await TestModel.old.expectAll(stage.docs(), texts)
        #expect(try await stage.migration().status().failure?.code == .corrupt)
        let broken = await #expect(throws: KapellError.self) { try await stage.migration().cutOver(TestModel.new) }
        #expect(broken?.code == .corrupt && broken?.remedy?.contains("abandon") == true)
        // It stays unusable, whatever becomes of its file: it has missed writes.
        try await stage.docs().delete(ids: ["r100"], namespace: "")
        bytes[60] ^= 0xFF
        await stage.database.close()
        try TestFolder.write(bytes, to: log)
        try await stage.reopen()
        #expect(try await stage.migration().status().failure?.code == .corrupt)
        try await stage.migration().abandon()
        #expect(TestFolder.files(below: "\(folder.path)/db/docs/spaces").isEmpty)
        #expect(try await stage.docs().count(where: nil, namespace: "") == 19)
    }
}
