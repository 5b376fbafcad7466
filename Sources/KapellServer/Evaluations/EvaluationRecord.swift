import KapellCore
import KapellEvals
import KapellJSON

/// The run of an evaluation in the journal, beside the runs of its questions. What the journal cannot take, the
/// evaluation goes on without.
struct EvaluationRecord {
    private let recorder: RunRecorder?
    /// Where the engine is another process.
    private let own: ProjectJournal?

    static func open(_ target: EvaluationTarget?) async -> EvaluationRecord {
        guard let target else { return EvaluationRecord(recorder: nil, own: nil) }
        if let local = target.engine as? LocalEngine {
            return EvaluationRecord(recorder: RunRecorder(journal: local.system.journal), own: nil)
        }
        let own = try? await ProjectJournal.open(target.project)
        return EvaluationRecord(recorder: own.map { RunRecorder(journal: $0.journal) }, own: own)
    }

    func start(_ sources: [EvaluationReport.Source]) async {
        try? await recorder?.start(kind: "eval", subject: sources.map(\.name).joined(separator: ", "))
    }

    func finish(_ report: EvaluationReport) async {
        var figures = JSONObject()
        for summary in report.metrics { figures[summary.metric.id] = .number(summary.value) }
        try? await recorder?.record(
            Self.figures,
            [
                "questions": .integer(Int64(report.outcome.results.count)),
                "complete": .bool(report.outcome.isComplete), "figures": .object(figures),
            ])
        try? await recorder?.finish(
            !report.outcome.isComplete ? .cancelled : report.holds ? .succeeded : .failed)
        await own?.close()
    }

    func fail(_ error: KapellError) async {
        try? await recorder?.finish(error.code == .cancelled ? .cancelled : .failed, error: error)
        await own?.close()
    }

    private static let figures = EventType(rawValue: "evaluation")
}
