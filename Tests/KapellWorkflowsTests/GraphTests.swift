import KapellCore
import KapellJSON
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

@Suite("Graphs") struct GraphTests {
    private let item = Channel("item", "")
    private func note(_ name: String, writes: [any ChannelDefinition]? = nil) -> Node {
        Node(name, writes: writes) { step in try step.write(notes, [name]) }
    }

    @Test("Nodes without ways run one after the other") func chain() async throws {
        let workflow = try Workflow("chain", channels: [text, notes]) {
            note("a")
            note("b")
            Node("c") { step in try step.write(text, try step[notes].joined(separator: "+")) }
        }
        let outcome = try await WorkflowRunner(workflow).run(workflow).succeeded()
        #expect(try outcome[text] == "a+b")
    }

    @Test("Tasks of a step see the state before it, and write in the order of their names") func snapshot() async throws
    {
        let workflow = try Workflow("fan", channels: [notes, total]) {
            note("start")
            for name in ["c", "a", "b"] {
                Node(name) { step in
                    if name == "a" { for _ in 0..<20 { await Task.yield() } }
                    try step.write(notes, ["\(name)\(try step[notes].count)"])
                }
            }
            Edge("start", to: "c", "a", "b")
        }
        let outcome = try await WorkflowRunner(workflow).run(workflow).succeeded()
        #expect(try outcome[notes] == ["start", "a1", "b1", "c1"])
    }

    @Test("A fan-out runs a node for each item, and what follows it once") func fanOut() async throws {
        let workflow = try Workflow("map", channels: [notes, total]) {
            Node("plan") { step in try step.write(notes, (0..<12).map { "item \($0)" }) }
            Node("work") { step in try step.write(notes, ["done " + step.item(String.self)]) }
            Node("sum") { step in try step.write(total, try step[notes].count) }
            FanOut("plan", to: "work") { try $0[notes] }
            Edge("work", to: "sum")
        }
        let outcome = try await WorkflowRunner(workflow, limits: WorkflowLimits(width: 3)).run(workflow).succeeded()
        #expect(try outcome[total] == 24)
        #expect(try outcome[notes].suffix(2) == ["done item 10", "done item 11"])
    }

    @Test("A join waits for ways of different lengths") func join() async throws {
        let workflow = try Workflow("join", channels: [notes]) {
            for name in ["start", "short", "long1", "long2", "end of it"] { note(name) }
            Edge("start", to: "short", "long1")
            Edge("long1", to: "long2")
            Join("short", "long2", to: "end of it")
        }
        let outcome = try await WorkflowRunner(workflow).run(workflow).succeeded()
        #expect(try outcome[notes] == ["start", "long1", "short", "long2", "end of it"])
    }

    @Test("A loop goes back while it should, and at most as often as it may", arguments: [(2, 3), (99, 6)])
    func loop(wanted: Int, expected: Int) async throws {
        let workflow = try Workflow("loop", channels: [total, notes]) {
            Node("count") { step in try step.write(total, try step[total] + 1) }
            note("after")
            Loop("count", back: "count", atMost: 5, then: "after") { try $0[total] <= wanted }
        }
        let outcome = try await WorkflowRunner(workflow).run(workflow).succeeded()
        #expect(try outcome[total] == expected)
        #expect(try outcome[notes] == ["after"])
    }

    @Test("A branch goes where the state says, and only where it may") func branch() async throws {
        let workflow = try Workflow("branch", channels: [text, notes]) {
            note("ask")
            note("yes")
            note("no")
            Branch("ask", to: "yes", "no", Workflow.end) { try $0[text] }
        }
        let runner = WorkflowRunner(workflow)
        #expect(try await runner.run(workflow, text("no")).succeeded()[notes] == ["ask", "no"])
        #expect(try await runner.run(workflow, text("end")).succeeded()[notes] == ["ask"])
        let wrong = try await runner.run(workflow, text("maybe"))
        guard case .failed(let error) = wrong.status else {
            Issue.record("It went somewhere.")
            return
        }
        #expect(error.message.contains("`ask`") && error.message.contains("`maybe`"))
        #expect(try wrong[notes] == [])
    }

    @Test("A workflow runs inside of a node, with what is passed to it") func inner() async throws {
        let inner = try Workflow("inner", channels: [text, notes]) {
            note("one")
            Node("two") { step in try step.write(text, try step[text] + "!\(try step[notes].count)") }
        }
        let outer = try Workflow("outer", channels: [text, notes]) {
            note("before")
            Node("inside", inner, passing: [text], returning: [text])
        }
        let outcome = try await WorkflowRunner(outer).run(outer, text("hello")).succeeded()
        #expect(try outcome[text] == "hello!1")
        #expect(try outcome[notes] == ["before"])
    }

    @Test("A node with a workflow that is tried again goes on in it where it was") func innerRetry() async throws {
        let runs = Mutex<[String]>([])
        let inner = try Workflow("inner", channels: [notes]) {
            note("one")
            Node("two") { step in
                let count = runs.withLock { runs in
                    runs.append(step.path)
                    return runs.count
                }
                if count == 1 { throw KapellError(.network, "once") }
                try step.write(notes, ["two"])
            }
        }
        let outer = try Workflow("outer", channels: [notes]) {
            Node("inside", inner, returning: [notes], policy: NodePolicy(retry: NodeRetry(attempts: 2, delay: .zero)))
            Node("after") { step in _ = try await step.approve("Go?") }
        }
        let journal = TestJournal()
        let runner = WorkflowRunner(outer, journal: journal)
        let run = try await runner.run(outer, id: runID(1))
        let question = try #require(run.status.interrupts.first)
        try await runner.answer(run.run, question.id, with: true)
        #expect(try await runner.resume(run.run).succeeded()[notes] == ["one", "two"])
        #expect(runs.withLock { $0 } == ["inside@0/two@1", "inside@0/two@1"])
    }

