import KapellCore
import KapellStore
import KapellTesting
import Testing

@Suite("A process that is killed", .enabled(if: ChildProcess.isPossible)) struct CrashTests {
    let folder = TemporaryFolder()

    @Test("Everything acknowledged before each kill is there, and the files are whole", .timeLimit(.minutes(10)))
    func kills() async throws {
        var generator = SystemRandomNumberGenerator()
        var seen = 0
        for round in 0..<6 {
            let child = try ChildProcess(.write, folder: folder.path)
            #expect(await child.reached(seen + 4), "round \(round)")
            try await Task.sleep(for: .milliseconds(Int.random(in: 0..<400, using: &generator)))
            await child.crash()
            let lines = child.acknowledged()
            #expect(lines.count > seen)
            seen = lines.count
            try await check(lines)
        }
    }

    private func check(_ lines: [String]) async throws {
        let store = try SQLiteKnowledgeStore(path: folder.file("knowledge.sqlite"))
        let journal = try SQLiteJournal(folder: folder.file("journal"))
        let checkpoints = try SQLiteCheckpoints(folder: folder.file("journal"), scope: "")
        try await store.verify()
        try await journal.verify()
        let collection = try #require(try await store.collection("contracts"))
        let documents = try await store.documents(in: collection.id)
        let names = Set(documents.map(\.name))
        var events: [String: Int] = [:]
        for line in lines {
            let parts = line.split(separator: " ").map(String.init)
            if parts.count == 1 {
                #expect(names.contains(line))
            } else {
                events[parts[0]] = max(events[parts[0]] ?? 0, (Int(parts[1]) ?? 0) + 1)
            }
        }
        for document in documents {
            #expect(document.chunks == 8)
            #expect(try await store.chunks(ofDocument: document.id).count == 8)
        }
        #expect(try await follow(store, in: collection.id).vectors == storedVectors(store, in: collection.id))
        for (run, count) in events {
            let id = try #require(RunID(run))
            let record = try #require(try await journal.run(id))
            #expect(record.entries.count >= count)
            #expect(record.entries.map(\.event.sequence) == Array(0..<record.entries.count))
            #expect(record.entries.prefix(count).allSatisfy { $0.content["text"] == "text \($0.event.sequence)" })
            #expect(record.summary.events == record.entries.count)
            let place = CheckpointPlace(thread: run)
            for round in 0..<count {
                let stored = try #require(try await checkpoints.checkpoint("\(1_000_000 + round)", in: place))
                #expect(stored.values.map(\.value) == [stored.checkpoint.body])
            }
        }
        await checkpoints.close()
        await journal.close()
        try store.close()
    }
}
