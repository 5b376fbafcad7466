import KapellCore
import KapellJSON
import KapellStore
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

@Suite("Leases and workers") struct WorkerTests {
    /// The journals that can be shared, each made anew.
    enum Kind: CaseIterable {
        case memory, sqlite

        func make(_ folder: JournalFolder) throws -> any LeasedJournal {
            switch self {
            case .memory: MemoryJournal()
            case .sqlite: try folder.journal()
            }
        }
    }

    private let folder = JournalFolder()

    @Test("A journal keeps what the protocols promise", arguments: Kind.allCases)
    func conformance(_ kind: Kind) async throws {
        let memory = MemoryJournal()
        let folder = folder
        let report = await JournalConformance("\(kind)") { () -> any LeasedJournal in
            if kind == .memory { return memory }
            return try folder.journal()
        }.run()
        #expect(report.findings.isEmpty, "\(report)")
        #expect(report.passed.count > 10)
    }

    @Test("Two workers drive what was enqueued, each run once, and a plain runner leaves them alone")
    func workers() async throws {
        let world = World()
        let workflow = try Workflow("work", channels: [total]) {
            Node("a") { step in
                let number = try step[total]
                _ = try await step.effect("act", .idempotent) { key in
                    world.act(key)
                    return number
                }
                try step.write(total, number + 1)
            }
            Node("b") { step in
                try await step.sleep(for: .milliseconds(5))
                try step.write(total, try step[total] * 2)
            }
        }
        let folder = folder
        let runs = try (1...20).map { try runID($0) }
        // None of them passes here, however long the tests beside keep the threads.
        let limits = WorkflowLimits(lease: .seconds(3600))
        let first = WorkflowRunner(workflow, journal: try folder.journal())
        for (number, run) in runs.enumerated() {
            try await first.enqueue(workflow, input: [try total(number)], id: run)
        }
        #expect(await failure { try await first.enqueue(workflow, id: runs[0]) }?.code == .conflict)
        #expect(try await first.status(of: runs[0]) == .ready)
        let errors = Mutex<[String]>([])
        let outcomes = try await withThrowingTaskGroup(of: [WorkflowOutcome].self) { group in
            for _ in 0..<2 {
                let runner = WorkflowRunner(workflow, journal: try folder.journal(), limits: limits)
                let worker = WorkflowWorker(runner, concurrency: 4) { _ in
                } onError: { run, error in
                    errors.withLock { $0.append("\(String(describing: run)): \(error)") }
                }
                group.addTask {
                    var outcomes: [WorkflowOutcome] = []
                    // Those that sleep are taken up when their time has come.
                    while try await first.nextWake() != nil {
                        outcomes += try await worker.drain()
                        try await Task.sleep(for: .milliseconds(2))
                    }
                    return outcomes
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(errors.withLock { $0 } == [])
        #expect(outcomes.count { $0.status == .succeeded } == 20)
        #expect(world.count == 20 && world.repeated == [])
        for (number, run) in runs.enumerated() { #expect(try await first.state(of: run)[total] == (number + 1) * 2) }
    }

    @Test(
        "A run whose process is gone is taken over when its lease has passed, and the old process writes nothing more")
    func takeover() async throws {
        let world = World()
        let gate = Mutex(false)
        let isIn = Mutex(false)
        func workflow(_ isFirst: Bool) throws -> Workflow {
            try Workflow("shared", channels: [total]) {
                Node("a") { step in
                    if isFirst {
                        isIn.withLock { $0 = true }
                        while !gate.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(1)) }
                    }
                    _ = try await step.effect("act", .once()) { key in
                        world.act(isFirst ? "first" : "second")
                        return 1
                    }
                    try step.write(total, 7)
                }
            }
        }
        let base = MemoryJournal()
        let (run, limits) = (try runID(1), WorkflowLimits(lease: .milliseconds(100)))
        let old = try workflow(true)
        // The process stands still: it keeps no lease, and does not see that it has lost it.
        let frozen = WorkflowRunner(old, journal: base, limits: limits, clock: FakeClock())
        let driven = try frozen.start(old, id: run)
        #expect(try await eventually { isIn.withLock { $0 } })
        let new = try workflow(false)
        let runner = WorkflowRunner(new, journal: base, limits: limits)
        let early = await failure { try await runner.resume(run) }
        #expect(early == nil || early?.code == .conflict && early?.message.contains(frozen.owner) == true)
        let worker = WorkflowWorker(runner)
        #expect(try await eventually { try await worker.drain().isEmpty == false || early == nil })
        #expect(try await runner.state(of: run)[total] == 7)
        gate.withLock { $0 = true }
        #expect(await failure { try await driven.outcome() }?.code == .conflict)
        #expect(world.keys == ["second"])
        #expect(try await runner.status(of: run) == .succeeded)
    }

    @Test("A process that cannot keep its lease gives its run up, and one whose run is cancelled elsewhere ends it")
    func losing() async throws {
        let journal = LentJournal(MemoryJournal())
        let isIn = Mutex(0)
        let workflow = try Workflow("long", channels: [total]) {
            Node("a") { _ in
                isIn.withLock { $0 += 1 }
                try await Task.sleep(for: .seconds(60))
            }
        }
        let limits = WorkflowLimits(lease: .milliseconds(150))
        let runner = WorkflowRunner(workflow, journal: journal, limits: limits)
        let first = try runner.start(workflow, id: runID(1))
        #expect(try await eventually { isIn.withLock { $0 } == 1 })
        journal.isAway = true
        #expect(await failure { try await first.outcome() }?.code == .network)
        journal.isAway = false
        let second = try runner.start(workflow, id: runID(2))
        #expect(try await eventually { isIn.withLock { $0 } == 2 })
        let elsewhere = WorkflowRunner(workflow, journal: journal, limits: limits)
        #expect(try await elsewhere.cancel(second.id))
        #expect(try await second.outcome().status == .cancelled)
        // The first one's lease has passed: it is ended by whoever looks.
        #expect(try await elsewhere.cancel(first.id))
        #expect(try await eventually { (try? await elsewhere.resume(first.id))?.status == .cancelled })
    }

    @Test("A worker that is stopped gives its runs back at once, and errors of runs and journal do not stop one")
    func stopping() async throws {
        let journal = LentJournal(MemoryJournal())
        let isIn = Mutex(false)
        let workflow = try Workflow("stop", channels: [total]) {
            Node("first") { _ in }
            Node("a") { step in
                isIn.withLock { $0 = true }
                try await Task.sleep(for: .milliseconds(step[total]))
            }
        }
        let runner = WorkflowRunner(workflow, journal: journal)
        let run = try await runner.enqueue(workflow, input: [try total(60_000)])
        let worker = WorkflowWorker(runner, poll: .milliseconds(5))
        let working = Task { try await worker.run() }
        #expect(try await eventually { isIn.withLock { $0 } })
        working.cancel()
        try await working.value
        #expect(try await journal.lease(of: run)?.until == 0)
        #expect(try await runner.status(of: run) == .running)

        let errors = Mutex<[KapellError.Code]>([])
        let begun = Mutex<[RunID]>([])
        let other = try Workflow("stop", channels: [total]) {
            Node("first") { _ in }
            Node("b") { _ in }
        }
        let next = WorkflowWorker(WorkflowRunner(other, journal: journal), poll: .milliseconds(5)) { run in
            begun.withLock { $0.append(run.id) }
        } onError: { _, error in
            errors.withLock { $0.append(error.code) }
        }
        let again = Task { try await next.run() }
        // The node that the run is in is gone.
        #expect(try await eventually { errors.withLock { $0 }.contains(.conflict) })
        journal.isAway = true
        #expect(try await eventually { errors.withLock { $0 }.contains(.network) })
        journal.isAway = false
        let fine = try await WorkflowRunner(other, journal: journal).enqueue(other)
        next.nudge()
        #expect(try await eventually { try await runner.status(of: fine) == .succeeded })
        #expect(begun.withLock { $0 } == [run, fine])
        again.cancel()
        try await again.value
        let plain = WorkflowWorker(WorkflowRunner(other, journal: TestJournal()))
        #expect(await failure { try await plain.run() }?.code == .configuration)
    }

    @Test("Of ten thousand sleepers a wake reads only those whose time has come", arguments: Kind.allCases)
    func sleepers(_ kind: Kind) async throws {
        let time = Mutex<Int64>(1_000_000_000)
        let base = try kind.make(folder)
        let journal = LentJournal(base)
        let workflow = try Workflow("sleep", channels: [notes]) {
            Node("nap") { step in
                try await step.sleep(for: .seconds(3600))
                try step.write(notes, ["awake"])
            }
        }
        let runner = WorkflowRunner(workflow, journal: journal, scope: "here", now: { time.withLock { $0 } })
        let due = try (1...3).map { try runID($0) }
        for run in due { #expect(try await runner.run(workflow, id: run).status.name == "sleeping") }
        let events = try #require(try await base.run(due[0])).entries
        for start in stride(from: 0, to: 10_000, by: 2500) {
            var copies: [RunRecord.Entry] = []
            for number in start..<start + 2500 {
                for entry in events {
                    var copy = entry
                    copy.event.run = try runID(100 + number)
                    // They sleep for a second longer than the others.
                    if let until = copy.event.data["until"]?.intValue {
                        copy.event.data["until"] = .integer(Int64(until) + 1_000_000_000)
                        copy.event.data["sum"] = nil
                    }
                    copies.append(copy)
                }
            }
            try await base.append(copies)
        }
        let before = journal.read
        #expect(try await runner.wake().outcomes.isEmpty)
        #expect(try await runner.nextWake() == Timestamp(nanoseconds: 3601 * 1_000_000_000))
        #expect(try await WorkflowWorker(runner).drain().isEmpty)
        #expect(journal.read == before)
        time.withLock { $0 += 3600 * 1_000_000_000 }
        #expect(try await runner.wake().outcomes.map(\.status) == [.succeeded, .succeeded, .succeeded])
        #expect(journal.read == before.union(due))
        // Another scope sees none of them.
        let other = WorkflowRunner(workflow, journal: journal, now: { .max })
        #expect(try await other.wake().outcomes.isEmpty)
        #expect(try await other.nextWake() == nil)
        let summary = try #require(try await base.runs(limit: 1, before: nil).first)
        #expect(summary.status == .paused && summary.pause == "sleeping" && summary.scope == "here")
    }

    @Test("A transaction happens once with its result, or not at all") func transactions() async throws {
        let journal = try folder.journal()
        let tries = Mutex(0)
        let workflow = try Workflow("book", channels: [total]) {
            Node("make") { step in
                _ = try await step.transaction("table") { connection in
                    try connection.execute("CREATE TABLE accounts (id TEXT, cents INTEGER CHECK (cents >= 0))")
                    try connection.execute("INSERT INTO accounts VALUES (?, ?)", ["a", 1000])
                    return true
                }
            }
            Node("take", policy: NodePolicy(retry: NodeRetry(attempts: 3, delay: .zero))) { step in
                let left = try await step.transaction("take") { connection in
                    let rows = try connection.execute(
                        "UPDATE accounts SET cents = cents - ? WHERE id = ? RETURNING cents", [400, "a"])
                    return rows.first?["cents"]?.intValue ?? -1
                }
                // It was rolled back, and its name is free: what comes next has the right number.
                let refused = await failure {
                    try await step.transaction("too much") { connection -> Int in
                        try connection.execute("UPDATE accounts SET cents = cents - 10000")
                        return 0
                    }
                }
                #expect(refused?.code == .conflict)
                _ = try await step.effect("after", .idempotent) { _ in 1 }
                if tries.withLock({
                    $0 += 1; return $0
                }) < 3 {
                    throw KapellError(.network, "Again.")
                }
                try step.write(total, left)
            }
        }
        let outcome = try await WorkflowRunner(workflow, journal: journal).run(workflow, id: runID(1)).succeeded()
        #expect(try outcome[total] == 600)
        let cents = Mutex<JSONValue?>(nil)
        try await journal.transaction(under: nil) { connection in
            let rows = try connection.execute("SELECT cents FROM accounts")
            cents.withLock { $0 = rows.first?["cents"] }
            return []
        }
        #expect(cents.withLock { $0 } == 600)
        let without = try await WorkflowRunner(workflow, journal: MemoryJournal()).run(workflow)
        #expect(without.status.name == "failed")
    }
}
