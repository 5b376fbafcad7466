import KapellCore
import KapellJSON
import KapellStore
import KapellTesting
import Testing

@Suite("The journal: runs and versions") struct RunListTests {
    let folder = TemporaryFolder()

    private func journal(upcasters: EventUpcasters = EventUpcasters()) throws -> SQLiteJournal {
        try SQLiteJournal(folder: folder.path, upcasters: upcasters, now: { march })
    }

    @Test("Runs of both classes and of all days come newest first, and page by page") func list() async throws {
        let journal = try journal()
        var runs: [RunID] = []
        for index in 0..<40 {
            let run = runID(at: march - Int64(index) * day / 3, seed: UInt64(index))
            runs.append(run)
            if index % 3 == 0 {
                try await journal.append(started(run, subject: "\(index)"), content: [:])
            } else {
                journal.observe(started(run, subject: "\(index)"), content: [:])
            }
        }
        await journal.flush()
        runs.sort(by: >)
        #expect(try await journal.runs(limit: 100, before: nil).map(\.id) == runs)
        #expect(try await journal.runs(limit: 0, before: nil).isEmpty)
        #expect(try await journal.runs(limit: -1, before: nil).isEmpty)
        var paged: [RunID] = []
        while true {
            let page = try await journal.runs(limit: 7, before: paged.last)
            #expect(page.count <= 7)
            if page.isEmpty { break }
            paged += page.map(\.id)
        }
        #expect(paged == runs)
        #expect(try await journal.runs(limit: 5, before: runs[0]).map(\.id) == Array(runs[1...5]))
        #expect(try await journal.runs(limit: 5, before: runs[39]).isEmpty)
    }

    @Test("A run with events in both classes is one run") func bothClasses() async throws {
        let journal = try journal()
        let run = runID(at: march)
        try await journal.append(started(run), content: ["a": "durable"])
        journal.observe(event(run, 1, .cost, ["input_tokens": 5]), content: ["a": "observed"])
        await journal.flush()
        try await journal.append(event(run, 2, .cost, ["input_tokens": 2, "output_tokens": 1]), content: [:])
        var record = try #require(try await journal.run(run))
        #expect(record.entries.map(\.event.sequence) == [0, 1, 2])
        #expect(record.entries.map { $0.content["a"] } == ["durable", "observed", nil])
        #expect(record.summary.kind == "ask")
        #expect(record.summary.status == .running)
        #expect(record.summary.events == 3)
        #expect(record.summary.usage == ModelUsage(inputTokens: 7, outputTokens: 1))
        journal.observe(finished(run, 3, status: "failed", input: 9), content: [:])
        await journal.flush()
        record = try #require(try await journal.run(run))
        #expect(record.summary.status == .failed)
        #expect(record.summary.durationMilliseconds == 12.5)
        #expect(record.summary.usage == ModelUsage(inputTokens: 9, outputTokens: 4))
        #expect(try await journal.runs(limit: 10, before: nil) == [record.summary])
    }

    @Test("A run whose first event was lost, or whose last one is strange, is still listed") func partial() async throws
    {
        let journal = try journal()
        let (first, second) = (runID(at: march, seed: 1), runID(at: march, seed: 2))
        try await journal.append(event(first, 4, .cost, ["input_tokens": "many", "output_tokens": -4]), content: [:])
        try await journal.append(event(second, 0, .runStarted, ["kind": 7, "subject": nil]), content: [:])
        try await journal.append(
            event(second, 1, .runFinished, ["status": "suspended", "duration_ms": "long", "usage": 3]), content: [:])
        let summary = try #require(try await journal.run(first)?.summary)
        #expect(summary.kind.isEmpty)
        #expect(summary.status == .running)
        #expect(summary.started == march)
        #expect(summary.usage == ModelUsage())
        #expect(try await journal.run(second)?.summary.status == .failed)
        for number in 2..<6 {
            try await journal.append(
                event(second, number, .cost, ["input_tokens": .integer(.max), "output_tokens": .integer(.min)]),
                content: [:])
        }
        #expect(try await journal.runs(limit: 10, before: nil).count == 2)
    }

