import Testing

@Suite("Help and usage", .timeLimit(.minutes(10))) struct HelpTests {
    static let commands = [
        ["init"], ["import"], ["import", "litellm"], ["check"], ["serve"], ["ask"], ["ingest"], ["search"], ["pull"],
        ["models"], ["prompts"],
        ["prompts", "list"], ["prompts", "show"], ["prompts", "diff"], ["prompts", "run"], ["runs"],
        ["runs", "list"], ["runs", "show"], ["runs", "status"], ["runs", "answer"], ["runs", "resume"],
        ["runs", "cancel"], ["runs", "fork"], ["runs", "edit"], ["runs", "replay"], ["runs", "prune"],
        ["runs", "erase"],
        ["runs", "graph"], ["runs", "undo"],
        ["run"], ["eval"], ["doctor"],
    ]

    @Test("The help of every command has an example", arguments: commands) func example(command: [String]) async throws
    {
        let space = try Workspace()
        let outcome = try await space.kapell(command[0], command.count > 1 ? command[1] : "--help", "--help")
        #expect(outcome.code == 0)
        #expect(outcome.output.contains("Example"), "\(outcome)")
        #expect(outcome.output.contains("kapell \(command.joined(separator: " "))"))
    }

    @Test("The program's own help says how to begin and what the exit codes mean") func overview() async throws {
        let outcome = try await Workspace().kapell("--help")
        #expect(outcome.code == 0)
        for word in ["kapell ask", "kapell init", "Exit codes", "KAPELL_HOME"] {
            #expect(outcome.output.contains(word))
        }
        for command in Self.commands { #expect(outcome.output.contains("  \(command[0]) "), "\(command[0])") }
    }

    @Test("The version is a version") func version() async throws {
        let outcome = try await Workspace().kapell("--version")
        #expect(outcome.code == 0)
        #expect(outcome.output.split(separator: ".").count == 3 && outcome.output.first?.isNumber == true)
    }

    @Test(
        "Wrong usage exits with 64, and says what is right",
        arguments: [
            ["none"], ["ask"], ["ask", "a", "b"], ["search", "x", "--limit", "0"], ["search", "x", "--limit", "many"],
            ["serve", "--port", "70000"], ["serve", "--port", "x"], ["runs", "show"], ["pull"], ["check", "--none"],
        ])
    func usage(arguments: [String]) async throws {
        let space = try Workspace()
        let rest = arguments + Array(repeating: "--json", count: 4 - arguments.count)
        let outcome = try await space.kapell(rest[0], rest[1], rest[2], rest[3])
        #expect(outcome.code == 64)
        #expect(outcome.errors.contains("Usage:"))
        #expect(outcome.output.isEmpty)
    }
}
