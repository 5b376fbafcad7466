import KapellCore
import KapellJSON
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

@Suite("Runs in the journal") struct DurabilityTests {
    /// Counts to `steps`, with one effect a step.
    private func counter(_ steps: Int, _ world: World) throws -> Workflow {
        try Workflow("count", channels: [total, notes]) {
            Node("count") { step in
                let number = try step[total]
                _ = try await step.effect("act", .once { world.has($0) ? .done(number) : .notDone }) { key in
                    world.act(key)
                    return number
                }
                try step.write(total, number + 1)
            }
            Loop("count", back: "count", atMost: 1_000_000) { try $0[total] < steps }
        }
    }

    @Test("A step is one write, and one with an effect two", arguments: [(true, 2), (false, 1)])
    func writes(effect: Bool, each: Int) async throws {
        let world = World()
        let journal = TestJournal()
        let workflow =
            effect
            ? try counter(10, world)
            : try Workflow("plain", channels: [total]) {
                Node("count") { step in try step.write(total, try step[total] + 1) }
                Loop("count", back: "count", atMost: 100) { try $0[total] < 10 }
            }
        _ = try await WorkflowRunner(workflow, journal: journal).run(workflow).succeeded()
        #expect(journal.batches == 1 + 10 * each + 1)
    }

    @Test("Killed at every write, before and after, a run goes on where it was") func everywhere() async throws {
        let world = World()
        let whole = TestJournal()
        let workflow = try counter(5, world)
        _ = try await WorkflowRunner(workflow, journal: whole).run(workflow).succeeded()
        for number in 0..<whole.batches {
            for death in [TestJournal.Death.before(number), .after(number)] {
                let world = World()
                let workflow = try counter(5, world)
                let first = TestJournal(dies: death)
                let run = try runID(number)
                _ = await failure { try await WorkflowRunner(workflow, journal: first).run(workflow, id: run) }
                let second = first.reopened()
                let runner = WorkflowRunner(workflow, journal: second)
                guard !second.events(run).isEmpty else { continue }
                let outcome = try await runner.resume(run, adopting: true).succeeded()
                #expect(try outcome[total] == 5)
                #expect(world.count == 5 && world.repeated == [])
            }
        }
    }

    @Test("A finished sibling of a node that failed is not run again") func siblings() async throws {
        let runs = Mutex<[String: Int]>([:])
        let isBroken = Mutex(true)
        let workflow = try Workflow("siblings", channels: [notes]) {
            for name in ["good", "also good"] {
                Node(name) { step in
                    runs.withLock { $0[name, default: 0] += 1 }
                    try step.write(notes, [name])
                }
            }
            Node("bad") { step in
                runs.withLock { $0["bad", default: 0] += 1 }
                try step.write(notes, ["bad"])
                if isBroken.withLock({ $0 }) { throw KapellError(.network, "broken") }
            }
            Start("good", "also good", "bad")
        }
        let journal = TestJournal()
        let runner = WorkflowRunner(workflow, journal: journal)
        let run = try runID(1)
        let first = try await runner.run(workflow, id: run)
        guard case .failed(let error) = first.status else {
            Issue.record("It did not fail.")
            return
        }
        #expect(error.message.contains("`bad`") && error.message.contains("broken") && error.code == .network)
        #expect(try first[notes] == [])
        #expect(try await runner.status(of: run) == first.status)
        isBroken.withLock { $0 = false }
        let second = try await WorkflowRunner(workflow, journal: journal.reopened()).resume(run).succeeded()
        #expect(try second[notes] == ["also good", "bad", "good"])
        #expect(runs.withLock { $0 } == ["good": 1, "also good": 1, "bad": 2])
    }

