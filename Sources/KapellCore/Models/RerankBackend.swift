/// Says how well each of several texts answers a question.
public protocol RerankBackend: Sendable {
    /// The model's name, such as `cohere/rerank-v3.5`.
    var model: String { get }

    /// One score for each text, in order; higher is better, and scores are comparable within one call only.
    ///
    /// Throws a ``KapellError``; a cancelled task stops the call.
    func rerank(_ texts: [String], for question: String) async throws(KapellError) -> RerankResult
}

/// Scores, and what they took.
public struct RerankResult: Sendable, Hashable {
    public var scores: [Double]
    /// Tokens read; `nil` where the model does not say.
    public var tokens: Int?
    /// How many texts were longer than the model's window and were cut, as far as that is known.
    public var truncated: Int

    public init(scores: [Double], tokens: Int? = nil, truncated: Int = 0) {
        self.scores = scores
        self.tokens = tokens
        self.truncated = truncated
    }
}
