/// Whether an answer states each fact in one of its forms, no wrong fact, and the right verdict if it gives one.
public struct AnswerEvaluator: Evaluator {
    public init() {}

    public let metrics: [Metric] = [.right]

    public func scores(of response: EvaluationResponse, to item: EvaluationItem) -> [Metric: Double] {
        guard item.isAnswerable, !item.answer.isEmpty else { return [:] }
        guard response.isAnswered else { return [.right: 0] }
        let text = AnswerText(response.text)
        let states = item.answer.allSatisfy { fact in fact.any.contains { text.holds($0) } }
        let isWrong = item.mustNot.contains { text.holds($0) }
        let agrees = item.verdict.map { text.verdict == nil || text.verdict == $0 } ?? true
        return [.right: states && !isWrong && agrees ? 1 : 0]
    }
}