    @Test("An effect in doubt of which nobody can say what became of it goes to a person", arguments: [true, false])
    func doubt(happened: Bool) async throws {
        let world = World()
        let workflow = try Workflow("doubt", channels: [text]) {
            Node("pay") { step in
                let receipt: String = try await step.effect("pay") { key in
                    world.act(key)
                    return "receipt"
                }
                try step.write(text, receipt)
            }
        }
        let run = try runID(2)
        // Dies after the intent: the payment is made, and its result is lost.
        let first = TestJournal(dies: .before(2))
        _ = await failure { try await WorkflowRunner(workflow, journal: first).run(workflow, id: run) }
        #expect(world.count == 1)
        let runner = WorkflowRunner(workflow, journal: first.reopened())
        let paused = try await runner.resume(run, adopting: true)
        let question = try #require(paused.status.interrupts.first)
        #expect(paused.status.name == "waiting" && question.kind == .inDoubt)
        #expect(question.value?.stringValue == world.keys.first)
        #expect(world.count == 1)
        let wrong = await failure { try await runner.answer(run, question.id, with: "yes") }
        #expect(wrong?.code == .invalidRequest)
        #expect(
            try await runner.answer(
                run, question.id, with: happened ? ["happened": true, "result": "seen"] : ["happened": false])
                == .accepted)
        let outcome = try await runner.resume(run).succeeded()
        #expect(try outcome[text] == (happened ? "seen" : "receipt"))
        #expect(world.count == (happened ? 1 : 2))
    }

    @Test("An effect that throws is looked into, undone, or tried again with its key") func thrown() async throws {
        let world = World()
        let undone = World()
        let isBroken = Mutex(true)
        let act: @Sendable (String, String) throws -> String = { name, key in
            world.act(key)
            if isBroken.withLock({ $0 }) { throw KapellError(.network, "\(name) broke") }
            return name
        }
        let workflow = try Workflow("throwing", channels: [notes]) {
            Node("once") { step in
                let value = try await step.effect("a", .once { world.has($0) ? .done("found") : .notDone }) {
                    try act("once", $0)
                }
                try step.write(notes, [value])
            }
            Node("undo") { step in
                let value = try await step.effect("a", .compensable { undone.act($0) }) { try act("undo", $0) }
                try step.write(notes, [value])
            }
            Node("refused") { step in
                let value: String = try await step.effect("a", .once()) { _ in
                    if isBroken.withLock({ $0 }) { throw EffectNotDone(KapellError(.network, "refused")) }
                    return "refused"
                }
                try step.write(notes, [value])
            }
            Start("once", "undo", "refused")
        }
        let runner = WorkflowRunner(workflow, journal: TestJournal())
        let run = try runID(3)
        let failed = try await runner.run(workflow, id: run)
        #expect(failed.status.name == "failed")
        #expect(undone.count == 1)
        isBroken.withLock { $0 = false }
        let outcome = try await runner.resume(run).succeeded()
        #expect(try outcome[notes] == ["found", "refused", "undo"])
        #expect(world.keys.filter { $0.contains("/once@") }.count == 1)
        #expect(Set(world.keys.filter { $0.contains("/undo@") }).count == 1)
    }

    @Test("A run that is driven elsewhere is refused, and the one that lost it begins no further effect")
    func fence() async throws {
        let world = World()
        let journal = TestJournal()
        let gate = Mutex(false)
        let workflow = try Workflow("fence", channels: [total]) {
            Node("slow") { step in
                if try step[total] == 0 {
                    while !gate.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
                }
                _ = try await step.effect("act", .idempotent) { key in
                    world.act(key)
                    return 1
                }
            }
        }
        let first = WorkflowRunner(workflow, journal: journal)
        let second = WorkflowRunner(workflow, journal: journal.reopened())
        let run = try first.start(workflow, id: runID(4))
        while journal.events(run.id).isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        let refused = await failure { try await second.resume(run.id) }
        #expect(refused?.code == .conflict && refused?.remedy?.contains("adopting") == true)
        let twice = await failure { try await first.resume(run.id, adopting: true) }
        #expect(twice?.code == .conflict)
        let taken = try second.startAgain(run.id, adopting: true)
        while journal.events(run.id).count < 2 { try await Task.sleep(for: .milliseconds(1)) }
        gate.withLock { $0 = true }
        let lost = await failure { try await run.outcome() }
        #expect(lost?.code == .conflict)
        _ = try await taken.outcome().succeeded()
        #expect(world.count == 1)
    }

    @Test("A damaged, missing or newer event is named") func damage() async throws {
        let world = World()
        let workflow = try counter(3, world)
        let journal = TestJournal()
        let run = try runID(5)
        _ = try await WorkflowRunner(workflow, journal: journal).run(workflow, id: run).succeeded()
        let events = journal.events(run)
        let place = try #require(events.firstIndex { $0.type.rawValue == "workflow.step" })
        let changes: [(KapellError.Code, (inout [RunRecord.Entry]) -> Void)] = [
            (.corrupt, { $0[place].event.data["step"] = 7 }),
            (.corrupt, { $0.remove(at: place) }),
            (.unsupported, { $0[place].event.version = 2 }),
            (
                .unsupported,
                {
                    $0[place].event = JournalEvent(
                        run: run, sequence: place, type: EventType(rawValue: "workflow.teleport"), time: 0, data: [:])
                }
            ),
        ]
        for (code, change) in changes {
            let copy = TestJournal()
            copy.damage(run) { entries in
                entries = events.map { RunRecord.Entry(event: $0, content: [:]) }
                change(&entries)
            }
            let error = await failure { try await WorkflowRunner(workflow, journal: copy).resume(run, adopting: true) }
            #expect(error?.code == code)
            #expect(error?.message.contains("\(place)") == true, "\(error?.message ?? "")")
        }
    }

    @Test("Bytes in the journal grow with what is written, not with what is held") func bytes() async throws {
        func stored(_ steps: Int) async throws -> Int {
            let message = String(repeating: "m", count: 200)
            let workflow = try Workflow("messages", channels: [notes]) {
                Node("write") { step in try step.write(notes, [message]) }
                Loop("write", back: "write", atMost: steps) { try $0[notes].count < steps }
            }
            let journal = TestJournal()
            let run = try runID(steps)
            _ = try await WorkflowRunner(workflow, journal: journal).run(workflow, id: run).succeeded()
            return journal.events(run).map { JSONValue.object($0.data).serializedBytes().count + 60 }.reduce(0, +)
        }
        let (few, many) = (try await stored(100), try await stored(400))
        #expect(many < 374_000 * 6 / 10)
        #expect(Double(many) / Double(few) < 4.2)
    }
}
