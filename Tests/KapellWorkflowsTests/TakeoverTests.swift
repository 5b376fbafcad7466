import KapellCore
import KapellPostgres
import KapellStore
import KapellTesting
import KapellWorkflows
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The run that two workers, each a process of its own, share: an effect in each step, which adds a line to a file.
private struct SharedRun {
    /// Where the run is kept.
    enum Store: String, CaseIterable {
        case sqlite, postgres

        /// A server of PostgreSQL: `make test-engines` starts one.
        static let server = ChildProcess.variable("KAPELL_POSTGRES_URL")
        static var here: [Store] { server == nil ? [.sqlite] : allCases }
    }

    /// Where a worker stands still, to be killed.
    enum Place: String, CaseIterable {
        /// The line is written, and nothing says so in the journal.
        case effect
        /// The effect is over, and its step is not.
        case step
    }

    static let steps = 12
    static let stop = 5
    static let lease = Duration.milliseconds(800)

    let folder: String
    let store: Store
    /// Whose lines they are.
    var name: String
    var place: Place?
    /// Of PostgreSQL; each folder has a name of its own.
    var schema: String { "kapell_takeover_\(folder.suffix(26).lowercased())" }

    func journal() async throws -> any LeasedJournal {
        switch store {
        case .sqlite: return try SQLiteJournal(folder: "\(folder)/journal")
        case .postgres:
            return try await PostgresJournal(
                PostgresOptions(connection: Store.server ?? "", schema: schema), patience: .seconds(2))
        }
    }

    func workflow() throws -> Workflow {
        let run = self
        return try Workflow("shared", channels: [total]) {
            Node("act") { step in
                let number = try step[total]
                _ = try await step.effect(
                    "write", .once { key in run.lines.contains { $0.key == key } ? .done(number) : .notDone }
                ) { key in
                    ChildProcess.acknowledge("\(key) \(run.name)", in: run.folder)
                    if number == Self.stop, run.place == .effect { try await run.standStill() }
                    return number
                }
                if number == Self.stop, run.place == .step { try await run.standStill() }
                try await Task.sleep(for: .milliseconds(5))
                try step.write(total, number + 1)
            }
            Loop("act", back: "act", atMost: 1000) { try $0[total] < Self.steps }
        }
    }

    private func standStill() async throws {
        ChildProcess.acknowledge("stands", in: "\(folder)/\(name)")
        try await Task.sleep(for: .seconds(60))
    }

    func runner() async throws -> WorkflowRunner {
        WorkflowRunner(
            try workflow(), journal: try await journal(), limits: WorkflowLimits(lease: Self.lease), owner: name)
    }

    /// What effects have done, by whom.
    var lines: [(key: String, name: String)] {
        guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/acknowledged")) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            return words.count == 2 ? (words[0], words[1]) : nil
        }
    }

    /// Works as a process of its own, a minute at most.
    func work() async throws {
        let worker = WorkflowWorker(try await runner(), poll: .milliseconds(50))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            group.addTask { try await Task.sleep(for: .seconds(60)) }
            ChildProcess.acknowledge("works", in: "\(folder)/\(name)")
            _ = try await group.next()
            group.cancelAll()
        }
    }

    func child() throws -> ChildProcess {
        try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        var variables = ["KAPELL_TAKEOVER": "\(folder)|\(store.rawValue)|\(name)|\(place?.rawValue ?? "")"]
        variables["KAPELL_POSTGRES_URL"] = Store.server
        return try ChildProcess(filter: "WorkerOfASecondProcess", variables: variables, folder: "\(folder)/\(name)")
    }

    /// The part that this process plays; `nil` in the process that runs the tests.
    static let part: SharedRun? = {
        let words = ChildProcess.variable("KAPELL_TAKEOVER")?.split(separator: "|", omittingEmptySubsequences: false)
        guard let words, words.count == 4, let store = Store(rawValue: String(words[1])) else { return nil }
        return SharedRun(
            folder: String(words[0]), store: store, name: String(words[2]), place: Place(rawValue: String(words[3])))
    }()
}

/// What the other processes do. Nothing in the process that runs the tests.
@Suite("A worker of its own", .enabled(if: SharedRun.part != nil)) struct WorkerOfASecondProcess {
    @Test("Works until it is killed") func work() async throws { try await #require(SharedRun.part).work() }
}

@Suite("Two workers on one store", .enabled(if: ChildProcess.isPossible && SharedRun.part == nil))
struct TakeoverTests {
    @Test(
        "When one is killed in the midst of a run, the other takes it over within the lease, and repeats no effect",
        arguments: SharedRun.Store.here.flatMap { store in
            SharedRun.Place.allCases.map { (store.rawValue, $0.rawValue) }
        })
    func takeover(store: String, place: String) async throws {
        let folder = JournalFolder()
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let kind = try #require(SharedRun.Store(rawValue: store))
        let own = SharedRun(folder: folder.path, store: kind, name: "own")
        let journal = try await own.journal()
        let runner = WorkflowRunner(try own.workflow(), journal: journal)
        let run = try await runner.enqueue(try #require(runner.workflows["shared"]))
        var first = own
        first.name = "a"
        first.place = SharedRun.Place(rawValue: place)
        var second = own
        second.name = "b"
        let dying = try first.child()
        #expect(await dying.reached(2), "It does not come to where it stands still.")
        let living = try second.child()
        #expect(await living.reached(1))
        // As long as the first one keeps its lease, the run is its own.
        try await Task.sleep(for: SharedRun.lease * 1.25)
        #expect(own.lines.count == SharedRun.stop + 1 && own.lines.allSatisfy { $0.name == "a" })
        let before = try #require(try await journal.lease(of: run))
        #expect(before.owner == "a")
        let killed = ContinuousClock.now
        await dying.crash()
        let isTaken = try await eventually(within: .seconds(30)) { try await journal.lease(of: run)?.owner == "b" }
        let time = ContinuousClock.now - killed
        // The lease, the next look, and what a busy machine takes for both.
        #expect(isTaken && time < SharedRun.lease + .seconds(20), "It took \(time).")
        #expect(try await eventually(within: .seconds(30)) { try await runner.status(of: run) == .succeeded })
        await living.crash()
        #expect(try await runner.state(of: run)[total] == SharedRun.steps)
        let lines = own.lines
        #expect(lines.count == SharedRun.steps && Set(lines.map(\.key)).count == SharedRun.steps, "\(lines)")
        #expect(lines.map(\.name) == (0..<SharedRun.steps).map { $0 <= SharedRun.stop ? "a" : "b" })
        #expect(try await journal.lease(of: run)?.fence == before.fence + 1)
        if kind == .postgres { try await drop(own.schema, journal) }
    }

    private func drop(_ schema: String, _ journal: any LeasedJournal) async throws {
        let database = try #require(journal as? any TransactionalJournal)
        try await database.transaction(under: nil) { connection in
            try connection.execute("drop schema if exists \(schema) cascade")
            return []
        }
    }
}
