/// Whether citations stand where they say, and sentences are quotations of what they cite.
public struct SpanEvaluator: Evaluator {
    public init() {}

    public let metrics: [Metric] = [.exact, .quoted]

    public func scores(of response: EvaluationResponse, to item: EvaluationItem) -> [Metric: Double] {
        guard response.isAnswered else { return [:] }
        var scores: [Metric: Double] = [:]
        if !response.citations.isEmpty, response.citations.allSatisfy({ $0.isExact != nil }) {
            scores[.exact] = response.citations.allSatisfy { $0.isExact == true } ? 1 : 0
        }
        let statements = AnswerText.statements(response.text)
        if !statements.isEmpty {
            scores[.quoted] = statements.allSatisfy { Self.isQuoted($0, response.citations) } ? 1 : 0
        }
        return scores
    }

    /// White space counts as one space: answers are written on one line.
    private static func isQuoted(
        _ statement: (text: String, marks: [Int]), _ citations: [EvaluationResponse.Passage]
    ) -> Bool {
        let text = AnswerText.spaced(statement.text)
        return statement.marks.contains { mark in
            citations.indices.contains(mark - 1) && AnswerText.spaced(citations[mark - 1].text).contains(text)
        }
    }
}
