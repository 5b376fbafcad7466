public import KapellCore
public import KapellJSON

/// What another run got for each question, to compare with.
public struct EvaluationBaseline: Sendable {
    /// As the column is called.
    public var name: String
    /// By question, then by the metric's name.
    var scores: [String: [String: Double]]

    /// A run of today.
    public init(name: String, results: [EvaluationResult]) {
        self.name = name
        scores = [:]
        for result in results {
            scores[result.key] = Dictionary(
                result.scores.map { ($0.key.id, $0.value) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// A report that was written as JSON.
    ///
    /// - Throws: `.invalidRequest` for what is none, or one without results by question.
    public init(name: String, report: JSONValue) throws(KapellError) {
        guard report["form"]?.stringValue == EvaluationReport.form else {
            throw KapellError(
                .invalidRequest, "\(name) is no report of an evaluation.",
                remedy: "Write one: kapell eval … --report before.json")
        }
        guard let results = report["results"]?.arrayValue else {
            throw KapellError(
                .invalidRequest, "\(name) has no results by question: it was written with --blind.",
                remedy: "Compare with a report that was written without it.")
        }
        self.name = name
        scores = [:]
        for result in results {
            guard let key = result["key"]?.stringValue, let entries = result["scores"]?.objectValue else { continue }
            var values: [String: Double] = [:]
            for (id, value) in entries { values[id] = value.doubleValue.flatMap { $0.isFinite ? $0 : nil } }
            scores[key] = values
        }
    }

    /// The comparison of a metric, over the questions that both have.
    func comparison(_ metric: Metric, _ results: [EvaluationResult], seed: UInt64) -> PairedComparison? {
        PairedComparison(
            metric,
            results.compactMap { result in
                guard let ours = result.scores[metric], let other = scores[result.key]?[metric.id] else { return nil }
                return (ours, other)
            }, seed: seed)
    }
}
