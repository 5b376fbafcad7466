import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs a workflow of kapell.yaml, and asks at the terminal what it asks.",
        discussion: """
            Examples:
              kapell run review --input '{"contract": "documents/office-lease.txt"}'
              kapell run review --input @input.json --watch
              kapell run review --json

            Every step is in the journal: a run that was killed goes on with `kapell runs resume`, or with the next
            `kapell serve`. A question is asked here when a person sits at the terminal; else the run pauses, and is
            answered with `kapell runs answer`, over HTTP or on the page.

            Exit code 0 when the run has succeeded, 10 when it pauses (waiting, sleeping or limited), 130 when it was
            cancelled; a failed run ends with the code of its error.
            """)

    @Argument(help: "The workflow's name.")
    var workflow: String

    @Option(
        help: ArgumentHelp(
            "What channels hold at first: a JSON object, or @FILE with one.", valueName: "object|@file"))
    var input: String?

    @Option(help: "Whose data the run holds, so that it can be erased with all others about the same.")
    var about: String?

    @Flag(help: "Show each step as it happens, and wait while the run sleeps.")
    var watch = false

    @Flag(help: "Ask nothing: pause at a question.")
    var noAsk = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let input = try JSONArgument.object(input, "--input") ?? [:]
        try await WorkflowSession.with(try common.project(), drives: true, command: "run") { engine in
            let begun = try await engine.perform(.start(workflow, input: input, about: about))
            guard let run = begun["run"]?.stringValue.flatMap({ RunID($0) }) else { return }
            if !common.json { Terminal.say(Terminal.dim("run \(run)")) }
            try await WorkflowFollower(
                engine: engine, run: run, isJSON: common.json, watches: watch, asks: !noAsk && Terminal.canAsk
            ).follow()
        }
    }
}
