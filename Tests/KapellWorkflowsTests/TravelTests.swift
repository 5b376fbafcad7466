import KapellCore
import KapellJSON
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

@Suite("Travels in time") struct TravelTests {
    private func workflow(_ world: World) throws -> Workflow {
        try Workflow("travel", channels: [notes, text]) {
            for name in ["a", "b", "c"] {
                Node(name) { step in
                    let value = try await step.effect("act", .once { world.has($0) ? .done(name) : .notDone }) { key in
                        world.act(key)
                        return name
                    }
                    try step.write(notes, [value + (try step[text])])
                }
            }
        }
    }

    @Test("A fork from any event ends as the run did, without an effect of its past") func fork() async throws {
        let world = World()
        let workflow = try workflow(world)
        let journal = TestJournal()
        let runner = WorkflowRunner(workflow, journal: journal)
        let run = try runID(1)
        _ = try await runner.run(workflow, id: run).succeeded()
        let events = journal.events(run)
        for event in events.indices.dropLast() {
            let before = world.count
            let past = events[...event].count { $0.type.rawValue == "workflow.intent" }
            let fork = try await runner.fork(run, at: event, id: runID(100 + event))
            #expect(try await runner.status(of: fork) == .ready)
            let outcome = try await runner.resume(fork).succeeded()
            #expect(try outcome[notes] == ["a", "b", "c"])
            #expect(world.count - before == 3 - past, "event \(event)")
        }
        #expect(world.repeated == [])
        #expect(await failure { try await runner.fork(run, at: 999) }?.code == .notFound)
        let edited = try await runner.fork(run, at: 0, with: text("!"))
        #expect(try await runner.resume(edited).succeeded()[notes] == ["a!", "b!", "c!"])
    }

    @Test("At the limit of steps a run pauses, and goes on with more; its state can be edited meanwhile")
    func limit() async throws {
        let workflow = try Workflow("long", channels: [total]) {
            Node("count") { step in try step.write(total, try step[total] + 1) }
            Loop("count", back: "count", atMost: 1000) { try $0[total] < 25 }
        }
        let runner = WorkflowRunner(workflow, journal: TestJournal(), limits: WorkflowLimits(steps: 10))
        let run = try runID(2)
        let first = try await runner.run(workflow, id: run)
        #expect(first.status == .limited(at: ""))
        #expect(try first[total] == 10)
        #expect(try await runner.resume(run).status == .limited(at: ""))
        #expect(try await runner.resume(run, more: 5)[total] == 15)
        let wrong = await failure { try await runner.edit(run, ChannelWrite(channel: "total", value: "x")) }
        #expect(wrong?.code == .invalidRequest && wrong?.message.contains("`total`") == true)
        try await runner.edit(run, total(24))
        #expect(try await runner.resume(run, more: 5).succeeded()[total] == 25)
        #expect(await failure { try await runner.edit(run, total(1)) }?.code == .conflict)
        #expect(try await runner.state(of: run, at: 4)[total] == 4)
    }

