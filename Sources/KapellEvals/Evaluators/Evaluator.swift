/// Judges the answer to one question.
public protocol Evaluator: Sendable {
    /// What it measures.
    var metrics: [Metric] { get }

    /// The value of each metric that applies to this question; one that does not is left out.
    func scores(of response: EvaluationResponse, to item: EvaluationItem) -> [Metric: Double]
}
