import KapellCore
import KapellJSON
import KapellStore
import KapellTesting
import Synchronization
import Testing

/// A clock that a test sets.
private final class Clock: Sendable {
    private let nanoseconds: Mutex<Int64>

    init(_ start: Int64) { nanoseconds = Mutex(start) }

    var now: Int64 { nanoseconds.withLock { $0 } }

    func advance(days: Int64) { nanoseconds.withLock { $0 += days * day } }
}

@Suite("The journal: observed events") struct ObservedTests {
    let folder = TemporaryFolder()

    private func journal(
        at time: Int64 = march, retentionDays: Int = 30, queueLimit: Int = 10_000, keepContent: Bool = true
    ) throws -> SQLiteJournal {
        try SQLiteJournal(
            folder: folder.path, retentionDays: retentionDays, queueLimit: queueLimit, keepContent: keepContent,
            now: { time })
    }

    @Test("What was observed is there after a flush, in the file of the day on which its run began") func flush()
        async throws
    {
        let journal = try journal()
        let run = runID(at: march + 5)
        journal.observe(started(run), content: ["question": "How long?"])
        journal.observe(event(run, 1, .retrieved, ["results": 3]), content: [:])
        journal.observe(finished(run, 2), content: ["answer": "Twelve months."])
        await journal.flush()
        let record = try #require(try await journal.run(run))
        #expect(record.entries.map(\.event.sequence) == [0, 1, 2])
        #expect(record.entries[2].content == ["answer": "Twelve months."])
        #expect(record.summary.status == .succeeded)
        #expect(folder.exists("observed-2026-03-01.sqlite"))
        #expect(try await journal.number("SELECT count(*) FROM events") == 0)
        #expect(journal.dropped == 0)
        await journal.flush()
    }

