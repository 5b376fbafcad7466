import KapellCore

/// Asks the questions of a data set, and judges the answers.
///
/// ```swift
/// let evaluation = Evaluation(items: dataSet.items)
/// let outcome = await evaluation.run { item in await answer(item.question) }
/// let report = EvaluationReport(outcome, seed: 1)
/// ```
public struct Evaluation: Sendable {
    /// What came of all questions.
    public struct Outcome: Sendable {
        /// In the order of the questions; those that were not asked any more are left out.
        public var results: [EvaluationResult]
        /// Whether every question was asked.
        public var isComplete: Bool
        /// How long it took, in seconds.
        public var seconds: Double
    }

    public var items: [EvaluationItem]
    public var evaluators: [any Evaluator]
    /// Questions that are asked at the same time.
    public var concurrency: Int

    public init(items: [EvaluationItem], evaluators: [any Evaluator] = EvaluatorList.all, concurrency: Int = 1) {
        self.items = items
        self.evaluators = evaluators
        self.concurrency = max(1, concurrency)
    }

    /// Asks all questions. When the task is cancelled no more are asked, and what is there is returned.
    ///
    /// - Parameters:
    ///   - each: sees each result as it comes, in no order, with the number of those that are there; one at a time.
    ///   - respond: answers one question; a failure is part of its response.
    public func run(
        each: (EvaluationResult, Int) -> Void = { _, _ in },
        respond: @escaping @Sendable (EvaluationItem) async -> EvaluationResponse
    ) async -> Outcome {
        let clock = ContinuousClock()
        let began = clock.now
        var results: [EvaluationResult?] = Array(repeating: nil, count: items.count)
        var done = 0
        await withTaskGroup(of: (Int, EvaluationResponse).self) { group in
            var next = 0
            func add() {
                guard next < items.count, !Task.isCancelled else { return }
                let (index, item) = (next, items[next])
                next += 1
                group.addTask { (index, await respond(item)) }
            }
            for _ in 0..<concurrency { add() }
            for await (index, response) in group {
                // What was cut off says nothing about the answer.
                if response.failure?.code != .cancelled {
                    let result = EvaluationResult(
                        item: items[index], response: response, scores: scores(of: response, to: items[index]))
                    results[index] = result
                    done += 1
                    each(result, done)
                }
                add()
            }
        }
        return Outcome(
            results: results.compactMap(\.self), isComplete: done == items.count,
            seconds: (clock.now - began) / .seconds(1))
    }

    private func scores(of response: EvaluationResponse, to item: EvaluationItem) -> [Metric: Double] {
        var scores: [Metric: Double] = [:]
        for evaluator in evaluators { scores.merge(evaluator.scores(of: response, to: item)) { first, _ in first } }
        return scores
    }
}
