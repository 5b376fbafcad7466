import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Runs test cases of workflows with today's kapell.yaml; nothing is done, asked, written or paid.",
        discussion: """
            Examples:
              kapell runs replay 01JD… --as-test >> tests/review.jsonl
              kapell eval tests
              kapell eval tests/review.jsonl --json

            A case is a recorded run: what it began with, what its effects gave and
            people answered, and what came of it. Each is identical, compatible (another
            way to the same outcome, or a state that is migrated), needs a migration, or
            diverges; what is different stands below it. Of a folder, the files *.jsonl in
            it and below are read.

            Exit code 0 when every case is identical or compatible, 4 when one is not, 2
            for a line that is no case, 3 for a path that is not there.
            """)

    @Argument(help: "Files of test cases, one JSON object a line, or folders with such.")
    var paths: [String]

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let evaluation = try WorkflowEvaluation(try common.project().configuration)
        var outcomes: [WorkflowEvaluation.Outcome] = []
        try await evaluation.run(paths) { outcome in
            outcomes.append(outcome)
            if !common.json { show(outcome) }
        }
        var counts: [(verdict: String, count: Int)] = []
        for verdict in ["identical", "compatible", "needs_migration", "diverges"] {
            counts.append((verdict, outcomes.count { $0.verdict == verdict }))
        }
        if common.json {
            var json: JSONObject = ["cases": .array(outcomes.map { .object($0.json) })]
            for (verdict, count) in counts { json[verdict] = .integer(Int64(count)) }
            Terminal.print(JSONValue.object(json).serialized(pretty: true))
        } else {
            let words = counts.filter { $0.count > 0 }.map { "\($0.count) \($0.verdict.replacing("_", with: " "))" }
            Terminal.print("\(outcomes.count) case\(outcomes.count == 1 ? "" : "s"): \(words.joined(separator: ", "))")
        }
        if outcomes.contains(where: { !$0.holds }) { throw ExitCode(4) }
    }

    private func show(_ outcome: WorkflowEvaluation.Outcome) {
        let verdict = outcome.verdict.replacing("_", with: " ")
        let space = String(repeating: " ", count: max(1, 17 - verdict.count))
        let place = Terminal.dim("\(Terminal.plain(outcome.file)):\(outcome.line)")
        Terminal.print("\(verdict)\(space)\(Terminal.plain(outcome.name))  \(place)")
        for line in outcome.difference.split(separator: "\n") { Terminal.print("    \(Terminal.plain(String(line)))") }
    }
}