    @Test("Own and merging reducers combine what is written") func reducers() async throws {
        let best = Channel("best", 0, .own("max") { max($0, $1) })
        let map = Channel("map", JSONObject(), .merge)
        let workflow = try Workflow("reduce", channels: [best, map]) {
            for (name, value) in [("a", 3), ("b", 7), ("c", 5)] {
                Node(name) { step in
                    try step.write(best, value)
                    try step.write(map, [name: .integer(Int64(value))])
                }
            }
            Start("a", "b", "c")
        }
        let outcome = try await WorkflowRunner(workflow).run(workflow, best(4)).succeeded()
        #expect(try outcome[best] == 7)
        #expect(try outcome[map] == ["a": 3, "b": 7, "c": 5])
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var names: [String]
        var make: @Sendable () throws -> Workflow
    }

    private static func node(_ name: String, writes: [any ChannelDefinition]? = nil) -> Node {
        Node(name, writes: writes) { _ in }
    }

    static let wrong: [Wrong] = [
        Wrong(testDescription: "an unknown node", names: ["`nowhere`", "`a`"]) {
            try Workflow("w") {
                node("a"); Edge("a", to: "nowhere")
            }
        },
        Wrong(testDescription: "a node that is never reached", names: ["`lost`"]) {
            try Workflow("w") {
                node("a"); node("b"); node("lost"); Edge("a", to: "b")
            }
        },
        Wrong(testDescription: "no way to the end", names: ["`a`", "`b`"]) {
            try Workflow("w") {
                node("a"); node("b"); Edge("a", to: "b"); Edge("b", to: "a")
            }
        },
        Wrong(testDescription: "two writers of a plain channel", names: ["`b`", "`c`", "`text`"]) {
            try Workflow("w", channels: [text]) {
                node("a"); node("b", writes: [text]); node("c", writes: [text]); Edge("a", to: "b", "c")
            }
        },
        Wrong(testDescription: "two writers, two steps after they parted", names: ["`d`", "`e`", "`text`"]) {
            try Workflow("w", channels: [text]) {
                for name in ["a", "b", "c"] { node(name) }
                node("d", writes: [text]); node("e", writes: [text])
                Edge("a", to: "b", "c"); Edge("b", to: "d"); Edge("c", to: "e")
            }
        },
        Wrong(testDescription: "a fan-out into a plain channel", names: ["`b`", "`text`"]) {
            try Workflow("w", channels: [text, notes]) {
                node("a"); node("b", writes: [text]); FanOut("a", to: "b") { try $0[notes] }
            }
        },
        Wrong(testDescription: "a doubled node", names: ["`a`"]) {
            try Workflow("w") {
                node("a"); node("a")
            }
        },
        Wrong(testDescription: "an unknown channel", names: ["`text`"]) {
            try Workflow("w", channels: [notes]) { node("a", writes: [text]) }
        },
        Wrong(testDescription: "a name with a slash", names: ["`a/b`"]) { try Workflow("w") { node("a/b") } },
        Wrong(testDescription: "nothing", names: ["`w`"]) { try Workflow("w") {} },
    ]

    @Test("A graph that cannot be right is refused, by name", arguments: wrong) func refused(_ wrong: Wrong) throws {
        let error = #expect(throws: KapellError.self) { _ = try wrong.make() }
        #expect(error?.code == .configuration || error?.code == .invalidRequest)
        for name in wrong.names { #expect(error?.message.contains(name) == true, "\(error?.message ?? "")") }
    }

    @Test("Two writes into a plain channel that only the step shows are refused, and change nothing")
    func conflict() async throws {
        let workflow = try Workflow("w", channels: [text, notes]) {
            Node("a") { step in
                try step.write(text, "a"); try step.write(notes, ["a"])
            }
            Node("b") { step in try step.write(text, "b") }
            Start("a", "b")
        }
        let outcome = try await WorkflowRunner(workflow).run(workflow, text("old"))
        guard case .failed(let error) = outcome.status else {
            Issue.record("It was not refused.")
            return
        }
        for name in ["`a`", "`b`", "`text`"] { #expect(error.message.contains(name)) }
        #expect(try outcome[text] == "old" && outcome[notes] == [])
    }

    @Test("A graph is drawn with what lies inside of it") func mermaid() throws {
        let inner = try Workflow("inner") { Self.node("check") }
        let outer = try Workflow("outer", channels: [notes]) {
            Self.node("draft")
            Node("review", inner)
            Loop("review", back: "draft", atMost: 3) { _ in false }
            Edge("draft", to: "review")
        }
        #expect(
            outer.mermaid() == """
                flowchart TD
                    n0["draft"]
                    subgraph n1 ["review"]
                        n1_n0["check"]
                        n1_start(("start"))
                        n1_stop(("end"))
                        n1_start --> n1_n0
                        n1_n0 --> n1_stop
                    end
                    start(("start"))
                    stop(("end"))
                    start --> n0
                    n0 --> n1
                    n1 -. "at most 3" .-> n0
                    n1 --> stop

                """)
    }
}
