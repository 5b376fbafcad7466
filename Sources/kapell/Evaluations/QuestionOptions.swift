import ArgumentParser
import KapellCore
import KapellEvals
import KapellServer

/// Options of `kapell eval` that are about questions.
struct QuestionOptions: ParsableArguments {
    @Option(
        name: .customLong("in"),
        help: ArgumentHelp(
            "A knowledge base, a folder or a file; CORPUS=PLACE for each, where there are several.",
            valueName: "place"))
    var places: [String] = []

    @Option(help: ArgumentHelp("Only questions of this kind; may be given again.", valueName: "kind"))
    var kind: [String] = []

    @Option(help: ArgumentHelp("At most so many questions, drawn by the seed.", valueName: "number"))
    var limit: Int?

    @Option(help: ArgumentHelp("Of what is drawn: the sample, and the bootstrap of intervals.", valueName: "number"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Questions that are asked at the same time, 1 to 64.", valueName: "number"))
    var concurrency: Int?

    @Option(
        help: ArgumentHelp(
            "What a figure must hold, such as \"answer.right>=0.85\"; may be given again.", valueName: "gate"))
    var gate: [String] = []

    @Option(help: ArgumentHelp("A report of before (.json) to compare with; may be given again.", valueName: "file"))
    var baseline: [String] = []

    @Option(
        help: ArgumentHelp(
            "Compare with another way to answer in the same run: words, which quotes what BM25 finds.",
            valueName: "name"), transform: Self.opponent)
    var against: [QuestionEvaluation.Opponent] = []

    @Option(help: ArgumentHelp("Write a report: .json, .md or .html; may be given again.", valueName: "file"))
    var report: [String] = []

    @Flag(help: "Tell nothing of single questions, so that nobody tunes to them.")
    var blind = false

    @Flag(help: "Ask the index as it is; do not look for changed files.")
    var noSync = false

    private static func opponent(_ name: String) throws -> QuestionEvaluation.Opponent {
        guard let opponent = QuestionEvaluation.Opponent(rawValue: name) else {
            throw ValidationError(
                "There is only: \(QuestionEvaluation.Opponent.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return opponent
    }

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        if let concurrency, !(1...64).contains(concurrency) {
            throw ValidationError("--concurrency must be from 1 to 64.")
        }
    }

    /// Refuses what test cases of workflows do not know.
    func refuse() throws {
        let isGiven =
            !(places + kind + gate + baseline + report).isEmpty || !against.isEmpty || limit != nil || seed != nil
            || concurrency != nil || blind || noSync
        if isGiven {
            throw KapellError(
                .invalidRequest, "These are test cases of workflows, and the options are about questions.",
                remedy: "Leave the options out, or name a data set of questions.")
        }
    }

    /// What the library takes.
    func options() throws -> QuestionEvaluation.Options {
        var options = QuestionEvaluation.Options()
        options.selection = EvaluationSelection(kinds: Set(kind), limit: limit, seed: seed ?? 1)
        options.concurrency = concurrency ?? 1
        options.gates = try gate.map { text in try EvaluationGate(text) }
        options.baselines = baseline
        options.opponents = against
        options.isBlind = blind
        options.version = Kapell.version
        for file in report { try ReportFile.check(file) }
        return options
    }
}
