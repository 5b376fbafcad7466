import KapellCore
import KapellJSON
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

@Suite("Waiting") struct WaitingTests {
    private let time = Time()

    final class Time: Sendable {
        private let nanoseconds = Mutex<Int64>(1_000_000_000)
        var now: Int64 { nanoseconds.withLock { $0 } }
        func advance(_ seconds: Int64) { nanoseconds.withLock { $0 += seconds * 1_000_000_000 } }
    }

    private func runner(_ workflow: Workflow, _ journal: TestJournal) -> WorkflowRunner {
        let time = time
        return WorkflowRunner(workflow, journal: journal, now: { time.now })
    }

    @Test("Twenty approvals in one node make the prefix's effects once") func prefix() async throws {
        let world = World()
        let workflow = try Workflow("approvals", channels: [total]) {
            Node("many") { step in
                var yes = 0
                for number in 0..<20 {
                    _ = try await step.effect("prepare", .idempotent) { key in
                        world.act(key)
                        return number
                    }
                    if try await step.approve("Go on with \(number)?") { yes += 1 }
                }
                try step.write(total, yes)
            }
        }
        let journal = TestJournal()
        let run = try runID(1)
        var outcome = try await runner(workflow, journal).run(workflow, id: run)
        for number in 0..<20 {
            let question = try #require(outcome.status.interrupts.first)
            #expect(outcome.status.interrupts.count == 1 && question.prompt == "Go on with \(number)?")
            // Each time another process.
            let next = runner(workflow, journal.reopened())
            #expect(try await next.answer(run, question.id, with: .bool(number % 2 == 0)) == .accepted)
            outcome = try await next.resume(run)
        }
        #expect(try outcome.succeeded()[total] == 10)
        #expect(world.count == 20 && world.repeated == [])
    }

    @Test("Several questions at once are answered by id, in any order") func several() async throws {
        let workflow = try Workflow("several", channels: [notes]) {
            for name in ["a", "b", "c"] {
                Node(name) { step in
                    let said: String = try await step.ask("What says \(name)?")
                    try step.write(notes, ["\(name): \(said)"])
                }
            }
            Start("a", "b", "c")
        }
        let runner = runner(workflow, TestJournal())
        let run = try runID(2)
        var outcome = try await runner.run(workflow, id: run)
        let questions = outcome.status.interrupts
        #expect(questions.map(\.path) == ["a@0", "b@0", "c@0"])
        for question in questions.reversed() {
            try await runner.answer(run, question.id, with: .string("I am \(question.path)"))
            outcome = try await runner.resume(run)
        }
        #expect(try outcome.succeeded()[notes] == ["a: I am a@0", "b: I am b@0", "c: I am c@0"])
    }

    @Test("An answer that comes twice, late, never or with a wrong schema has a stated outcome")
    func answers() async throws {
        let workflow = try Workflow("answers", channels: [total, text]) {
            Node("ask") { step in
                let number: Int = try await step.ask(
                    "How many?", schema: ["type": "integer", "minimum": 1], within: .seconds(60), otherwise: 7)
                try step.write(total, number)
            }
            Node("edit") { step in
                try step.write(text, try await step.edit("draft", "Correct it", within: .seconds(60)))
            }
        }
        let journal = TestJournal()
        let runner = runner(workflow, journal)
        let run = try runID(3)
        let first = try #require(try await runner.run(workflow, id: run).status.interrupts.first)
        for wrong: JSONValue in [0, "three", .null, [:]] {
            #expect(await failure { try await runner.answer(run, first.id, with: wrong) }?.code == .invalidRequest)
        }
        let unknown = await failure { try await runner.answer(run, "ask@9/input#0", with: 1) }
        #expect(unknown?.code == .notFound && unknown?.remedy?.contains(first.id) == true)
        #expect(try await runner.answer(run, first.id, with: 3) == .accepted)
        #expect(try await runner.answer(run, first.id, with: 4) == .alreadyAnswered(3))
        let second = try #require(try await runner.resume(run).status.interrupts.first)
        #expect(second.kind == .edit && second.value == "draft")
        // The first question's step is over.
        #expect(try await runner.answer(run, first.id, with: 4) == .alreadyAnswered(3))
        // Nobody answers: without `otherwise` that is a failure of the node.
        time.advance(61)
        #expect(try await runner.answer(run, second.id, with: "late") == .late)
        let outcome = try await runner.resume(run)
        guard case .failed(let error) = outcome.status else {
            Issue.record("It is \(outcome.status.name).")
            return
        }
        #expect(error.code == .timeout && error.message.contains("`edit`"))
        #expect(try outcome[total] == 3)

        let never = try runID(4)
        _ = try await runner.run(workflow, id: never)
        time.advance(61)
        let woken = try await runner.wake()
        #expect(try woken.outcomes.map { try $0[total] } == [7])
    }

    @Test("A sleep outlives its process, and wakes when its time has come") func sleep() async throws {
        let world = World()
        let workflow = try Workflow("sleep", channels: [notes]) {
            Node("nap") { step in
                _ = try await step.effect("before", .idempotent) { key in
                    world.act(key)
                    return true
                }
                try await step.sleep(for: .seconds(3600))
                try step.write(notes, ["awake"])
            }
        }
        let journal = TestJournal()
        let runs = try (10..<15).map { try runID($0) }
        for run in runs {
            #expect(try await runner(workflow, journal).run(workflow, id: run).status.name == "sleeping")
        }
        let next = runner(workflow, journal.reopened())
        #expect(try await next.nextWake() == Timestamp(nanoseconds: 3601 * 1_000_000_000))
        #expect(try await next.wake().outcomes.isEmpty)
        // Too early, and after the clock was set back: it sleeps on.
        #expect(try await next.resume(runs[0]).status.name == "sleeping")
        time.advance(-10)
        #expect(try await next.resume(runs[0]).status.name == "sleeping")
        time.advance(3611)
        #expect(try await next.wake(limit: 2).outcomes.count == 2)
        let rest = try await next.wake()
        #expect(rest.outcomes.count == 3 && rest.outcomes.allSatisfy { $0.status == .succeeded })
        #expect(world.count == 5 && world.repeated == [])
    }

