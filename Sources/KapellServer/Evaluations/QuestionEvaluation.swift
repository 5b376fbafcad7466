public import KapellCore
public import KapellEvals
import KapellJSON

/// The work of `kapell eval` on questions: reads data sets, asks, judges, compares and reports.
public struct QuestionEvaluation: Sendable {
    /// What may be compared with in the same run.
    public enum Opponent: String, Sendable, CaseIterable {
        /// Quotes the passage that BM25 finds best, and never refuses.
        case words
    }

    public struct Options: Sendable {
        public var selection = EvaluationSelection()
        public var concurrency = 1
        /// Beside those of the data sets.
        public var gates: [EvaluationGate] = []
        public var opponents: [Opponent] = []
        /// Paths of reports that were written before.
        public var baselines: [String] = []
        /// Whether nothing is told of single questions.
        public var isBlind = false
        /// The program's, for the report.
        public var version = ""

        public init() {}
    }

    private let options: Options
    private let items: [EvaluationItem]
    private let sources: [EvaluationReport.Source]
    private let gates: [EvaluationGate]
    private let baselines: [EvaluationBaseline]

    /// Reads the data sets and the reports to compare with; nothing is asked yet.
    public init(_ paths: [String], _ options: Options) throws(KapellError) {
        self.options = options
        let read = try DataSetFiles.read(paths)
        items = try options.selection.choose(from: read.flatMap(\.dataSet.items))
        sources = read.map(\.source)
        gates = read.flatMap(\.dataSet.gates) + options.gates
        var baselines: [EvaluationBaseline] = []
        for path in options.baselines { baselines.append(try DataSetFiles.baseline(path)) }
        self.baselines = baselines
    }

    /// How many questions are asked.
    public var count: Int { items.count }
    /// Which sets of documents they are about.
    public var corpora: Set<String> { Set(items.compactMap(\.corpus)) }

    /// Asks all questions. When the task is cancelled, the report holds what is there.
    ///
    /// - Parameter each: called after each question, with how many are done.
    public func run(
        in targets: [EvaluationTarget], each: (Int) -> Void = { _ in }
    ) async throws -> EvaluationReport {
        let asker = try EvaluationAsker(targets)
        let record = await EvaluationRecord.open(targets.first)
        await record.start(sources)
        let started = Timestamp.now
        do {
            await asker.warm(items)
            var subject = try await subject(of: targets)
            let outcome = await Evaluation(items: items, concurrency: options.concurrency).run(
                each: { _, done in each(done) }, respond: { await asker.respond(to: $0) })
            var columns = baselines
            if !Task.isCancelled {
                for opponent in options.opponents {
                    columns.append(try await column(opponent, asker, outcome.results.map(\.item)))
                }
            }
            if options.concurrency > 1 { subject.append(.init("concurrency", String(options.concurrency))) }
            let report = EvaluationReport(
                outcome, sources: sources, subject: subject, started: started, seed: options.selection.seed,
                gates: gates, against: columns, isBlind: options.isBlind)
            await record.finish(report)
            return report
        } catch {
            await record.fail(KapellError.wrapping(error))
            throw error
        }
    }

    private func column(
        _ opponent: Opponent, _ asker: EvaluationAsker, _ items: [EvaluationItem]
    ) async throws -> EvaluationBaseline {
        switch opponent {
        case .words:
            let baselines = try await asker.baselines()
            let outcome = await Evaluation(items: items).run { item in
                let baseline = baselines[item.corpus] ?? baselines[nil]
                return baseline?.respond(to: item.question) ?? EvaluationResponse()
            }
            return EvaluationBaseline(name: "BM25 alone", results: outcome.results)
        }
    }

    /// What is measured, for the head of the report.
    private func subject(of targets: [EvaluationTarget]) async throws -> [EvaluationReport.Detail] {
        var subject: [EvaluationReport.Detail] = []
        if !options.version.isEmpty { subject.append(.init("kapell", options.version)) }
        for target in targets {
            let account = try await target.engine.account(of: target.knowledge)
            let words = ["mode", "writer", "index"].compactMap { key in
                account[key]?.stringValue.map { "\(key) \($0)" }
            }
            subject.append(.init(target.corpus ?? target.knowledge, words.joined(separator: ", ")))
        }
        return subject
    }
}
