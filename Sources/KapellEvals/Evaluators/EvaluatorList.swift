/// The evaluators that there are.
public enum EvaluatorList {
    /// All of them.
    public static var all: [any Evaluator] {
        [
            RetrievalEvaluator(), CitationEvaluator(), AnswerEvaluator(), RefusalEvaluator(), SpanEvaluator(),
            EffortEvaluator(),
        ]
    }
}
