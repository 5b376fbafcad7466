import KapellCore
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

@Suite("Schedules") struct ScheduleTests {
    private final class Time: Sendable {
        private let nanoseconds: Mutex<Int64>

        init(_ seconds: Int64) { nanoseconds = Mutex(seconds * 1_000_000_000) }

        var now: Int64 { nanoseconds.withLock { $0 } }
        func set(_ seconds: Int64) { nanoseconds.withLock { $0 = seconds * 1_000_000_000 } }
    }

    @Test("Moments are those of another implementation") func moments() throws {
        for (cron, zone, from, expected) in CronOracle.rows {
            let expression = try CronExpression(cron, zone: zone)
            var moment = Timestamp(nanoseconds: from * 1_000_000_000)
            var found: [Int64] = []
            for _ in expected {
                guard let next = expression.next(after: moment) else { break }
                found.append(next.nanoseconds / 1_000_000_000)
                moment = next
            }
            #expect(found == expected, "\(cron) in \(zone) from \(from)")
        }
    }

    /// In Europe/Berlin, clocks go from 2:00 to 3:00 on 2026-03-29 at 1:00 UTC, and from 3:00 to 2:00 on 2026-10-25 at 1:00.
    @Test(
        "Where clocks are set, a fixed time comes once, and an hourly one with each hour",
        arguments: [
            // The gap: 2:30 does not exist, and comes at 3:00.
            ("30 2 * * *", "2026-03-28T12:00", ["2026-03-29T01:00", "2026-03-30T00:30"]),
            ("0,30 2,3 * * *", "2026-03-29T00:00", ["2026-03-29T01:00", "2026-03-29T01:30", "2026-03-30T00:00"]),
            ("30 * * * *", "2026-03-29T00:00", ["2026-03-29T00:30", "2026-03-29T01:30", "2026-03-29T02:30"]),
            // The fold: 2:30 exists twice, and comes the first time.
            ("30 2 * * *", "2026-10-24T12:00", ["2026-10-25T00:30", "2026-10-26T01:30"]),
            ("30 * * * *", "2026-10-24T23:00", ["2026-10-24T23:30", "2026-10-25T00:30", "2026-10-25T01:30"]),
            ("0 9 * * MON", "2026-10-20T00:00", ["2026-10-26T08:00", "2026-11-02T08:00"]),
            // Beyond the file's own changes.
            ("0 12 1 7 *", "2060-01-01T00:00", ["2060-07-01T10:00", "2061-07-01T10:00"]),
        ]) func clocks(_ cron: String, _ from: String, _ expected: [String]) throws
    {
        let expression = try CronExpression(cron, zone: "Europe/Berlin")
        var moment = try #require(Self.moment(from))
        for wanted in expected {
            moment = try #require(expression.next(after: moment))
            #expect(moment.description.hasPrefix(wanted), "\(cron): \(moment), not \(wanted)")
        }
    }

    private static func moment(_ text: String) -> Timestamp? {
        let parts = text.split { "-T:".contains($0) }.compactMap { Int64($0) }
        guard parts.count == 5 else { return nil }
        var days: Int64 = 0
        for year in 1970..<parts[0] { days += year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365 }
        let isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        days += lengths[..<Int(parts[1] - 1)].reduce(0, +) + parts[2] - 1
        return Timestamp(nanoseconds: (days * 86_400 + parts[3] * 3600 + parts[4] * 60) * 1_000_000_000)
    }

    @Test(
        "What is no cron expression is refused, by its field",
        arguments: [
            ("", "0 fields"), ("* * * *", "4 fields"), ("60 * * * *", "minute"), ("* 24 * * *", "hour"),
            ("* * 0 * *", "day of the month"), ("* * * 13 *", "month"), ("* * * * 8", "day of the week"),
            ("5-1 * * * *", "backwards"), ("*/0 * * * *", "minute"), ("1,,2 * * * *", "minute"),
            ("a * * * *", "minute"), ("* * 30 2 *", "never"), ("-1 * * * *", "minute"), ("1/2/3 * * * *", "minute"),
            ("٣ * * * *", "minute"), ("99999999999999999999 * * * *", "minute"), ("* * L * *", "day of the month"),
        ]) func refused(_ cron: String, _ word: String)
    {
        let error = #expect(throws: KapellError.self) { try CronExpression(cron) }
        #expect(error?.code == .invalidRequest && error?.message.contains(word) == true, "\(error as Any)")
    }

