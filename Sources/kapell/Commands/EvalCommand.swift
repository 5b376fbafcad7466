import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measures answers on questions whose answers are known, or replays test cases of workflows.",
        discussion: """
            Examples with questions (Documentation/Evaluations.md says how a data set is written):
              kapell eval questions.yaml --in ./contracts
              kapell eval questions.jsonl --report before.json
              kapell eval questions.jsonl --baseline before.json --gate "answer.right>=0.85"
              kapell eval legal.jsonl --in contracts=./contracts --in licences=./licences --report report.html

            Each metric has its 95 % interval, and beside it what it is compared with: an earlier report, or with
            --against words the plain quoting of what BM25 finds. Ctrl-C ends with what is there.

            Examples with test cases of workflows, with today's kapell.yaml; nothing is done, asked, written or paid:
              kapell runs replay 01JD… --as-test >> tests/review.jsonl
              kapell eval tests

            A case is a recorded run: what it began with, what its effects gave and
            people answered, and what came of it. Each is identical, compatible (another
            way to the same outcome, or a state that is migrated), needs a migration, or
            diverges; what is different stands below it. Of a folder, the files *.jsonl in
            it and below are read. The first line of the first file says which of the two
            it is.

            Exit code 0 when every gate holds, or every case is identical or compatible; 4
            when one is not; 1 when a question failed; 2 for a line that is no question or
            case, 3 for a path that is not there; 130 when it was ended before.
            """)

    @Argument(help: "Data sets (.jsonl, .yaml, .json), files of test cases, or folders with such.")
    var paths: [String]

    @OptionGroup var questions: QuestionOptions

    @OptionGroup var common: CommonOptions

    func run() async throws {
        if try DataSetFiles.holdQuestions(paths) {
            try await QuestionRun(paths: paths, options: questions, common: common).run()
        } else {
            try questions.refuse()
            try await replay()
        }
    }

    private func replay() async throws {
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
