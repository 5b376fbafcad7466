import KapellCore
import KapellJSON
import KapellStore
import Testing

@Suite("The journal: durable events") struct DurableTests {
    let folder = TemporaryFolder()

    @Test("A run is read as it was written, with its content") func roundTrip() async throws {
        let journal = try SQLiteJournal(folder: folder.path)
        let run = runID(at: march)
        let data: JSONObject = ["b": 1, "a": ["nested", nil, 1.5, "zero\0byte"], "big": .unsigned(.max)]
        let events = [started(run), event(run, 1, .modelOutput, data, version: 7), finished(run, 2)]
        let content = ["question": "Wie lange?\0", "answer": "Zwölf Monate 🎻", "": "unnamed"]
        try await journal.append(events[0], content: [:])
        try await journal.append(events[1], content: content)
        try await journal.append(events[2], content: ["copy": "Zwölf Monate 🎻"])
        let record = try #require(try await journal.run(run))
        #expect(record.entries.map(\.event) == events)
        #expect(record.entries.map(\.content) == [[:], content, ["copy": "Zwölf Monate 🎻"]])
        #expect(record.entries[1].event.data.keys == ["b", "a", "big"])
        #expect(
            record.summary
                == RunSummary(
                    id: run, kind: "ask", subject: "contracts", status: .succeeded, started: march,
                    durationMilliseconds: 12.5, usage: ModelUsage(inputTokens: 10, outputTokens: 4), events: 3))
        #expect(try await journal.run(runID(at: march, seed: 2)) == nil)
        #expect(try await journal.number("SELECT count(*) FROM blobs") == 3)
        await journal.close()
        let again = try SQLiteJournal(folder: folder.path)
        #expect(try await again.run(run) == record)
    }

    @Test("Its file is durable by its settings") func settings() async throws {
        let journal = try SQLiteJournal(folder: folder.path)
        #expect(try await journal.number("PRAGMA synchronous") == 2)
        #expect(try await journal.number("PRAGMA synchronous", day: "2026-03-01") == 1)
    }

    @Test("An event is in the file, not in memory, when append returns") func immediately() async throws {
        let journal = try SQLiteJournal(folder: folder.path)
        let reader = try SQLiteJournal(folder: folder.path)
        let run = runID(at: march)
        for number in 0..<20 {
            try await journal.append(event(run, number), content: [:])
            #expect(try await reader.run(run)?.entries.count == number + 1)
        }
    }

    @Test("A number that is taken is refused, and what was there stays") func duplicate() async throws {
        let journal = try SQLiteJournal(folder: folder.path)
        let run = runID(at: march)
        try await journal.append(event(run, 0, .checkpoint, ["what": "first"]), content: ["a": "kept"])
        let error = await failure {
            try await journal.append(event(run, 0, .checkpoint, ["what": "second"]), content: ["a": "lost"])
        }
        #expect(error?.code == .conflict)
        let record = try #require(try await journal.run(run))
        #expect(record.entries.map(\.event.data) == [["what": "first"]])
        #expect(record.entries[0].content == ["a": "kept"])
        #expect(record.summary.events == 1)
        #expect(try await journal.number("SELECT count(*) FROM blobs") == 1)
    }

    @Test("A cancelled task still writes its last event") func cancelled() async throws {
        let journal = try SQLiteJournal(folder: folder.path)
        let run = runID(at: march)
        let task = Task {
            try? await Task.sleep(for: .seconds(60))
            try await journal.append(finished(run, 0, status: "cancelled"), content: [:])
        }
        task.cancel()
        try await task.value
        #expect(try await journal.run(run)?.summary.status == .cancelled)
    }

    @Test("Without content only its hashes are kept") func hashesOnly() async throws {
        let journal = try SQLiteJournal(folder: folder.path, keepContent: false)
        let run = runID(at: march)
        try await journal.append(event(run, 0), content: ["question": "abc"])
        #expect(try await journal.run(run)?.entries.first?.content == [:])
        #expect(try await journal.number("SELECT count(*) FROM blobs") == 0)
        // SHA-256 of "abc". Source: FIPS 180-2, appendix B.1.
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(try await journal.number("SELECT count(*) FROM events WHERE content LIKE '%\(hash)%'") == 1)
    }

    @Test("A text over a mebibyte is cut between characters, visibly") func longText() async throws {
        let journal = try SQLiteJournal(folder: folder.path)
        let run = runID(at: march)
        let whole = String(repeating: "x", count: 1 << 20)
        let long = String(repeating: "x", count: (1 << 20) - 1) + "ü" + String(repeating: "y", count: 100)
        try await journal.append(event(run, 0), content: ["whole": whole, "long": long])
        let content = try #require(try await journal.run(run)?.entries.first?.content)
        #expect(content["whole"] == whole)
        let kept = try #require(content["long"])
        #expect(kept.hasPrefix(String(repeating: "x", count: (1 << 20) - 1) + "\n[cut here: 1048575 of 1048677 bytes"))
        #expect(kept.utf8.count < (1 << 20) + 100)
        try await journal.append(event(run, 1), content: ["huge": String(repeating: "z", count: 20 << 20)])
        #expect(try await journal.run(run)?.entries.last?.content["huge"]?.utf8.count ?? 0 < (1 << 20) + 100)
    }

    @Test("A full disk refuses the event; earlier ones stay, and later ones are taken once there is space")
    func diskFull() async throws {
        let journal = try SQLiteJournal(folder: folder.path)
        let run = runID(at: march)
        try await journal.limitGrowth(pages: 30)
        var count = 0
        var error: KapellError?
        while error == nil, count < 100 {
            let content = ["text": String(repeating: "\(count)", count: 5000)]
            error = await failure { try await journal.append(event(run, count), content: content) }
            if error == nil { count += 1 }
        }
        #expect(error?.code == .diskFull)
        #expect(error?.message.contains("durable.sqlite") == true)
        #expect(count > 2)
        #expect(try await journal.run(run)?.entries.count == count)
        #expect(try await journal.run(run)?.summary.events == count)
        try await journal.limitGrowth(pages: 10_000)
        try await journal.append(event(run, count), content: ["text": String(repeating: "x", count: 5000)])
        try await journal.verify()
    }

    @Test("A damaged, foreign or newer journal is named") func damaged() async throws {
        try folder.write(Array(repeatElement(UInt8(ascii: "x"), count: 5000)), to: "durable.sqlite")
        #expect(await failure { try SQLiteJournal(folder: folder.path) }?.code == .corrupt)
        let journal = try SQLiteJournal(folder: folder.file("new"))
        try await journal.execute("INSERT INTO grdb_migrations VALUES ('journal-999')")
        await journal.close()
        let error = await failure { try SQLiteJournal(folder: folder.file("new")) }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("durable.sqlite") == true)
        #expect(await failure { try SQLiteJournal(folder: folder.path, retentionDays: -1) }?.code == .configuration)
        #expect(await failure { try SQLiteJournal(folder: folder.path, queueLimit: 0) }?.code == .configuration)
        #expect(await failure { try SQLiteJournal(folder: "") }?.code == .invalidRequest)
    }

    @Test("A closed journal throws and drops, and closing again does nothing") func closed() async throws {
        let journal = try SQLiteJournal(folder: folder.path)
        await journal.close()
        await journal.close()
        let run = runID(at: march)
        #expect(await failure { try await journal.append(event(run, 0), content: [:]) } != nil)
        journal.observe(event(run, 0), content: [:])
        #expect(journal.dropped == 1)
        await journal.flush()
    }

    @Test("The recorder writes a whole run") func recorder() async throws {
        let journal = try SQLiteJournal(folder: folder.path)
        for eventClass in [EventClass.durable, .observed] {
            let recorder = RunRecorder(journal: journal, class: eventClass)
            try await recorder.start(kind: "ask", subject: "contracts", content: ["question": "How long?"])
            try await recorder.record(.cost, ["input_tokens": 7])
            try await recorder.finish(.refused, usage: ModelUsage(inputTokens: 9))
            await journal.flush()
            let record = try #require(try await journal.run(recorder.id))
            #expect(record.entries.count == 3)
            #expect(record.entries[0].content == ["question": "How long?"])
            #expect(record.summary.status == .refused)
            #expect(record.summary.usage.inputTokens == 9)
        }
        #expect(try await journal.runs(limit: 10, before: nil).count == 2)
    }
}
