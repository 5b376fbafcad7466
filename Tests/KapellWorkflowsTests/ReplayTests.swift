import KapellCore
import KapellJSON
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

@Suite("Replay, undo, erase") struct ReplayTests {
    /// How today's workflow differs from the one that ran.
    struct Change: Sendable, CustomStringConvertible {
        var description: String
        var suffix = ""
        var asksMore = false
        var asksLess = false
        var renames = false
        var splits = false
        var version = 1
        var isTyped = true
        var migrates = false
    }

    static let changes: [(Change, ReplayReport.Verdict, Int?, String)] = [
        (Change(description: "none"), .identical, nil, ""),
        (Change(description: "another text", suffix: "!"), .diverges, 4, "recorded [\"found bees\"]"),
        (Change(description: "an effect more", asksMore: true), .diverges, 4, "look#1"),
        (Change(description: "an effect less", asksLess: true), .compatible, 4, "extra#0` is not asked for"),
        (Change(description: "a node renamed", renames: true), .diverges, 4, "search@0/look#0"),
        (Change(description: "written in two pieces", splits: true), .compatible, nil, "writes `notes`"),
        (Change(description: "another schema", isTyped: false), .needsMigration, 0, "version"),
        (Change(description: "a newer one", version: 2, isTyped: false), .needsMigration, 0, "no migration"),
        (Change(description: "migrated", version: 2, isTyped: false, migrates: true), .compatible, 0, "migrated"),
    ]

    private func workflow(_ change: Change, _ world: World) throws -> Workflow {
        let counted = Channel("total", "")
        let migration = Migration(from: 1) { state in state["total"] = .string("") }
        return try Workflow(
            "replayed", version: change.version,
            channels: change.isTyped ? [text, notes, total] : [text, notes, counted],
            migrations: change.migrates ? [migration] : []
        ) {
            Node(change.renames ? "search" : "look up") { step in
                let topic = try step[text]
                var found = try await step.effect("look", .idempotent) { key in
                    world.act(key)
                    return "found \(topic)"
                }
                if change.asksMore { found += try await step.effect("look", .idempotent) { _ in "more" } }
                if !change.asksLess { _ = try await step.effect("extra", .pure) { _ in 1 } }
                try step.write(notes, [found + change.suffix])
            }
            Node("ask") { step in
                let isRight = try await step.approve("Right?")
                try await step.sleep(for: .milliseconds(1))
                if change.splits {
                    try step.write(notes, ["a"])
                    try step.write(notes, ["\(isRight)"])
                } else {
                    try step.write(notes, ["a", "\(isRight)"])
                }
            }
            for name in ["x", "y"] {
                Node(name) { step in try step.write(notes, [name]) }
            }
            Edge(change.renames ? "search" : "look up", to: "ask")
            Edge("ask", to: "x", "y")
        }
    }

