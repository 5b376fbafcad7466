import KapellCore
import KapellJSON
import KapellTesting
import Synchronization
import Testing

@Suite("Recording a run")
struct RunRecorderTests {
    /// Time that moves on by a millisecond with each look at it.
    private final class Ticker: Sendable {
        private let time = Mutex<Int64>(1_000_000_000)

        func now() -> Int64 {
            time.withLock { time in
                defer { time += 1_000_000 }
                return time
            }
        }
    }

    @Test("Events are numbered from 0 and carry the run's name, in order")
    func numbers() async throws {
        let journal = MemoryJournal()
        let recorder = RunRecorder(journal: journal)
        try await recorder.start(kind: "ask", subject: "contracts", content: ["question": "When?"])
        try await recorder.record(.retrieved, ["results": .integer(3)])
        try await recorder.finish(.succeeded)
        let events = journal.events.map(\.event)
        #expect(events.map(\.sequence) == [0, 1, 2])
        #expect(events.map(\.type) == [.runStarted, .retrieved, .runFinished])
        #expect(events.allSatisfy { $0.run == recorder.id })
        #expect(events[0].data["kind"]?.stringValue == "ask")
        #expect(events[0].data["subject"]?.stringValue == "contracts")
    }

    @Test("Content stays beside the event and out of its data")
    func content() async throws {
        let journal = MemoryJournal()
        let recorder = RunRecorder(journal: journal)
        try await recorder.start(kind: "ask", subject: "contracts", content: ["question": "When?"])
        let record = try #require(try await journal.run(recorder.id))
        #expect(record.entries[0].content == ["question": "When?"])
        #expect(record.entries[0].event.data["question"] == nil)
        #expect(record.summary.status == .running)
    }

    @Test("A run is observed unless it is asked to be durable", arguments: [EventClass.observed, .durable])
    func eventClass(_ kind: EventClass) async throws {
        let journal = MemoryJournal()
        let recorder = RunRecorder(journal: journal, class: kind)
        try await recorder.start(kind: "ingest", subject: "contracts")
        try await recorder.finish(.succeeded)
        #expect(journal.events.map(\.kind) == [kind, kind])
        let plain = MemoryJournal()
        try await RunRecorder(journal: plain).start(kind: "ask", subject: "contracts")
        #expect(plain.events.map(\.kind) == [.observed])
    }

    @Test("The last event is written once, with status, duration, usage and error")
    func finish() async throws {
        let journal = MemoryJournal()
        let ticker = Ticker()
        let recorder = RunRecorder(journal: journal, now: { ticker.now() })
        try await recorder.start(kind: "ask", subject: "contracts")
        try await recorder.finish(
            .failed, usage: ModelUsage(inputTokens: 5), error: KapellError(.timeout, "It took too long."))
        try await recorder.finish(.succeeded)
        let events = journal.events.map(\.event)
        #expect(events.count == 2)
        #expect(events[1].data["status"]?.stringValue == "failed")
        #expect(events[1].data["duration_ms"]?.doubleValue == 2)
        #expect(events[1].data["usage"]?["input_tokens"]?.intValue == 5)
        #expect(events[1].data["error"]?["code"]?.stringValue == "timeout")
        #expect(events[0].time < events[1].time)
        #expect(recorder.id.milliseconds == 1_000)
    }

    @Test("Tasks that record at the same time never share a number")
    func concurrency() async throws {
        let journal = MemoryJournal()
        let recorder = RunRecorder(journal: journal)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<200 {
                group.addTask { try await recorder.record(.checkpoint, ["what": .string("step \(index)")]) }
            }
            try await group.waitForAll()
        }
        #expect(journal.events.map(\.event.sequence).sorted() == Array(0..<200))
    }

    @Test("A last event that could not be written can be written again")
    func finishAgain() async throws {
        let journal = FullJournal(writes: 1)
        let recorder = RunRecorder(journal: journal, class: .durable)
        try await recorder.start(kind: "ingest", subject: "contracts")
        await #expect(throws: FullJournal.error) { try await recorder.finish(.succeeded) }
        journal.free(2)
        try await recorder.finish(.succeeded)
        try await recorder.finish(.failed)
        #expect(journal.statuses == ["succeeded"])
    }

    @Test("A run that succeeded but could not say so has failed, and says that as soon as it can")
    func closingFails() async throws {
        let journal = FullJournal(writes: 1, isFreedByFailure: true)
        let recorder = RunRecorder(journal: journal, class: .durable)
        try await recorder.start(kind: "ingest", subject: "contracts")
        await #expect(throws: FullJournal.error) {
            try await recorder.closing { ((), .succeeded, ModelUsage()) }
        }
        #expect(journal.statuses == ["failed"])
    }

    @Test("Times that lie further apart than a number holds are shown, and never end the process")
    func distantTimes() throws {
        let run = try #require(RunID("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"))
        let event = JournalEvent(run: run, sequence: 0, type: .checkpoint, time: .max, data: [:])
        let summary = RunSummary(
            id: run, kind: "ask", subject: "x", status: .running, started: .min, durationMilliseconds: nil,
            usage: ModelUsage(), events: 1)
        let record = RunRecord(summary: summary, entries: [.init(event: event, content: [:])])
        #expect(record.json["events"]?[0]?["at_ms"]?.doubleValue == Double(Int64.max) / 1e6)
    }

    @Test("An error of the journal reaches a durable run")
    func failingJournal() async throws {
        let recorder = RunRecorder(journal: FullJournal(), class: .durable)
        await #expect(throws: FullJournal.error) { try await recorder.start(kind: "ingest", subject: "contracts") }
        // An observed run must go on.
        try await RunRecorder(journal: FullJournal()).start(kind: "ask", subject: "contracts")
    }
}

/// A journal that soon has no room.
private final class FullJournal: Journal {
    static let error = KapellError(.diskFull, "The disk is full.")

    private let state: Mutex<(writes: Int, statuses: [String])>
    private let isFreedByFailure: Bool

    /// - Parameters:
    ///   - writes: how many events there is room for.
    ///   - isFreedByFailure: whether each event that does not fit makes room for another.
    init(writes: Int = 0, isFreedByFailure: Bool = false) {
        state = Mutex((writes, []))
        self.isFreedByFailure = isFreedByFailure
    }

    /// With which statuses the run was finished.
    var statuses: [String] { state.withLock { $0.statuses } }

    func free(_ writes: Int) { state.withLock { $0.writes += writes } }

    func append(_ event: JournalEvent, content: [String: String]) async throws {
        let isWritten = state.withLock { state in
            state.writes -= 1
            guard state.writes >= 0 else {
                state.writes = isFreedByFailure ? 1 : 0
                return false
            }
            if event.type == .runFinished { state.statuses.append(event.data["status"]?.stringValue ?? "") }
            return true
        }
        guard isWritten else { throw Self.error }
    }

    func observe(_ event: JournalEvent, content: [String: String]) {}
    func flush() async {}
    var dropped: Int { 0 }
    func runs(limit: Int, before: RunID?) async throws -> [RunSummary] { [] }
    func run(_ id: RunID) async throws -> RunRecord? { nil }
}