    @Test("Without a flush it is written soon") func soon() async throws {
        let journal = try journal()
        let run = runID(at: march)
        journal.observe(started(run), content: [:])
        for _ in 0..<1000 {
            if try await journal.run(run) != nil { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("not written within 10 s")
    }

    @Test("Closing writes what waits, and so does letting go") func ending() async throws {
        var journal: SQLiteJournal? = try journal()
        let first = runID(at: march, seed: 1)
        for number in 0..<500 { journal?.observe(event(first, number), content: [:]) }
        await journal?.close()
        journal = try self.journal()
        #expect(try await journal?.run(first)?.entries.count == 500)
        let second = runID(at: march, seed: 2)
        for number in 0..<500 { journal?.observe(event(second, number), content: [:]) }
        journal = nil
        for _ in 0..<1000 {
            if try await self.journal().run(second)?.entries.count == 500 { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("not written within 10 s")
    }

    @Test("What overflows the queue is dropped and counted, exactly, and blocks nothing") func overflow() async throws {
        let journal = try journal(queueLimit: 50)
        let run = runID(at: march)
        let start = ContinuousClock.now
        for number in 0..<20_000 { journal.observe(event(run, number), content: ["text": "text \(number)"]) }
        let took = ContinuousClock.now - start
        await journal.flush()
        let record = try #require(try await journal.run(run))
        #expect(journal.dropped > 0)
        #expect(record.entries.count + journal.dropped == 20_000)
        #expect(record.summary.events == record.entries.count)
        #expect(took < .seconds(10))
    }

    @Test("Content that waits is bounded in bytes; one event is taken however large") func bytes() async throws {
        let journal = try journal()
        let run = runID(at: march)
        let huge = String(repeating: "x", count: 70 << 20)
        for number in 0..<50 { journal.observe(event(run, number), content: ["text": huge]) }
        await journal.flush()
        #expect(journal.dropped > 0)
        let record = try #require(try await journal.run(run))
        #expect(record.entries.count + journal.dropped == 50)
        #expect(record.entries.count >= 1)
    }

    @Test("Many tasks observe at once, and nothing is lost or doubled") func concurrent() async throws {
        let journal = try journal(queueLimit: 100_000)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    let run = runID(at: march, seed: UInt64(task))
                    for number in 0..<500 { journal.observe(event(run, number), content: [:]) }
                    await journal.flush()
                }
            }
        }
        for task in 0..<8 {
            let record = try #require(try await journal.run(runID(at: march, seed: UInt64(task))))
            #expect(record.entries.map(\.event.sequence) == Array(0..<500))
        }
        #expect(journal.dropped == 0)
    }

    @Test("An event that comes twice is kept once, and counted") func twice() async throws {
        let journal = try journal()
        let run = runID(at: march)
        for _ in 0..<3 { journal.observe(event(run, 0, .checkpoint, ["what": "x"]), content: [:]) }
        journal.observe(event(run, 1), content: [:])
        await journal.flush()
        #expect(try await journal.run(run)?.summary.events == 2)
        #expect(journal.dropped == 2)
    }

    @Test("Days past their time are removed when the journal is opened") func retentionAtOpening() async throws {
        let first = try journal(at: march, retentionDays: 30)
        for age in [0, 1, 29, 30] as [Int64] {
            first.observe(started(runID(at: march - age * day)), content: [:])
        }
        try await first.append(started(runID(at: march - 400 * day)), content: [:])
        await first.close()
        #expect(try await journal(retentionDays: 30).runs(limit: 10, before: nil).count == 5)
        let shorter = try journal(retentionDays: 1)
        #expect(folder.exists("observed-2026-02-28.sqlite"))
        #expect(!folder.exists("observed-2026-01-31.sqlite"))
        #expect(!folder.exists("observed-2026-01-31.sqlite-wal"))
        let kept = try await shorter.runs(limit: 10, before: nil).map(\.started)
        #expect(kept == [march, march - day, march - 400 * day])
    }

    @Test("Days past their time are removed when the day changes") func retentionOverTime() async throws {
        let clock = Clock(march)
        let journal = try SQLiteJournal(folder: folder.path, retentionDays: 2, now: { clock.now })
        for step in 0..<6 {
            journal.observe(started(runID(at: clock.now, seed: UInt64(step))), content: [:])
            await journal.flush()
            #expect(try await journal.runs(limit: 10, before: nil).count == min(step + 1, 3))
            clock.advance(days: 1)
        }
        #expect(folder.exists("observed-2026-03-06.sqlite"))
        #expect(!folder.exists("observed-2026-03-03.sqlite"))
        // Runs from before the days that are kept are dropped; one from the end of time is kept.
        journal.observe(started(runID(at: march)), content: [:])
        let endless = try #require(RunID("7ZZZZZZZZZ0000000000000000"))
        journal.observe(JournalEvent(run: endless, sequence: 0, type: .runStarted, time: 0, data: [:]), content: [:])
        await journal.flush()
        #expect(journal.dropped == 1)
        #expect(try await journal.run(endless) != nil)
        #expect(!folder.exists("observed-2026-03-01.sqlite"))
    }

    @Test("A full disk drops and counts, and throws nothing") func diskFull() async throws {
        let journal = try journal()
        let run = runID(at: march)
        try await journal.limitGrowth(pages: 20, day: "2026-03-01")
        for number in 0..<40 {
            journal.observe(
                event(run, number), content: ["text": String(repeating: "\(number) ", count: 4000)])
            await journal.flush()
        }
        let count = try #require(try await journal.run(run)?.entries.count)
        #expect(count > 0)
        #expect(count + journal.dropped == 40)
        try await journal.limitGrowth(pages: 10_000, day: "2026-03-01")
        journal.observe(event(run, 99), content: [:])
        await journal.flush()
        #expect(try await journal.run(run)?.entries.count == count + 1)
        try await journal.verify()
    }

    @Test("A damaged day is set aside and begun anew; to read it is an error that names it") func damaged() async throws
    {
        let name = "observed-2026-03-01.sqlite"
        try folder.write(Array(repeatElement(UInt8(ascii: "x"), count: 5000)), to: name)
        let journal = try journal()
        let error = await failure { try await journal.runs(limit: 10, before: nil) }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains(name) == true)
        let run = runID(at: march)
        journal.observe(started(run), content: [:])
        await journal.flush()
        #expect(journal.dropped == 0)
        #expect(try await journal.run(run) != nil)
        #expect(folder.exists(name + ".damaged"))
        await journal.close()
        // It goes when its day would have gone.
        await (try self.journal(at: march + 31 * day)).close()
        #expect(!folder.exists(name + ".damaged"))
    }

    @Test("Two processes append to the same files", .enabled(if: ChildProcess.isPossible)) func processes() async throws
    {
        let child = try ChildProcess(.journal, folder: folder.path)
        let journal = try SQLiteJournal(folder: folder.path)
        var generator = SystemRandomNumberGenerator()
        let now = Timestamp.now.nanoseconds / 1_000_000
        let durable = RunID(milliseconds: now, using: &generator)
        let observed = RunID(milliseconds: now, using: &generator)
        for number in 0..<100 {
            try await journal.append(event(durable, number), content: ["text": "durable \(number)"])
            journal.observe(event(observed, number), content: ["text": "observed \(number)"])
            try await Task.sleep(for: .milliseconds(2))
        }
        #expect(await child.exit() == 0)
        await journal.flush()
        let lines = child.acknowledged()
        #expect(lines.count == 3)
        #expect(lines.last == "0")
        for run in [durable, observed] + lines.prefix(2).compactMap({ RunID($0) }) {
            #expect(try await journal.run(run)?.entries.count == 100)
        }
        #expect(try await journal.runs(limit: 10, before: nil).count == 4)
        try await journal.verify()
    }
}
