import KapellCore
import KapellJSON
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

/// Random graphs with random failures, whose process dies at random writes.
@Suite("Random graphs that die") struct PropertyTests {
    static let largest = Channel("largest", 0, .own("max") { max($0, $1) })

    /// What a node does.
    struct Plan: Sendable {
        var name: String
        var effects: [(name: String, kind: Int)]
        var asks: Bool
        var sleeps: Bool
        /// How often it fails after its effects.
        var failures: Int
        var score: Int
    }

    /// A graph whose nodes lie in layers, with an inner graph now and then.
    static func make(
        _ generator: inout SeededGenerator, world: World, faults: Faults, depth: Int = 0
    ) throws -> Workflow {
        let layers = Int.random(in: 1...4, using: &generator)
        var parts: [any WorkflowPart] = []
        var last = ["first"]
        parts.append(node(plan("first", &generator), world, faults))
        for layer in 0..<layers {
            let width = Int.random(in: 1...3, using: &generator)
            var names: [String] = []
            for place in 0..<width {
                let name = "n\(layer)_\(place)"
                names.append(name)
                if depth == 0, Int.random(in: 0..<5, using: &generator) == 0 {
                    let inner = try make(&generator, world: world, faults: faults, depth: 1)
                    parts.append(Node(name, inner, returning: [notes, largest]))
                } else {
                    parts.append(node(plan(name, &generator), world, faults))
                }
            }
            for from in last {
                let to = names.filter { _ in Bool.random(using: &generator) }
                for target in to { parts.append(Edge(from, to: target)) }
            }
            // So that each is reached.
            for name in names { parts.append(Edge(last[0], to: name)) }
            last = names
        }
        if Bool.random(using: &generator) {
            parts.append(node(plan("each", &generator), world, faults))
            parts.append(FanOut(last[0], to: "each") { _ in ["x", "y", "z"] })
        }
        return try Workflow("random\(depth)", channels: [notes, largest], parts: parts)
    }

    /// How often nodes have failed, in a world that outlives the processes.
    final class Faults: Sendable {
        private let counts = Mutex<[String: Int]>([:])
        let areOn: Bool

        init(_ areOn: Bool) { self.areOn = areOn }

        func fail(_ path: String, _ limit: Int) throws {
            guard areOn else { return }
            let count = counts.withLock { counts in
                counts[path, default: 0] += 1
                return counts[path, default: 0]
            }
            if count <= limit { throw KapellError(.network, "This try fails.") }
        }
    }

    private static func plan(_ name: String, _ generator: inout SeededGenerator) -> Plan {
        Plan(
            name: name,
            effects: (0..<Int.random(in: 0...2, using: &generator)).map {
                ("e\($0)", Int.random(in: 0..<4, using: &generator))
            },
            asks: Int.random(in: 0..<6, using: &generator) == 0, sleeps: Int.random(in: 0..<6, using: &generator) == 0,
            failures: Int.random(in: 0..<4, using: &generator) == 0 ? 1 : 0,
            score: Int.random(in: 0..<100, using: &generator))
    }

    private static func node(_ plan: Plan, _ world: World, _ faults: Faults) -> Node {
        Node(plan.name) { step in
            var said: [String] = []
            for (name, kind) in plan.effects {
                let value = "\(step.path) \(name)"
                let effect: WorkflowEffect<String> =
                    switch kind {
                    case 0: .pure
                    case 1: .idempotent
                    case 2: .once { world.has($0) ? .done(value) : .notDone }
                    default: .compensable { _ in }
                    }
                said.append(
                    try await step.effect(name, effect) { key in
                        // What is idempotent does nothing the second time; what can be undone may be done again.
                        if kind == 2 || kind == 1 && !world.has(key) { world.act(key) }
                        return value
                    })
            }
            if plan.asks { said.append(try await step.ask("What?", schema: ["type": "string"])) }
            if plan.sleeps { try await step.sleep(for: .seconds(5)) }
            try faults.fail(step.path, plan.failures)
            try step.write(notes, said + [step.path])
            try step.write(largest, plan.score)
        }
    }

    /// Drives a run to its end, over deaths, failures and questions.
    private func finish(
        _ workflow: Workflow, _ run: RunID, durability: Durability, deaths: inout SeededGenerator, mortal: Bool
    ) async throws -> (state: JSONObject, deaths: Int) {
        var journal = TestJournal()
        let time = Mutex<Int64>(0)
        var dead = 0
        for round in 0..<400 {
            let mayDie = mortal && round < 60
            let number = Int.random(in: 0..<7, using: &deaths)
            journal = journal.reopened(
                dies: mayDie ? (Bool.random(using: &deaths) ? .before(number) : .after(number)) : nil)
            let runner = WorkflowRunner(
                workflow, journal: journal, durability: durability, now: { time.withLock { $0 } })
            do {
                let isThere = !journal.events(run).isEmpty
                let outcome =
                    isThere
                    ? try await runner.resume(run, adopting: true) : try await runner.run(workflow, id: run)
                switch outcome.status {
                case .succeeded:
                    // What the journal tells is what the process had.
                    let read = try await runner.state(of: run)
                    #expect(read.json == outcome.state.json)
                    return (outcome.state.json, dead)
                case .waiting(let interrupts):
                    for interrupt in interrupts where interrupt.kind == .input {
                        try await runner.answer(run, interrupt.id, with: .string("answer to \(interrupt.id)"))
                    }
                    time.withLock { $0 += 6_000_000_000 }
                case .sleeping: time.withLock { $0 += 6_000_000_000 }
                case .failed(let error): #expect(error.message.contains("This try fails."), "\(error)")
                default: Issue.record("It is \(outcome.status.name).")
                }
            } catch let error as KapellError {
                // A node may have failed in the moment in which the journal died: its failure is not written then.
                try #require(error.code == .storage || error.message.contains("This try fails."), "\(error)")
                dead += 1
            }
        }
        Issue.record("It does not end.")
        return ([:], dead)
    }

    @Test(
        "Whatever dies, the state is the same and no effect happens twice",
        arguments: Durability.allCases, [UInt64](0..<3))
    func survives(durability: Durability, seed: UInt64) async throws {
        var dead = 0
        for number in 0..<5 {
            let graph = seed &* 1000 &+ UInt64(number)
            let (calm, rough) = (World(), World())
            var (first, second) = (SeededGenerator(graph), SeededGenerator(graph))
            var deaths = SeededGenerator(graph ^ 0xDEAD)
            let quiet = try Self.make(&first, world: calm, faults: Faults(false))
            let wild = try Self.make(&second, world: rough, faults: Faults(true))
            let run = try runID(number)
            let expected = try await finish(quiet, run, durability: durability, deaths: &deaths, mortal: false)
            let found = try await finish(wild, run, durability: durability, deaths: &deaths, mortal: true)
            #expect(found.state == expected.state, "graph \(graph)")
            #expect(rough.repeated == [], "graph \(graph)")
            #expect(Set(rough.keys) == Set(calm.keys), "graph \(graph)")
            dead += found.deaths
        }
        #expect(dead > 4)
    }
}