    @Test("A recorded run on today's code is what it is, and nothing is done", arguments: ReplayTests.changes)
    func replay(_ change: Change, _ verdict: ReplayReport.Verdict, _ event: Int?, _ words: String) async throws {
        let world = World()
        let journal = TestJournal()
        let old = WorkflowRunner(try workflow(Change(description: "none"), world), journal: journal)
        let run = try runID(1)
        let begun = try await old.run(try #require(old.workflows["replayed"]), text("bees"), id: run)
        let asked = try await WorkflowRunner(try workflow(change, world), journal: journal).replay(run)
        try await old.answer(run, try #require(begun.status.interrupts.first?.id), with: true)
        _ = try await old.resume(run)
        #expect(
            try await eventually {
                _ = try await old.wake()
                return try await old.status(of: run) == .succeeded
            })
        let before = journal.events(run)
        let report = try await WorkflowRunner(try workflow(change, world), journal: journal).replay(run)
        #expect(report.verdict == verdict, "\(report)")
        #expect(report.difference.contains(words), "\(report)")
        if let event { #expect(report.event == event, "\(report)") }
        if change.splits { #expect(asked.verdict == .identical) } else { #expect(asked.verdict == verdict, "\(asked)") }
        #expect(journal.events(run) == before && world.count == 1)
        #expect(
            try JSONValue(parsing: JSONValue.object(report.json).serialized())["verdict"]?.stringValue
                == verdict.rawValue)
    }

    @Test("A recorded run is a test that today's code passes or fails") func testCase() async throws {
        let world = World()
        let journal = TestJournal()
        let old = WorkflowRunner(try workflow(Change(description: "none"), world), journal: journal)
        let run = try runID(1)
        let begun = try await old.run(try #require(old.workflows["replayed"]), text("bees"), id: run)
        let waiting = try await old.testCase(of: run)
        #expect(waiting.expectedStatus == "waiting" && waiting.open.count == 1)
        try await old.answer(run, try #require(begun.status.interrupts.first?.id), with: true)
        _ = try await old.resume(run)
        #expect(
            try await eventually {
                _ = try await old.wake()
                return try await old.status(of: run) == .succeeded
            })
        let test = try await old.testCase(of: run)
        let line = JSONValue.object(test.json).serialized()
        let read = try WorkflowTestCase(try #require(try JSONValue(parsing: line).objectValue))
        #expect(read == test)
        for (change, verdict) in [
            (Change(description: "none"), ReplayReport.Verdict.identical),
            (Change(description: "", asksLess: true), .compatible), (Change(description: "", suffix: "?"), .diverges),
            (Change(description: "", asksMore: true), .diverges),
        ] {
            let today = WorkflowRunner(try workflow(change, world))
            #expect(try await today.check(read).verdict == verdict)
            #expect(try await today.check(waiting).verdict == verdict)
        }
        #expect(world.count == 1)
        _ = try await old.fork(run, at: 3, with: text("wasps"))
        let edited = try await old.fork(run, at: 3, with: text("wasps"), id: runID(2))
        #expect(await failure { try await old.testCase(of: edited) }?.code == .unsupported)
        #expect(throws: KapellError.self) { try WorkflowTestCase(["workflow": "x"]) }
    }

    @Test("A loop of nested graphs and fan-outs plays the same, also where it failed") func nested() async throws {
        let items = Channel("items", [Int](), .append())
        let isMended = Mutex(false)
        func outer() throws -> Workflow {
            let inner = try Workflow("inner", channels: [items, total]) {
                Node("seed") { step in
                    try step.write(total, try await step.remember("seed") { Int.random(in: 0..<1_000_000) })
                }
                Node("each") { step in
                    let item: Int = try step.item()
                    try step.write(items, [try await step.remember("draw") { Int.random(in: 0..<1000) } + item])
                }
                FanOut("seed", to: "each") { _ in [1, 2, 3] }
            }
            return try Workflow("outer", channels: [items, total]) {
                Node("inside", inner, passing: [items], returning: [items])
                Node("count") { step in try step.write(total, try step[total] + 1) }
                Node("last") { step in
                    if !isMended.withLock({ $0 }) { throw KapellError(.storage, "Broken.") }
                    try step.write(total, 100)
                }
                Edge("inside", to: "count")
                Loop("count", back: "inside", atMost: 9, then: "last") { try $0[total] < 3 }
            }
        }
        let journal = TestJournal()
        let workflow = try outer()
        let runner = WorkflowRunner(workflow, journal: journal)
        let run = try await runner.run(workflow, id: runID(1)).run
        #expect(try await runner.status(of: run).name == "failed")
        let report = try await WorkflowRunner(try outer(), journal: journal).replay(run)
        #expect(report.verdict == .identical && report.steps == 7, "\(report)")
        let test = try await runner.testCase(of: run)
        #expect(try await WorkflowRunner(try outer()).check(test).verdict == .identical)
        isMended.withLock { $0 = true }
        let mended = try await WorkflowRunner(try outer(), journal: journal).replay(run)
        #expect(mended.verdict == .diverges && mended.difference.contains("Broken."))
    }

    @Test("A failed run is taken back, the newest effect first, each once") func undo() async throws {
        let world = World()
        let isBroken = Mutex(true)
        func workflow() throws -> Workflow {
            try Workflow("trip", channels: [notes]) {
                for name in ["flight", "hotel", "car"] {
                    Node(name) { step in
                        let number = try await step.effect(
                            "book",
                            .compensable { key in
                                if name == "hotel", isBroken.withLock({ $0 }) { throw KapellError(.network, "Closed.") }
                                world.act("undo \(key)")
                            }
                        ) { key in
                            world.act("book \(key)")
                            return name
                        }
                        _ = try await step.effect("tell", .idempotent) { _ in 1 }
                        if name == "car" { throw KapellError(.storage, "There is no car.") }
                        try step.write(notes, [number])
                    }
                }
            }
        }
        let journal = MemoryJournal()
        let trip = try workflow()
        let runner = WorkflowRunner(trip, journal: journal)
        let run = try await runner.run(trip, id: runID(1)).run
        #expect(try await runner.status(of: run).name == "failed")
        let first = try await WorkflowRunner(try workflow(), journal: journal).undo(run)
        #expect(first.map(\.id) == ["car@2/book#0", "hotel@1/book#0", "flight@0/book#0"])
        #expect(first.map { $0.error?.code } == [nil, .network, nil])
        #expect(try await runner.status(of: run).name == "failed")
        isBroken.withLock { $0 = false }
        #expect(try await runner.undo(run).map(\.id) == ["hotel@1/book#0"])
        #expect(try await runner.status(of: run) == .cancelled)
        #expect(try await runner.undo(run).isEmpty)
        let undone = world.keys.filter { $0.hasPrefix("undo") }.map {
            $0.split(separator: "/").dropFirst().joined(separator: "/")
        }
        #expect(undone == ["car@2/book#0", "flight@0/book#0", "hotel@1/book#0"])
        #expect(world.count == 6 && world.repeated == [])
        let fine = try Workflow("fine") { Node("a") { _ in } }
        let other = WorkflowRunner(fine, journal: journal)
        let ended = try await other.run(fine).run
        #expect(await failure { try await other.undo(ended) }?.code == .conflict)
    }

    @Test("All runs about a person are erased, forks included, and no other") func erase() async throws {
        let journal = MemoryJournal()
        let workflow = try Workflow("person", channels: [text]) { Node("a") { _ in } }
        let runner = WorkflowRunner(workflow, journal: journal)
        let run = try await runner.run(workflow, input: [try text("secret")], about: "customer 7").run
        let fork = try await runner.fork(run)
        let queued = try await runner.enqueue(workflow, about: "customer 7")
        let other = try await runner.run(workflow, input: [], about: "customer 8").run
        #expect(Set(try await runner.erase(about: "customer 7")) == [run, fork, queued])
        #expect(try await runner.erase(about: "customer 7").isEmpty)
        #expect(await failure { try await runner.status(of: run) }?.code == .notFound)
        #expect(try await runner.status(of: other) == .succeeded)
        #expect(!journal.events.contains { $0.event.run != other })
        #expect(try await runner.erase(other))
        #expect(try await !runner.erase(other))
    }
}
