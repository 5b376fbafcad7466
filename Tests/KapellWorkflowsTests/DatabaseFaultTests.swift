import KapellCore
import KapellJSON
import KapellStore
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

@Suite("A database that fails in the midst of a run") struct DatabaseFaultTests {
    enum Fault: CaseIterable {
        case full, readOnly, away

        var code: KapellError.Code {
            switch self {
            case .full: .diskFull
            case .readOnly: .permission
            case .away: .network
            }
        }
    }

    private let folder = JournalFolder()

    private func set(_ fault: Fault, _ isOn: Bool, _ journal: LentJournal, _ base: SQLiteJournal) async throws {
        switch fault {
        case .full: try await base.limitGrowth(pages: isOn ? 0 : 100_000)
        case .readOnly: _ = try await base.number("PRAGMA query_only = \(isOn ? 1 : 0)")
        case .away: journal.isAway = isOn
        }
    }

    @Test(
        "The run stops with the journal's error, and goes on when it is back, with every effect made once",
        arguments: Fault.allCases, 0..<8)
    func midst(fault: Fault, place: Int) async throws {
        let base = try folder.journal()
        let journal = LentJournal(base)
        let world = World()
        let isArmed = Mutex(true)
        // In one of four steps, before its effect or in it.
        @Sendable func strike(_ now: Int) async throws {
            guard now == place, isArmed.withLock({ $0 }) else { return }
            isArmed.withLock { $0 = false }
            try await set(fault, true, journal, base)
        }
        let workflow = try Workflow("faulty", channels: [total, notes]) {
            Node("act") { step in
                let count = try step[total]
                try await strike(2 * count)
                _ = try await step.effect("act", .once { world.has($0) ? .done(count) : .notDone }) { key in
                    world.act(key)
                    try await strike(2 * count + 1)
                    return count
                }
                // More than there is room for in the pages that are there.
                try step.write(notes, [String(repeating: "x", count: 20_000)])
                try step.write(total, count + 1)
            }
            Loop("act", back: "act", atMost: 100) { try $0[total] < 4 }
        }
        let run = try runID(1)
        let limits = WorkflowLimits(lease: .milliseconds(300))
        let error = await failure {
            try await WorkflowRunner(workflow, journal: journal, limits: limits).run(workflow, id: run)
        }
        #expect(error?.code == fault.code, "\(String(describing: error))")
        // Where the intent could not be written, the effect has not begun.
        if place.isMultiple(of: 2), fault != .full { #expect(world.count == place / 2) }
        try await set(fault, false, journal, base)
        let next = WorkflowRunner(workflow, journal: try folder.journal(), limits: limits)
        #expect(try await next.status(of: run) == .running)
        let outcome = try await next.resume(run, adopting: true).succeeded()
        #expect(try outcome[total] == 4 && outcome[notes].count == 4)
        #expect(world.count == 4 && world.repeated == [])
        try await base.verify()
    }

    @Test("A worker outlives a database that is away, and a newer program's database is refused and stays whole")
    func newer() async throws {
        let base = try folder.journal()
        let journal = LentJournal(base)
        let workflow = try Workflow("plain", channels: [total]) {
            Node("a") { step in try step.write(total, try step[total] + 1) }
            Node("b") { step in _ = try await step.approve("Go?") }
        }
        let runner = WorkflowRunner(workflow, journal: journal)
        let run = try await runner.enqueue(workflow)
        journal.isAway = true
        let errors = Mutex(0)
        let worker = WorkflowWorker(runner, poll: .milliseconds(5)) { _ in
        } onError: { _, error in
            if error.code == .network { errors.withLock { $0 += 1 } }
        }
        let working = Task { try await worker.run() }
        #expect(try await eventually { errors.withLock { $0 } > 2 })
        journal.isAway = false
        #expect(try await eventually { try await runner.status(of: run).name == "waiting" })
        // A newer program brings the database to its version while this one works.
        try await base.execute("INSERT INTO grdb_migrations VALUES ('journal-999')")
        #expect(await failure { try folder.journal() }?.code == .conflict)
        #expect(try await runner.answer(run, "b@1/approval#0", with: true) == .accepted)
        worker.nudge()
        #expect(try await eventually { try await runner.status(of: run) == .succeeded })
        working.cancel()
        try await working.value
        await base.close()
        #expect(await failure { try folder.journal() }?.message.contains("newer") == true)
    }
}
