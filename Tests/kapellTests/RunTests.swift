import KapellJSON
import KapellTesting
import Testing

@Suite("Workflows on the command line", .timeLimit(.minutes(10))) struct RunTests {
    private static let workflows = """
        workflows:
          greet:
            channels: {name: text, sure: boolean, file: text}
            nodes:
              ask: {approve: "Greet {{name}}?", into: sure}
              write: {write: "out/{{name}}.txt", text: "Hello, {{name}}", into: file}
          book:
            channels: {rows: list}
            nodes:
              table:
                transaction:
                  - sql: CREATE TABLE IF NOT EXISTS accounts (id TEXT PRIMARY KEY, cents INTEGER)
                  - {sql: "INSERT OR IGNORE INTO accounts VALUES (?, ?)", values: [a, 1000]}
              take:
                transaction:
                  - {sql: "UPDATE accounts SET cents = cents - ? WHERE id = ? RETURNING cents", values: [400, a]}
                into: rows
          trip:
            nodes:
              hotel: {subprocess: [touch, hotel.txt], undo: {subprocess: [rm, hotel.txt]}}
              train: {subprocess: [touch, train.txt], undo: {subprocess: [rm, train.txt]}}
              sure: {approve: "Go?"}
          naps:
            channels: {n: {type: integer, reducer: sum}}
            nodes:
              nap: {sleep: 150ms}
              count: {set: {n: 1}}
              write: {write: "naps-{{n}}.txt", text: "{{run}}"}
            edges:
              - {from: nap, to: count}
              - {from: count, to: write}
              - {from: write, while: n < 6, back: nap, limit: 10}
        """

    private func workspace() throws -> Workspace {
        let space = try Workspace()
        try space.configure(Self.workflows)
        return space
    }

    @Test("A run pauses with code 10, is answered, resumed, looked at, forked and erased") func life() async throws {
        let space = try workspace()
        let check = try await space.kapell("check")
        #expect(check.code == 0 && check.output.contains("workflow greet: ask, write"), "\(check)")
        let paused = try await space.kapell("run", "greet", "--input", #"{"name": "Ada"}"#, "--json")
        #expect(paused.code == 10, "\(paused)")
        let run = try #require(try paused.json()["run"]?.stringValue)
        let plain = try await space.kapell("runs", "status", run)
        #expect(plain.output.contains("asks: Greet Ada?") && plain.output.contains("kapell runs answer"), "\(plain)")
        #expect(try await space.kapell("runs", "list").output.contains("workflow greet  waiting"))
        let wrong = try await space.kapell("runs", "answer", run, "perhaps")
        #expect(wrong.code == 2, "\(wrong)")
        let done = try await space.kapell("runs", "answer", run, "yes", "--resume")
        #expect(done.code == 0 && done.output.contains("greet  succeeded"), "\(done)")
        #expect(String(decoding: try space.read("out/Ada.txt"), as: UTF8.self) == "Hello, Ada")
        #expect(try await space.kapell("runs", "answer", run, "ask@0/approval#0", "no").code == 4)
        #expect(try await space.kapell("runs", "resume", run).code == 4)
        let replay = try await space.kapell("runs", "replay", run)
        #expect(replay.code == 0 && replay.output.hasPrefix("identical"), "\(replay)")
        #expect(try await space.kapell("runs", "replay", run, "--as-test").json()["workflow"] == "greet")
        let svg = try await space.kapell("runs", "graph", run)
        #expect(svg.output.contains("class=\"node done\" data-node=\"ask\""), "\(svg)")
        let fork = try await space.kapell("runs", "fork", run, "--at", "0", "--state", #"{"name": "Bob"}"#, "--json")
        let forked = try #require(try fork.json()["run"]?.stringValue)
        #expect(try await space.kapell("runs", "edit", forked, "--state", #"{"name": "Eve"}"#).code == 0)
        let resumed = try await space.kapell("runs", "resume", forked, "--json")
        let prompt = try resumed.json()["interrupts"]?[0]?["prompt"]
        #expect(resumed.code == 10 && prompt == "Greet Eve?", "\(resumed)")
        #expect(try await space.kapell("runs", "cancel", forked).code == 0)
        #expect(try await space.kapell("runs", "prune", run).code == 0)
        #expect(try await space.kapell("runs", "erase", run).code == 0)
        #expect(try await space.kapell("runs", "status", run).code == 3)
        let none = try await space.kapell("run", "none")
        #expect(none.code == 3 && none.errors.contains("There are: greet, book, trip, naps"), "\(none)")
        #expect(try await space.kapell("run", "greet", "--input", "{").code == 2)
    }

    @Test("A transaction of a node is in the store, a run is taken back, and recorded runs are tested") func changes()
        async throws
    {
        let space = try workspace()
        var runs: [String] = []
        for left in [600, 200] {
            let done = try await space.kapell("run", "book", "--json")
            #expect(done.code == 0, "\(done)")
            #expect(try done.json()["state"]?["rows"] == [["cents": .integer(Int64(left))]])
            runs.append(try #require(try done.json()["run"]?.stringValue))
        }
        let trip = try await space.kapell("run", "trip", "--json")
        let run = try #require(try trip.json()["run"]?.stringValue)
        #expect(trip.code == 10 && (try? space.read("hotel.txt")) != nil && (try? space.read("train.txt")) != nil)
        let undone = try await space.kapell("runs", "undo", run)
        #expect(undone.code == 0 && undone.output.contains("train@1/subprocess#0  undone"), "\(undone)")
        #expect(undone.output.contains("The run is cancelled."))
        #expect((try? space.read("hotel.txt")) == nil && (try? space.read("train.txt")) == nil)
        #expect(try await space.kapell("runs", "undo", runs[0]).code == 4)

        var cases = ""
        for run in runs { cases += try await space.kapell("runs", "replay", run, "--as-test").output + "\n" }
        try space.write(cases, to: "tests/deep/book.jsonl")
        let same = try await space.kapell("eval", "tests")
        #expect(same.code == 0 && same.output.contains("2 cases: 2 identical"), "\(same)")
        // Another way to write the result, another state, a state that is migrated, and a line that is no case.
        let taken = "into: rows\n  trip:"
        for (from, to, verdict, code) in [
            (taken, "into: rows\n        as: [none]\n  trip:", "diverges", 4),
            ("channels: {rows: list}", "channels: {rows: list, more: text}", "needs_migration", 4),
            (
                "channels: {rows: list}",
                "version: 2\n    migrations: [{from: 1}]\n    channels: {rows: list, more: text}", "compatible", 0
            ),
        ] {
            try space.configure(Self.workflows.replacing(from, with: to))
            let outcome = try await space.kapell("eval", "tests/deep/book.jsonl", "--json")
            #expect(outcome.code == Int32(code), "\(outcome)")
            #expect(try outcome.json()[verdict] == 2 && outcome.json()["cases"]?[0]?["line"] == 1, "\(outcome)")
        }
        try space.write("{}", to: "tests/wrong.jsonl")
        let wrong = try await space.kapell("eval", "tests/wrong.jsonl")
        #expect(wrong.code == 2 && wrong.errors.contains("wrong.jsonl:1"), "\(wrong)")
        #expect(try await space.kapell("eval", "none").code == 3)
    }

    @Test("The example of orders runs, pauses, and is taken back") func orders() async throws {
        let space = try Workspace()
        for name in ["kapell.yaml", "label.txt"] {
            try space.write(try Samples.example("Orders/\(name)"), to: name)
        }
        #expect(try await space.kapell("check").code == 0)
        let paused = try await space.kapell("run", "order", "--input", #"{"order": "A7"}"#, "--json")
        #expect(paused.code == 10, "\(paused)")
        let state = try paused.json()["state"]
        // Source: `printf A7 | cksum`.
        #expect(state?["sum"] == "2259917465 2" && state?["rows"] == [["id": "A7", "cents": 500]], "\(paused)")
        #expect((try? space.read("label-A7.txt")) != nil)
        let run = try #require(try paused.json()["run"]?.stringValue)
        #expect(try await space.kapell("runs", "undo", run).code == 0)
        #expect((try? space.read("label-A7.txt")) == nil)
    }

    @Test("A run that is killed goes on where it was, in the next process and in the server") func killed() async throws
    {
        let space = try workspace()
        var run: String?
        for milliseconds in [700, 900, 1100] {
            let outcome =
                if let run {
                    try await space.kapell("runs", "resume", run, "--watch", killedAfter: .milliseconds(milliseconds))
                } else {
                    try await space.kapell("run", "naps", "--watch", killedAfter: .milliseconds(milliseconds))
                }
            #expect([0, -9, 4, 10].contains(outcome.code), "\(outcome)")
            let runs = try await space.kapell("runs", "list", "--json").json()["runs"]?.arrayValue ?? []
            run = run ?? runs.first { $0["kind"] == "workflow" }?["run"]?.stringValue
        }
        let id = try #require(run)
        // The server takes over what a dead process left once its lease is over, and wakes what sleeps.
        let outcome = try await space.serving { (server) async throws in
            let isDone = try await eventually(within: .seconds(60), every: .milliseconds(100)) {
                try JSONValue(parsing: server.get("/kapell/v1/runs/\(id)/status").body)["status"] == "succeeded"
            }
            #expect(isDone)
            // A command asks the server, which drives the run.
            let other = try await space.kapell("run", "greet", "--input", #"{"name": "Dan"}"#, "--json")
            #expect(other.code == 10, "\(other)")
            let name = try #require(try other.json()["run"]?.stringValue)
            let answered = try await space.kapell("runs", "answer", name, "yes", "--resume")
            #expect(answered.code == 0, "\(answered)")
        }
        #expect(outcome.code == 0, "\(outcome)")
        for number in 1...6 {
            #expect(String(decoding: try space.read("naps-\(number).txt"), as: UTF8.self) == id)
        }
        #expect(throws: (any Error).self) { try space.read("naps-7.txt") }
        #expect(String(decoding: try space.read("out/Dan.txt"), as: UTF8.self) == "Hello, Dan")
    }
}