    @Test("An event wakes the runs that wait for it, and one that came before is kept for its run")
    func events() async throws {
        let workflow = try Workflow("events", channels: [text, notes]) {
            Node("wait") { step in
                let came = try await step.wait(for: "paid", key: try step[text], within: .seconds(100))
                try step.write(notes, [came?.stringValue ?? "nothing"])
            }
        }
        let runner = runner(workflow, TestJournal())
        let (one, two, three) = (try runID(20), try runID(21), try runID(22))
        _ = try await runner.run(workflow, text("1"), id: one)
        _ = try await runner.run(workflow, text("2"), id: two)
        #expect(try await runner.deliver("paid", key: "1", value: "cash") == [one])
        #expect(try await runner.deliver("paid", key: "9", value: "cash") == [])
        let woken = try await runner.wake().outcomes
        #expect(woken.map(\.run) == [one])
        #expect(try woken[0][notes] == ["cash"])
        #expect(try await runner.deliver("paid", key: "1", to: one) == false)
        time.advance(101)
        #expect(try await runner.wake().outcomes.map { try $0[notes] } == [["nothing"]])

        let early = try Workflow("early", channels: [text, notes]) {
            Node("first") { step in _ = try await step.approve("Go?") }
            Node("wait") { step in
                for _ in 0..<2 {
                    try step.write(notes, [try await step.wait(for: "paid")?.stringValue ?? "nothing"])
                }
            }
        }
        let second = self.runner(early, TestJournal())
        let question = try #require(try await second.run(early, id: three).status.interrupts.first)
        for value in ["a", "b"] { try await second.deliver("paid", value: .string(value), to: three) }
        try await second.answer(three, question.id, with: true)
        #expect(try await second.resume(three).succeeded()[notes] == ["a", "b"])
    }

    @Test("A cancelled run ends for good, and begins no further effect") func cancel() async throws {
        let world = World()
        let workflow = try Workflow("cancel", channels: [total]) {
            Node("work") { step in
                for number in 0..<1000 {
                    _ = try await step.effect("act", .idempotent) { key in
                        world.act(key)
                        return number
                    }
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
        }
        let journal = TestJournal()
        let runner = runner(workflow, journal)
        let run = try runner.start(workflow, id: runID(30))
        while world.count < 4 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await runner.cancel(run.id))
        let count = world.count
        #expect(try await runner.status(of: run.id) == .cancelled)
        #expect(try await runner.resume(run.id).status == .cancelled)
        #expect(try await runner.cancel(run.id) == false)
        try await Task.sleep(for: .milliseconds(20))
        #expect(world.count == count)
    }

    @Test("A node that hangs and heeds nothing does not hold up its timeout, nor begin an effect later")
    func hangs() async throws {
        let world = World()
        let gate = Mutex(false)
        let workflow = try Workflow("hang", channels: [total]) {
            Node("hang", policy: NodePolicy(timeout: .milliseconds(20))) { step in
                while !gate.withLock({ $0 }) { await Task.yield() }
                _ = try await step.effect("act", .idempotent) { key in
                    world.act(key)
                    return 1
                }
            }
        }
        let outcome = try await runner(workflow, TestJournal()).run(workflow, id: runID(31))
        guard case .failed(let error) = outcome.status else {
            Issue.record("It is \(outcome.status.name).")
            return
        }
        #expect(error.code == .timeout && error.message.contains("`hang`"))
        gate.withLock { $0 = true }
        try await Task.sleep(for: .milliseconds(20))
        #expect(world.count == 0)
    }

    @Test("The duration of a run counts from its beginning, over every process and pause", arguments: 0..<3)
    func duration(ending: Int) async throws {
        let time = Mutex<Int64>(1_000_000_000)
        let workflow = try Workflow("long", channels: [text]) {
            Node("nap") { step in try await step.sleep(for: .seconds(10)) }
            Node("ask") { step in
                if try await !step.approve("Go?") { throw KapellError(.storage, "No.") }
            }
        }
        let journal = MemoryJournal()
        func runner() -> WorkflowRunner {
            WorkflowRunner(workflow, journal: journal, now: { time.withLock { $0 } })
        }
        let run = try runID(1)
        #expect(try await runner().run(workflow, id: run).status.name == "sleeping")
        time.withLock { $0 += 60_000_000_000 }
        #expect(try await runner().resume(run).status.name == "waiting")
        time.withLock { $0 += 40_000_000_000 }
        var wanted = 100_000.0
        switch ending {
        case 0, 1:
            try await runner().answer(run, "ask@1/approval#0", with: .bool(ending == 0))
            time.withLock { $0 += 1_000_000 }
            #expect(try await runner().resume(run).status.name == (ending == 0 ? "succeeded" : "failed"))
            wanted += 1
        default: #expect(try await runner().cancel(run))
        }
        #expect(try await journal.run(run)?.summary.durationMilliseconds == wanted)
    }
}
