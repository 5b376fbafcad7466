/// Whether each thing that is asked has a citation of its evidence, and no citation is beside all evidence.
public struct CitationEvaluator: Evaluator {
    public init() {}

    public let metrics: [Metric] = [.cited, .minimal]

    public func scores(of response: EvaluationResponse, to item: EvaluationItem) -> [Metric: Double] {
        guard item.isAnswerable, !item.needs.isEmpty else { return [:] }
        guard response.isAnswered else { return [.cited: 0] }
        let match = PassageMatch(item)
        var scores: [Metric: Double] = [:]
        scores[.cited] = match.needs(metBy: response.citations[...]) == item.needs ? 1 : 0
        scores[.minimal] = response.citations.allSatisfy { match.overlapsAny($0) } ? 1 : 0
        return scores
    }
}
