import KapellCore
import KapellJSON
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

@Suite("Budgets") struct BudgetTests {
    @Test("Parts are kept free, what is left of them goes back, and what was spent stays spent") func tree() throws {
        let root = BudgetLease(Allowance(tokens: 100, dollars: 1, calls: 10))
        let left = try root.lease(Allowance(tokens: 60))
        let right = try root.lease(Allowance(tokens: 40, calls: 2))
        #expect(root.left.tokens == 0 && root.left.calls == 8 && left.left.dollars == 1)
        #expect(throws: KapellError.self) { try root.lease(Allowance(tokens: 1)) }
        try left.charge(ModelUsage(inputTokens: 10, outputTokens: 15), dollars: 0.25)
        #expect(left.left.tokens == 35 && root.left.dollars == 0.75 && root.left.calls == 7)
        try right.charge(ModelUsage(inputTokens: 1))
        let inner = try right.lease(Allowance(tokens: 30))
        try inner.charge(ModelUsage(outputTokens: 5))
        // Beyond its own calls: counted, and refused from now on.
        #expect(throws: KapellError.self) { try inner.charge(ModelUsage(outputTokens: 1)) }
        #expect(throws: KapellError.self) { try right.check() }
        #expect(inner.spent == Spending(tokens: 6, calls: 2) && right.spent == Spending(tokens: 7, calls: 3))
        right.cancel()
        let cancelled = #expect(throws: KapellError.self) { try inner.check() }
        #expect(cancelled?.code == .cancelled)
        left.close()
        left.close()
        #expect(root.left.tokens == 100 - 25 - 7)
        #expect(root.spent == Spending(tokens: 32, nanodollars: 250_000_000, calls: 4))
        // What comes late is counted above.
        _ = try? left.charge(ModelUsage(outputTokens: 8))
        #expect(root.left.tokens == 60 && root.spent.calls == 5)
    }

    @Test("A tree of random parts never gives out more than it has, and loses nothing") func random() throws {
        var generator = SeededGenerator(8)
        for _ in 0..<50 {
            let root = BudgetLease(Allowance(tokens: 1000, calls: 100))
            var leases = [root]
            var spent = 0
            for _ in 0..<100 {
                let lease = leases[Int.random(in: 0..<leases.count, using: &generator)]
                switch Int.random(in: 0..<4, using: &generator) {
                case 0:
                    let part = Bool.random(using: &generator) ? Int.random(in: 0...300, using: &generator) : nil
                    if let child = try? lease.lease(Allowance(tokens: part)) { leases.append(child) }
                case 1 where lease !== root: lease.close()
                default:
                    let tokens = Int.random(in: 0...20, using: &generator)
                    guard (try? lease.check()) != nil, (lease.left.tokens ?? 0) >= tokens else { continue }
                    try lease.charge(ModelUsage(outputTokens: tokens), calls: 0)
                    spent += tokens
                }
                #expect((root.left.tokens ?? -1) >= 0 && root.spent.tokens == spent)
            }
            for lease in leases.dropFirst() { lease.cancel() }
            #expect(root.left.tokens == 1000 - spent)
        }
    }

    @Test("Time and depth are limits too, and what cannot be read is refused") func others() throws {
        let now = Mutex<Int64>(0)
        let root = BudgetLease(Allowance(time: .seconds(10), depth: 2), now: { now.withLock { $0 } })
        let child = try root.lease(Allowance(time: .seconds(60)))
        let grandchild = try child.lease(Allowance(time: .seconds(3)))
        #expect(throws: KapellError.self) { try grandchild.lease(Allowance()) }
        now.withLock { $0 = 4_000_000_000 }
        #expect(throws: KapellError.self) { try grandchild.check() }
        try child.check()
        now.withLock { $0 = 10_000_000_000 }
        #expect(throws: KapellError.self) { try child.check() }
        let all = Allowance(tokens: 1, dollars: 0.5, calls: 3, time: .milliseconds(1500), depth: 4)
        #expect(try Allowance(all.json) == all)
        for wrong: JSONObject in [["tokens": -1], ["dollars": "1"], ["seconds": .number(.infinity)], ["cents": 1]] {
            #expect(throws: KapellError.self) { try Allowance(wrong) }
        }
    }

