import KapellCore
import KapellJSON

/// Documents in order, the best first.
public struct RerankResponse: Sendable, Hashable {
    /// One document's place in the request, and its score.
    public struct Result: Sendable, Hashable {
        /// Counts from 0.
        public var index: Int
        /// The higher the better; most models give 0 to 1.
        public var score: Double

        public init(index: Int, score: Double) {
            self.index = index
            self.score = score
        }
    }

    public var results: [Result]
    /// What the provider bills; `nil` where it does not say.
    public var searchUnits: Int?
    /// Tokens read; 0 where the provider does not say.
    public var tokens: Int

    public init(results: [Result], searchUnits: Int? = nil, tokens: Int = 0) {
        self.results = results
        self.searchUnits = searchUnits
        self.tokens = tokens
    }
}

extension RerankResponse {
    /// Results as a provider lists them, put in order.
    static func read(_ list: [JSONValue]) throws(KapellError) -> [Result] {
        var results: [Result] = []
        for element in list {
            guard let index = element["index"]?.intValue, index >= 0,
                let score = (element["relevance_score"] ?? element["score"])?.doubleValue, score.isFinite
            else { throw .unreadableAnswer("a result has no index or no score") }
            results.append(Result(index: index, score: score))
        }
        return results.sorted()
    }
}

extension Sequence<RerankResponse.Result> {
    /// The best first; of equals, in the order of the documents.
    public func sorted() -> [RerankResponse.Result] {
        sorted { ($1.score, $0.index) < ($0.score, $1.index) }
    }
}
