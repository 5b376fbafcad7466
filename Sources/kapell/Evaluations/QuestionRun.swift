import ArgumentParser
import KapellCore
import KapellEvals
import KapellJSON
import KapellServer
import Synchronization

/// `kapell eval` on questions.
struct QuestionRun {
    let paths: [String]
    let options: QuestionOptions
    let common: CommonOptions

    func run() async throws {
        let evaluation = try QuestionEvaluation(paths, try options.options())
        let known = try common.configuration().knowledge.map(\.name)
        var places: [(corpus: String?, project: Project, knowledge: String)] = []
        for place in try EvaluationPlace.places(options.places, corpora: evaluation.corpora, knowledge: known) {
            let target = try common.target(place.name)
            places.append((place.corpus, target.project, target.knowledge))
        }
        // What is there when Ctrl-C comes is reported, so it is kept outside of what is cancelled.
        let kept = ReportBox()
        let isWhole = try await EvaluationTarget.with(places) { targets in
            if !options.noSync {
                for target in targets {
                    try await EngineSession.sync(
                        target.engine, (target.project, target.knowledge), isJSON: common.json)
                }
            }
            return try await ask(evaluation, targets, kept)
        }
        guard let report = kept.report else { throw CancellationError() }
        try finish(report, isWhole: isWhole)
    }

    /// - Returns: whether it came to its end.
    private func ask(
        _ evaluation: QuestionEvaluation, _ targets: [EvaluationTarget], _ kept: ReportBox
    ) async throws -> Bool {
        let began = ContinuousClock.now
        let done = try await Interrupts.during {
            let report = try await evaluation.run(in: targets) { done in
                Terminal.progress(Self.progress(done, of: evaluation.count, since: began))
            }
            kept.keep(report)
            return true
        }
        Terminal.endProgress()
        return done == true
    }

    private static func progress(_ done: Int, of count: Int, since began: ContinuousClock.Instant) -> String {
        let left = (ContinuousClock.now - began) / done * (count - done)
        let seconds = Int(left / .seconds(1))
        return "[\(done)/\(count)] about \(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60) left"
    }

    private func finish(_ report: EvaluationReport, isWhole: Bool) throws {
        for file in options.report { try ReportFile.write(report, to: file) }
        if common.json {
            Terminal.print(JSONValue.object(report.json).serialized(pretty: true))
        } else {
            Terminal.print(Terminal.plain(report.text))
        }
        if !isWhole || !report.outcome.isComplete { throw ExitCode(130) }
        if !report.holds { throw ExitCode(4) }
        if report.failures > 0 { throw ExitCode(1) }
    }
}

/// A report that outlives the task which made it.
private final class ReportBox: Sendable {
    private let state = Mutex<EvaluationReport?>(nil)

    var report: EvaluationReport? { state.withLock { $0 } }

    func keep(_ report: EvaluationReport) { state.withLock { $0 = report } }
}