    @Test(
        "A node's requests are charged, a run at its limit fails, and goes on with a larger budget and nothing paid twice"
    )
    func run() async throws {
        let asked = Asked()
        let workflow = try Workflow("ask", channels: [notes, total], budget: Allowance(tokens: 100)) {
            Node("ask") { step in
                let number = try step[total]
                let answer = try await step.remember("answer") {
                    try await step.model(AskedModel(asked: asked), price: { Double($0.outputTokens) / 1000 }).respond(
                        ModelRequest(messages: [ModelMessage(.user, "?")])
                    ).text
                }
                try step.write(notes, [answer])
                try step.write(total, number + 1)
            }
            Loop("ask", back: "ask", atMost: 100) { try $0[total] < 6 }
        }
        let journal = MemoryJournal()
        let runner = WorkflowRunner(workflow, journal: journal)
        let outcome = try await runner.run(workflow, id: runID(1))
        guard case .failed(let error) = outcome.status else {
            Issue.record("It is \(outcome.status.name).")
            return
        }
        #expect(error.code == .limitExceeded && error.message.contains("tokens"))
        // The third request was made with 20 tokens left, and took 40.
        #expect(try outcome[total] == 3)
        #expect(asked.limits == [100, 60, 20])
        #expect(try await runner.resume(outcome.run).status.name == "failed")
        #expect(asked.limits.count == 3)
        let again = try await runner.resume(outcome.run, budget: Allowance(tokens: 1000, calls: 5))
        guard case .failed(let second) = again.status else {
            Issue.record("It is \(again.status.name).")
            return
        }
        #expect(second.message.contains("calls") && asked.limits.count == 5)
        let last = try await runner.resume(outcome.run, budget: Allowance(dollars: 1)).succeeded()
        #expect(try last[notes].count == 6 && asked.limits.count == 6)
        let summary = try #require(try await journal.run(outcome.run)?.summary)
        #expect(summary.usage == ModelUsage(inputTokens: 180, outputTokens: 60))
        // Nobody has paid for the fork.
        let fork = try await runner.fork(outcome.run, at: 3)
        #expect(try await journal.run(fork)?.summary.usage == ModelUsage())
    }

    @Test("Nodes beside each other take their parts, and one that asks for too much fails alone") func nodes()
        async throws
    {
        func workflow(_ part: Int) throws -> Workflow {
            try Workflow("parts", channels: [notes], budget: Allowance(calls: 10)) {
                for name in ["a", "b"] {
                    Node(name, policy: NodePolicy(budget: Allowance(calls: part))) { step in
                        for _ in 0..<3 {
                            try step.budget.check()
                            try step.charge(ModelUsage())
                        }
                        try step.write(notes, ["\(step.budget.left.calls ?? -1)"])
                    }
                }
                Start("a", "b")
            }
        }
        let fine = try workflow(4)
        #expect(try await WorkflowRunner(fine).run(fine).succeeded()[notes] == ["1", "1"])
        let small = try workflow(2)
        #expect(try await WorkflowRunner(small).run(small).status.name == "failed")
        let large = try workflow(11)
        #expect(try await WorkflowRunner(large).run(large).status.name == "failed")
    }
}

/// What a model was asked: the most tokens of each request.
private final class Asked: Sendable {
    private let state = Mutex<[Int?]>([])
    var limits: [Int?] { state.withLock { $0 } }
    func add(_ limit: Int?) { state.withLock { $0.append(limit) } }
}

private struct AskedModel: ModelBackend {
    let asked: Asked
    let model = "test/model"

    func stream(_ request: ModelRequest) -> ModelEventStream {
        asked.add(request.maximumResponseTokens)
        return ModelEventStream { stream in
            stream.yield(.text("yes"))
            stream.yield(.usage(ModelUsage(inputTokens: 30, outputTokens: 10)))
            stream.yield(.finished(.stop))
            stream.finish()
        }
    }

    func countTokens(_ text: String) async throws -> Int { text.utf8.count }
}
