/// Whether the right passage is among the first five, for each thing that is asked.
public struct RetrievalEvaluator: Evaluator {
    /// How many passages count.
    public static let depth = 5

    public init() {}

    public let metrics: [Metric] = [.retrieved]

    public func scores(of response: EvaluationResponse, to item: EvaluationItem) -> [Metric: Double] {
        guard item.isAnswerable, !item.needs.isEmpty else { return [:] }
        let found = PassageMatch(item).needs(metBy: response.retrieved.prefix(Self.depth))
        return [.retrieved: found == item.needs ? 1 : 0]
    }
}