    @Test("The list of runs is computed anew from the events, and is the same") func rebuild() async throws {
        let journal = try journal()
        var generator = SeededGenerator(5)
        for index in 0..<30 {
            let run = runID(at: march - Int64(index % 4) * day, seed: UInt64(index))
            var events = [started(run, subject: "\(index)")]
            for number in 1...4 { events.append(event(run, number, .cost, ["input_tokens": .integer(Int64(number))])) }
            if index % 3 != 0 { events.append(finished(run, 5, input: index)) }
            // They arrive in any order.
            events.shuffle(using: &generator)
            for event in events {
                if index % 2 == 0 {
                    try await journal.append(event, content: [:])
                } else {
                    journal.observe(event, content: [:])
                }
            }
        }
        await journal.flush()
        let before = try await journal.runs(limit: 100, before: nil)
        #expect(before.count == 30)
        try await journal.execute("UPDATE runs SET kind = 'wrong', events = 0, input_tokens = 99")
        for offset in 0..<4 {
            try await journal.execute("DELETE FROM runs", day: Timestamp(nanoseconds: march - Int64(offset) * day).day)
        }
        #expect(try await journal.runs(limit: 100, before: nil) != before)
        try await journal.rebuild()
        #expect(try await journal.runs(limit: 100, before: nil) == before)
    }

    @Test("Events are counted once each, however many they are and in whatever order they come", arguments: 0..<12)
    func counts(seed: Int) async throws {
        let journal = try journal()
        let run = runID(at: march)
        var generator = SplitMix64(seed: UInt64(seed))
        var events = (0..<200).map { number in
            if number == 0 { return started(run) }
            if number == 199 { return finished(run, 199) }
            return event(run, number, number % 17 == 3 ? .cost : .retrieved)
        }
        // In order, nearly, or not at all.
        if seed % 3 == 1 {
            for _ in 0..<60 {
                let place = Int.random(in: 0..<195, using: &generator)
                events.swapAt(place, place + Int.random(in: 1...4, using: &generator))
            }
        } else if seed % 3 == 2 {
            events.shuffle(using: &generator)
        }
        var written = 0
        while written < events.count {
            let batch = events[written...].prefix(Int.random(in: 1...5, using: &generator))
            try await journal.append(batch.map { RunRecord.Entry(event: $0, content: [:]) })
            written += batch.count
            #expect(try await journal.runs(limit: 1, before: nil).first?.events == written)
        }
        let removed = try await journal.removeEvents(of: run, before: 100)
        #expect(removed == 99)
        let left = try await journal.runs(limit: 1, before: nil)
        #expect(left.first?.events == 101)
        try await journal.rebuild()
        #expect(try await journal.runs(limit: 1, before: nil).first?.events == 101)
        await journal.close()
    }

    @Test("Old events are read in the newest version, step by step; newer ones are left as they are")
    func upcasting() async throws {
        let run = runID(at: march)
        let type = EventType(rawValue: "step")
        do {
            let old = try journal()
            try await old.append(event(run, 0, type, ["word": "a"], version: 1), content: [:])
            try await old.append(event(run, 1, type, ["words": ["b"]], version: 2), content: [:])
            try await old.append(event(run, 2, type, ["later": true], version: 9), content: [:])
            try await old.append(event(run, 3, .runStarted, ["task": "ask"], version: 0), content: [:])
            await old.close()
        }
        var upcasters = EventUpcasters()
        upcasters.register(type, from: 1) { ["words": .array([$0["word"] ?? .null])] }
        upcasters.register(type, from: 2) { data in
            var data = data
            data["count"] = .integer(Int64(data["words"]?.arrayValue?.count ?? 0))
            return data
        }
        upcasters.register(.runStarted, from: 0) { ["kind": $0["task"] ?? .null, "subject": "all"] }
        let journal = try journal(upcasters: upcasters)
        let events = try #require(try await journal.run(run)).entries.map(\.event)
        #expect(events.map(\.version) == [3, 3, 9, 1])
        #expect(events[0].data == ["words": ["a"], "count": 1])
        #expect(events[1].data == ["words": ["b"], "count": 1])
        #expect(events[2].data == ["later": true])
        // What is stored stays; a list computed anew reads it in the newest version.
        #expect(try await journal.number("SELECT count(*) FROM events WHERE version = 1") == 1)
        #expect(try await journal.run(run)?.summary.kind == "")
        try await journal.rebuild()
        #expect(try await journal.run(run)?.summary.kind == "ask")
    }
}
