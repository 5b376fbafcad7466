public import KapellCore
import KapellJSON
import Synchronization

/// Checks that a ``LeasedJournal`` keeps what the protocols promise.
///
/// It begins runs of its own, in a scope of its own, and erases them. It needs no test framework:
///
/// ```swift
/// let report = await JournalConformance("SQLite") { try SQLiteJournal(folder: folder) }.run()
/// #expect(report.findings.isEmpty, "\(report)")
/// ```
public struct JournalConformance: Sendable {
    public let engine: String
    let open: @Sendable () async throws -> any LeasedJournal

    /// - Parameter open: opens the journal, once for each check, and a second time beside the first in some.
    public init(_ engine: String, open: @escaping @Sendable () async throws -> any LeasedJournal) {
        self.engine = engine
        self.open = open
    }

    /// Runs the checks one after the other; cancelling the task ends it after the check that runs.
    ///
    /// - Parameter names: the checks to run; `nil` runs all.
    public func run(only names: Set<String>? = nil) async -> ConformanceReport {
        var report = ConformanceReport(engine: engine)
        for (number, check) in Self.all.enumerated() where names?.contains(check.name) ?? true {
            if Task.isCancelled { break }
            let context = JournalContext(number: number, open: open)
            do {
                try await check.body(context, try await open())
            } catch {
                context.fail("threw \(error)")
            }
            await context.cleanUp()
            report.add(check.name, context.found)
        }
        return report
    }

    struct Check: Sendable {
        let name: String
        let body: @Sendable (JournalContext, any LeasedJournal) async throws -> Void

        init(
            _ name: String, _ body: @escaping @Sendable (JournalContext, any LeasedJournal) async throws -> Void
        ) {
            self.name = name
            self.body = body
        }
    }

    static let all: [Check] = events + summaries + leases + transactions
}

/// What a check of a journal works with: runs that are erased afterwards, and a place for what does not hold.
final class JournalContext: Sendable {
    private struct State {
        var found: [String] = []
        var runs: [RunID] = []
    }

    let open: @Sendable () async throws -> any LeasedJournal
    let scope: String
    private let state = Mutex(State())

    init(number: Int, open: @escaping @Sendable () async throws -> any LeasedJournal) {
        self.open = open
        var generator = SystemRandomNumberGenerator()
        scope = "conformance-\(number)-\(RunID(milliseconds: 0, using: &generator))"
    }

    var found: [String] { state.withLock { $0.found } }

    func fail(_ what: String) { state.withLock { if $0.found.count < 20 { $0.found.append(what) } } }

    func expect(_ holds: Bool, _ what: @autoclosure () -> String) { if !holds { fail(what()) } }

    func expectSame<T: Equatable>(_ found: T, _ expected: T, _ what: @autoclosure () -> String) {
        if found != expected { fail("\(what()): expected \(expected), found \(found)") }
    }

    /// Expects that `body` throws an error of a code.
    func expectError(_ code: KapellError.Code, _ what: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            fail("\(what) is not refused")
        } catch {
            expect((error as? KapellError)?.code == code, "\(what) is refused as \(error)")
        }
    }

    func run() -> RunID {
        var generator = SystemRandomNumberGenerator()
        let run = RunID(milliseconds: Timestamp.now.nanoseconds / 1_000_000, using: &generator)
        state.withLock { $0.runs.append(run) }
        return run
    }

    func entry(
        _ run: RunID, _ sequence: Int, _ type: EventType, _ data: JSONObject = [:], content: [String: String] = [:]
    ) -> RunRecord.Entry {
        RunRecord.Entry(
            event: JournalEvent(run: run, sequence: sequence, type: type, time: 1_000 + Int64(sequence), data: data),
            content: content)
    }

    func started(_ run: RunID, queue: String = "", about: String = "", subject: String = "w") -> RunRecord.Entry {
        entry(
            run, 0, .runStarted,
            [
                "kind": "workflow", "subject": .string(subject), "queue": .string(queue), "scope": .string(scope),
                "about": .string(about),
            ])
    }

    func paused(_ run: RunID, _ sequence: Int, until: Int64?, _ status: String = "sleeping") -> RunRecord.Entry {
        var data: JSONObject = ["status": .string(status)]
        data["until"] = until.map { .integer($0) }
        return entry(run, sequence, .runPaused, data)
    }

    /// Begins a run that is paused.
    func begin(
        _ journal: any Journal, until: Int64?, _ status: String = "sleeping", queue: String = "", about: String = "",
        subject: String = "w"
    ) async throws -> RunID {
        let run = run()
        try await journal.append([
            started(run, queue: queue, about: about, subject: subject), paused(run, 1, until: until, status),
        ])
        return run
    }

    func filter(queue: String? = nil, subjects: [String]? = nil) -> RunFilter {
        RunFilter(kind: "workflow", subjects: subjects, scope: scope, queue: queue)
    }

    func claim(
        _ owner: String, limit: Int = 100, queue: String = "", now: Int64 = 1_000_000, concurrency: Int? = nil,
        begins: Int? = nil, lease: Duration = .seconds(60), interval: Duration = .seconds(3600)
    ) -> RunClaim {
        RunClaim(
            filter: filter(queue: queue), owner: owner, limit: limit, lease: lease, now: now, concurrency: concurrency,
            begins: begins, interval: interval)
    }

    func cleanUp() async {
        guard let journal = try? await open() else { return }
        for run in state.withLock({ $0.runs }) { _ = try? await journal.erase(run) }
    }
}