    @Test("Changed channels need a version and its migrations; without them a run that sleeps is refused, by name")
    func migrations() async throws {
        let old = Channel("old", "")
        let new = Channel("new", [String]())
        func make(
            _ version: Int, _ channels: [any ChannelDefinition], _ migrations: [Migration] = [], node: String = "second"
        ) throws -> Workflow {
            try Workflow("changing", version: version, channels: channels, migrations: migrations) {
                Node("first") { step in if version == 1 { try step.write(old, "kept") } }
                Node(node) { step in _ = try await step.approve("Go?") }
            }
        }
        let journal = TestJournal()
        let first = try make(1, [old])
        let run = try runID(3)
        let question = try #require(
            try await WorkflowRunner(first, journal: journal).run(first, id: run).status.interrupts.first)
        let bad: [(Workflow, String)] = [
            (try make(1, [new]), "version"),
            (try make(2, [new]), "from version 1"),
            (try make(3, [new], [Migration(from: 2)]), "from version 1"),
            (try make(2, [new], [Migration(from: 1)]), "`old`"),
            (try make(2, [new], [Migration(from: 1) { $0 = ["new": "text"] }]), "`new`"),
            (try make(2, [new], [Migration(from: 1) { $0 = ["new": []] }], node: "renamed"), "`second`"),
        ]
        for (workflow, name) in bad {
            let error = await failure { try await WorkflowRunner(workflow, journal: journal).resume(run) }
            #expect(error?.code == .conflict && error?.message.contains(name) == true, "\(error?.message ?? "none")")
        }
        let third = try make(
            3, [new],
            [
                Migration(from: 1) { state in
                    state["list"] = .array([state["old"] ?? .null])
                    state["old"] = nil
                },
                Migration(from: 2, nodes: ["second": "renamed"]) { state in
                    state["new"] = state["list"]
                    state["list"] = nil
                },
            ], node: "renamed")
        let runner = WorkflowRunner(third, journal: journal)
        try await runner.answer(run, question.id, with: true)
        let outcome = try await runner.resume(run).succeeded()
        #expect(try outcome[new] == ["kept"])
        #expect(await failure { try await WorkflowRunner(first, journal: journal).fork(run) } == nil)
        let fork = try await runner.fork(run)
        let older = await failure { try await WorkflowRunner(first, journal: journal).resume(fork) }
        #expect(older?.code == .conflict && older?.message.contains("version 3") == true)
    }

    @Test("Pruning leaves a run that goes on the same, and its forks") func prune() async throws {
        let workflow = try Workflow("pruned", channels: [total]) {
            Node("count") { step in try step.write(total, try step[total] + 1) }
            Loop("count", back: "count", atMost: 1000) { try $0[total] < 30 }
        }
        let journal = TestJournal()
        let runner = WorkflowRunner(workflow, journal: journal, limits: WorkflowLimits(steps: 20))
        let run = try runID(4)
        _ = try await runner.run(workflow, id: run)
        let fork = try await runner.fork(run, at: 10)
        #expect(try await runner.prune(run) > 15)
        #expect(journal.events(run).count <= 4)
        #expect(try await runner.status(of: run) == .limited(at: ""))
        #expect(try await runner.resume(run, more: 100).succeeded()[total] == 30)
        #expect(try await runner.resume(fork, more: 100).succeeded()[total] == 30)
        let late = try await runner.fork(run)
        #expect(try await runner.state(of: late)[total] == 30)
    }

    @Test("A long run is read from its last checkpoint on") func checkpoint() async throws {
        let workflow = try Workflow("long", channels: [total]) {
            Node("count") { step in try step.write(total, try step[total] + 1) }
            Loop("count", back: "count", atMost: 10_000) { try $0[total] < 1300 }
        }
        let journal = TestJournal()
        let runner = WorkflowRunner(workflow, journal: journal, durability: .exit, limits: WorkflowLimits(steps: 1200))
        let run = try runID(6)
        #expect(try await runner.run(workflow, id: run)[total] == 1200)
        // What came before it is not looked at.
        journal.damage(run) { $0.removeSubrange(10..<400) }
        #expect(try await runner.resume(run, more: 1000).succeeded()[total] == 1300)
        #expect(await failure { try await runner.state(of: run, at: 450) }?.code == .corrupt)
        // Nor for a moment behind it: one event is the checkpoint, and the first step's has the number 1.
        #expect(try await runner.state(of: run, at: 700)[total] == 699)
        let fork = try await runner.fork(run, at: 700)
        #expect(try await runner.state(of: fork)[total] == 699)
        #expect(try await journal.events(of: fork, from: 0, limit: 1000).count == 202)
        #expect(try await runner.resume(fork, more: 1000).succeeded()[total] == 1300)
    }

    @Test("What happens is told with its path, from inner graphs too, and again after a disconnect")
    func stream() async throws {
        let inner = try Workflow("inner", channels: [notes]) {
            Node("check") { step in
                step.emit(token: "to")
                step.emit(["percent": 50])
                try step.write(notes, ["inner"])
            }
        }
        let outer = try Workflow("outer", channels: [notes]) {
            Node("draft") { step in try step.write(notes, ["outer"]) }
            Node("review", inner, returning: [notes])
        }
        let runner = WorkflowRunner(outer, journal: TestJournal())
        let run = try runner.start(outer, id: runID(5))
        func tell(_ events: AsyncStream<WorkflowEvent>) async -> [String] {
            var lines: [String] = []
            for await event in events {
                switch event.kind {
                case .token(let text): lines.append("\(event.path) token \(text)")
                case .custom(let json): lines.append("\(event.path) custom \(json.serialized())")
                case .update(let writes): lines.append("\(event.path) wrote \(writes.map(\.channel))")
                case .values(let state): lines.append("\(event.path) has \((try? state[notes]) ?? [])")
                case .ended(let status): lines.append(status.name)
                default: break
                }
            }
            return lines
        }
        let kept = [
            "draft@0 wrote [\"notes\"]", " has [\"outer\"]", "review@1/check@0 wrote [\"notes\"]",
            "review@1 has [\"inner\"]", "review@1 wrote [\"notes\"]", " has [\"outer\", \"inner\"]", "succeeded",
        ]
        var live = kept
        live.insert(contentsOf: ["review@1/check@0 token to", "review@1/check@0 custom {\"percent\":50}"], at: 2)
        #expect(await tell(run.events()) == live)
        _ = try await run.outcome()
        // The inner task's own record stands in the journal, the outer one's too.
        #expect(await tell(try await runner.events(of: run.id)) == kept)
        #expect(await tell(try await runner.events(of: run.id, .values)).count == 4)
    }

    @Test("Retries wait by the clock, cached nodes do not run again, and too much is refused by name")
    func policies() async throws {
        let clock = FakeClock()
        let runs = Mutex(0)
        let retry = try Workflow("retry", channels: [total]) {
            Node("flaky", policy: NodePolicy(retry: NodeRetry(attempts: 3, delay: .seconds(1)))) { step in
                let count = runs.withLock { runs in
                    runs += 1
                    return runs
                }
                if count < 3 { throw KapellError(.network, "flaky") }
                try step.write(total, count)
            }
        }
        let run = try WorkflowRunner(retry, clock: clock).start(retry)
        for seconds in [1, 2] {
            #expect(try await eventually { clock.sleepers == 1 })
            clock.advance(by: .seconds(seconds))
        }
        #expect(try await run.outcome().succeeded()[total] == 3)

        let calls = Mutex(0)
        let cached = try Workflow("cached", channels: [text, total]) {
            Node("slow", policy: NodePolicy(cache: .reading(text))) { step in
                try step.write(
                    total,
                    calls.withLock { calls in
                        calls += 1
                        return calls
                    })
            }
        }
        let runner = WorkflowRunner(cached)
        for (key, expected) in [("a", 1), ("a", 1), ("b", 2), ("a", 1)] {
            #expect(try await runner.run(cached, text(key)).succeeded()[total] == expected)
        }

        let large = try Workflow("large", channels: [text]) {
            Node("big") { step in try step.write(text, String(repeating: "x", count: 100_000)) }
        }
        let small = WorkflowRunner(large, limits: WorkflowLimits(bytes: 10_000))
        let error = await failure { try await small.run(large).succeeded() }
        #expect(error?.code == .tooLarge && error?.message.contains("`big`") == true)
        #expect(error?.message.contains("`text`") == true)
        let unknown = try Workflow("unknown", channels: [text]) {
            Node("stray") { step in try step.write(total, 1) }
        }
        let stray = await failure { try await WorkflowRunner(unknown).run(unknown).succeeded() }
        #expect(stray?.message.contains("`stray`") == true && stray?.message.contains("`total`") == true)
    }
}