    @Test("A zone that is not there is refused, and no file is read that is none") func zones() {
        for zone in ["", "Nowhere/City", "../../etc/passwd", "/etc/passwd", "zone.tab", "Europe"] {
            let error = #expect(throws: KapellError.self) { try CronExpression("* * * * *", zone: zone) }
            #expect(error != nil, "\(zone)")
        }
    }

    @Test(
        "Each occurrence is begun once, whatever workers there are, and missed ones as the schedule says",
        arguments: [
            (MissedRuns.skip, [1], [0]), (MissedRuns.once, [1], [1]), (MissedRuns.all(limit: 3), [1], [3]),
            (MissedRuns.all(limit: 100), [1], [24]),
        ]) func occurrences(_ missed: MissedRuns, _ onTime: [Int], _ late: [Int]) async throws
    {
        let time = Time(1_000_000 * 3600 + 1800)
        let journal = MemoryJournal()
        let workflow = try Workflow("tick", channels: [text, notes]) {
            Node("a") { step in try step.write(notes, ["\(step.run.milliseconds)"]) }
        }
        @Sendable func worker() -> WorkflowWorker {
            WorkflowWorker(WorkflowRunner(workflow, journal: journal, now: { time.now }), queues: [WorkflowQueue("q")])
        }
        let runner = worker().runner
        let schedule = WorkflowSchedule(
            "hourly", workflow: "tick", cron: try CronExpression("@hourly"), input: [try text("x")], missed: missed,
            queue: "q")
        try await runner.schedule(schedule)
        try await runner.schedule(schedule)
        #expect(try await runner.schedules().map(\.next) == [Timestamp(nanoseconds: 1_000_001 * 3600 * 1_000_000_000)])
        #expect(try await worker().drain().isEmpty)
        func tick(_ seconds: Int64, _ count: Int) async throws {
            time.set(seconds)
            let outcomes = try await withThrowingTaskGroup(of: [WorkflowOutcome].self) { group in
                for _ in 0..<3 { group.addTask { try await worker().drain() } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(outcomes.count == count && outcomes.allSatisfy { $0.status == .succeeded })
            #expect(try await worker().drain().isEmpty)
        }
        try await tick(1_000_001 * 3600 + 1, onTime[0])
        // A day without any worker; the last occurrence is half an hour ago.
        try await tick(1_000_025 * 3600 + 1800, late[0])
        try await tick(1_000_026 * 3600, 1)
        // The clock is set back: what was begun is not begun again.
        try await tick(1_000_001 * 3600 + 1, 0)
        time.set(1_000_026 * 3600 + 1)
        let state = try #require(try await runner.schedules().first)
        #expect(state.schedule == schedule)
        #expect(state.last == Timestamp(nanoseconds: 1_000_026 * 3600 * 1_000_000_000))
        #expect(try await runner.unschedule("hourly"))
        #expect(try await !runner.unschedule("hourly"))
        try await tick(1_000_030 * 3600, 0)
        #expect(try await runner.schedules().isEmpty)
        #expect(
            await failure { try await runner.schedule(WorkflowSchedule("x", workflow: "y", cron: schedule.cron)) }
                != nil)
    }

    @Test("A schedule that cannot be fired holds up no run") func broken() async throws {
        let time = Time(1_000_000 * 3600)
        let journal = MemoryJournal()
        let old = try Workflow("tick", channels: [text, notes]) { Node("a") { _ in } }
        let schedule = WorkflowSchedule(
            "hourly", workflow: "tick", cron: try CronExpression("@hourly"), input: [try text("x")])
        try await WorkflowRunner(old, journal: journal, now: { time.now }).schedule(schedule)
        // Today's workflow does not take that input.
        let new = try Workflow("tick", channels: [notes]) { Node("a") { _ in } }
        time.set(1_000_002 * 3600)
        let runner = WorkflowRunner(new, journal: journal, now: { time.now })
        let run = try await runner.enqueue(new)
        #expect(await failure { try await WorkflowWorker(runner).drain() } != nil)
        #expect(try await runner.status(of: run) == .succeeded)
    }
}
