public import KapellCore

/// The figures of an evaluation, ready to be written.
public struct EvaluationReport: Sendable {
    /// The form of the JSON; its number changes with its meaning.
    package static let form = "kapell-evaluation/1"

    /// Where the questions came from.
    public struct Source: Sendable, Hashable {
        public var name: String
        /// SHA-256 of the file, in hexadecimal.
        public var hash: String
        public var questions: Int

        public init(name: String, hash: String, questions: Int) {
            self.name = name
            self.hash = hash
            self.questions = questions
        }
    }

    /// Something that was measured, by its name.
    public struct Detail: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A gate, and what came of it.
    public struct GateResult: Sendable, Hashable {
        public var gate: EvaluationGate
        public var value: Double?
        public var holds: Bool
    }

    /// The metrics of the questions of one kind.
    public struct Kind: Sendable, Hashable {
        public var name: String
        public var count: Int
        public var metrics: [MetricSummary]
    }

    /// One column to compare with.
    public struct Column: Sendable {
        public var name: String
        public var comparisons: [Metric: PairedComparison]
    }

    public var outcome: Evaluation.Outcome
    public var sources: [Source]
    /// What was measured: program, models, mode.
    public var subject: [Detail]
    public var started: Timestamp
    public var seed: UInt64
    /// Whether nothing is told of single questions, so that nobody tunes to them.
    public var isBlind: Bool
    public private(set) var metrics: [MetricSummary]
    public private(set) var kinds: [Kind]
    public private(set) var columns: [Column]
    public private(set) var gates: [GateResult]

    public init(
        _ outcome: Evaluation.Outcome, sources: [Source] = [], subject: [Detail] = [],
        started: Timestamp = .now, seed: UInt64 = 1, gates: [EvaluationGate] = [],
        against baselines: [EvaluationBaseline] = [], isBlind: Bool = false
    ) {
        self.outcome = outcome
        self.sources = sources
        self.subject = subject
        self.started = started
        self.seed = seed
        self.isBlind = isBlind
        let results = outcome.results
        let metrics = Self.summaries(results, seed)
        self.metrics = metrics
        var kinds: [Kind] = []
        for name in Set(results.map(\.item.kind)).sorted().prefix(EvaluationLimits.kinds) {
            let some = results.filter { $0.item.kind == name }
            kinds.append(Kind(name: name, count: some.count, metrics: Self.summaries(some, seed)))
        }
        self.kinds = kinds
        columns = baselines.map { baseline in
            var comparisons: [Metric: PairedComparison] = [:]
            for summary in metrics {
                comparisons[summary.metric] = baseline.comparison(summary.metric, results, seed: seed)
            }
            return Column(name: baseline.name, comparisons: comparisons)
        }
        self.gates = gates.map { gate in
            let named = Metric.figure(gate.name)
            let value = metrics.first { $0.metric == named?.metric }?.figure(named?.figure ?? "")
            return GateResult(gate: gate, value: value, holds: gate.holds(value))
        }
    }

    /// What is told at the head of a report.
    var about: [Detail] { [Detail("started", started.description), Detail("seed", String(seed))] + subject }

    /// Questions whose answer failed.
    public var failures: Int { outcome.results.count { $0.response.failure != nil } }

    /// Whether every gate holds.
    public var holds: Bool { gates.allSatisfy(\.holds) }

    private static func summaries(_ results: [EvaluationResult], _ seed: UInt64) -> [MetricSummary] {
        Metric.all.compactMap { metric in
            MetricSummary(metric, results.compactMap { $0.scores[metric] }, seed: seed)
        }
    }
}
