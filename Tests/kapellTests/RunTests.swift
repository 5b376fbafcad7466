import KapellJSON
import KapellTesting
import Testing

@Suite("Workflows on the command line", .timeLimit(.minutes(3))) struct RunTests {
    private static let workflows = """
        workflows:
          greet:
            channels: {name: text, sure: boolean, file: text}
            nodes:
              ask: {approve: "Greet {{name}}?", into: sure}
              write: {write: "out/{{name}}.txt", text: "Hello, {{name}}", into: file}
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
        #expect(none.code == 3 && none.errors.contains("There are: greet, naps"), "\(none)")
        #expect(try await space.kapell("run", "greet", "--input", "{").code == 2)
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
