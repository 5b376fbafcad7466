/// What an answer takes: time, tokens, money.
public struct EffortEvaluator: Evaluator {
    public init() {}

    public let metrics: [Metric] = [.time, .total, .tokens, .cost]

    public func scores(of response: EvaluationResponse, to item: EvaluationItem) -> [Metric: Double] {
        guard response.failure == nil else { return [:] }
        var scores: [Metric: Double] = [.total: response.seconds, .tokens: Double(response.tokens)]
        if !response.isRefused { scores[.time] = response.firstSeconds }
        scores[.cost] = response.cost
        return scores
    }
}
