import KapellCore
import KapellJSON
import KapellStore
import KapellTesting
import Testing

@Suite("Checkpoints of other frameworks' graphs", .timeLimit(.minutes(10))) struct CheckpointTests {
    let folder = TemporaryFolder()

    private func checkpoint(_ thread: String, _ id: String) -> GraphCheckpoint {
        GraphCheckpoint(
            place: CheckpointPlace(thread: thread), id: id, body: CheckpointValue(type: "text", bytes: Array(id.utf8)),
            versions: ["a": .string(id)])
    }

    private func value(_ text: String) -> [ChannelValue] {
        [ChannelValue(channel: "a", value: CheckpointValue(type: "text", bytes: Array(text.utf8)))]
    }

    @Test("The store keeps what the protocol promises") func conformance() async {
        let path = folder.path
        let report = await CheckpointConformance("SQLite") { try SQLiteCheckpoints(folder: path, scope: $0) }.run()
        #expect(report.findings.isEmpty, "\(report)")
        #expect(report.passed.count == 11)
    }

    @Test("State that grows is kept once, not again with each checkpoint") func growth() async throws {
        let store = try SQLiteCheckpoints(folder: folder.path, scope: "")
        let large = ChannelValue(
            channel: "large", value: CheckpointValue(type: "text", bytes: [UInt8](repeating: 7, count: 100_000)))
        for number in 100..<200 {
            var next = checkpoint("t", "\(number)")
            next.versions["large"] = "1"
            try await store.put(next, values: value("\(number)") + (number == 100 ? [large] : []))
        }
        #expect(try await store.number("SELECT sum(length(bytes)) FROM channel_values") ?? 0 < 110_000)
        #expect(try await store.checkpoint(nil, in: CheckpointPlace(thread: "t"))?.values.count == 2)
        // A page ends when its values get many, and goes on.
        var query = CheckpointQuery(thread: "t", limit: 1_000)
        var sizes: [Int] = []
        repeat {
            let page = try await store.checkpoints(query)
            sizes.append(page.checkpoints.count)
            query.after = page.next
        } while query.after != nil
        #expect(sizes.reduce(0, +) == 100 && sizes.count == 1)
        await store.close()
    }

    @Test("A checkpoint, and the writes after it, do not outgrow the memory") func size() async throws {
        let store = try SQLiteCheckpoints(folder: folder.path, scope: "")
        let half = CheckpointValue(type: "x", bytes: [UInt8](repeating: 0, count: CheckpointLimits.bytes / 2))
        var large = checkpoint("t", "1")
        // In parts too: what is there counts.
        large.versions = ["a": "1"]
        try await store.put(large, values: [ChannelValue(channel: "a", value: half)])
        large.id = "2"
        large.versions = ["a": "1", "b": "1"]
        let part = await failure { try await store.put(large, values: [ChannelValue(channel: "b", value: half)]) }
        #expect(part?.code == .tooLarge)
        #expect(try await store.number("SELECT count(*) FROM channel_values") == 1)
        let place = CheckpointPlace(thread: "t")
        // Names count too.
        let write = CheckpointValue(type: "x", bytes: Array(half.bytes.dropLast(CheckpointLimits.frame + 2)))
        for task in ["x", "y"] {
            try await store.put(
                [CheckpointWrite(task: task, index: 0, channel: "a", value: write)], after: "1", in: place)
        }
        let more = await failure {
            try await store.put(
                [CheckpointWrite(task: "z", index: 0, channel: "a", value: CheckpointValue(type: "x", bytes: []))],
                after: "1", in: place)
        }
        #expect(more?.code == .tooLarge)
        await store.close()
    }

    @Test("What is erased is in no file any more") func erasure() async throws {
        let store = try SQLiteCheckpoints(folder: folder.path, scope: "s")
        for thread in ["keep", "gone"] {
            var one = checkpoint(thread, "1")
            one.metadata = ["run_id": .string("\(thread)-run"), "mark": .string("metadata-\(thread)")]
            try await store.put(one, values: value("secret-\(thread)"))
            let write = CheckpointWrite(
                task: "x", index: 0, channel: "a",
                value: CheckpointValue(type: "text", bytes: Array("write-\(thread)".utf8)))
            try await store.put([write], after: "1", in: one.place)
        }
        #expect(try await store.erase(threads: ["gone"]) == 1)
        func isFound(_ mark: String) -> Bool {
            ["", "-wal"].contains { suffix in
                let bytes = folder.read("checkpoints.sqlite\(suffix)")
                return bytes.firstRange(of: Array(mark.utf8)) != nil
            }
        }
        for mark in ["secret-gone", "metadata-gone", "write-gone", "gone-run"] { #expect(!isFound(mark), "\(mark)") }
        #expect(isFound("secret-keep"))
        #expect(try await store.erase(runs: ["keep-run"]) == 1)
        #expect(!isFound("secret-keep") && !isFound("write-keep"))
        #expect(try await store.number("SELECT count(*) FROM places") == 0)
        await store.close()
    }

    @Test("Files of others, of a newer program, and damaged ones are refused by name") func files() async throws {
        let store = try SQLiteCheckpoints(folder: folder.path, scope: "")
        try await store.put(checkpoint("t", "1"), values: value("x"))
        try await store.execute("UPDATE checkpoints SET versions = 'no'")
        let damaged = await failure { try await store.checkpoint(nil, in: CheckpointPlace(thread: "t")) }
        #expect(damaged?.code == .corrupt && damaged?.message.contains("checkpoints.sqlite") == true)
        try await store.execute("INSERT INTO grdb_migrations VALUES ('checkpoints-99')")
        await store.close()
        let newer = await failure { try SQLiteCheckpoints(folder: folder.path, scope: "") }
        #expect(newer?.code == .conflict && newer?.message.contains("newer") == true)
        for name in ["a", "b"] { try StoreFolder.create(folder.file(name)) }
        try folder.write(Array(repeating: 65, count: 5_000), to: "a/checkpoints.sqlite")
        #expect(await failure { try SQLiteCheckpoints(folder: folder.file("a"), scope: "") }?.code == .corrupt)
        let journal = try SQLiteJournal(folder: folder.path)
        await journal.close()
        try folder.write(folder.read("durable.sqlite"), to: "b/checkpoints.sqlite")
        #expect(await failure { try SQLiteCheckpoints(folder: folder.file("b"), scope: "") }?.code == .conflict)
    }
}
