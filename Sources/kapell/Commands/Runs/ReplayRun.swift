import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

struct ReplayRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Says what today's workflow would make of a recorded run; nothing is done, asked or written.",
        discussion: """
            Examples:
              kapell runs replay 01JD…
              kapell runs replay 01JD… --as-test >> tests.jsonl

            What effects gave and people answered comes from the journal, so that a replay costs nothing.

            Exit code 0 when the run is identical or compatible, 4 when it diverges or needs a migration.
            """)

    @Argument(help: "The run's name.")
    var run: String

    @Flag(help: "Print the run as a test, one line of JSON, in place of replaying it.")
    var asTest = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let id = try RunArgument.id(run)
        try await WorkflowSession.with(try common.project(), drives: false, command: "runs replay") { engine in
            if asTest {
                Terminal.print(JSONValue.object(try await engine.perform(.testCase(id))).serialized())
                return
            }
            let report = try await engine.perform(.replay(id))
            let verdict = report["verdict"]?.stringValue ?? ""
            if common.json {
                Terminal.print(JSONValue.object(report).serialized(pretty: true))
            } else {
                let steps = report["steps"]?.intValue ?? 0
                let event = report["event"]?.intValue.map { ", first at event \($0)" } ?? ""
                Terminal.print("\(verdict.replacing("_", with: " ")) (\(steps) steps\(event))")
                if let difference = report["difference"]?.stringValue, !difference.isEmpty {
                    Terminal.print(Terminal.plain(difference))
                }
            }
            if !["identical", "compatible"].contains(verdict) { throw ExitCode(4) }
        }
    }
}
