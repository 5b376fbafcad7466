/// Whether what the documents do not answer is refused, and what they answer is not. A failure is neither.
public struct RefusalEvaluator: Evaluator {
    public init() {}

    public let metrics: [Metric] = [.answered, .refused]

    public func scores(of response: EvaluationResponse, to item: EvaluationItem) -> [Metric: Double] {
        item.isAnswerable
            ? [.answered: response.isAnswered ? 1 : 0]
            : [.refused: response.isRefused && response.failure == nil ? 1 : 0]
    }
}
