public import KapellCore
import KapellDialects

extension ProviderReranker: RerankBackend {
    /// Asks for the score of each text, in as many requests as the provider's limit on documents needs.
    public func rerank(_ texts: [String], for question: String) async throws(KapellError) -> RerankResult {
        guard !texts.isEmpty else { return RerankResult(scores: []) }
        let ranking: ProviderRanking
        do throws(ProviderFailure) {
            ranking = try await rerank(RerankRequest(model: name, query: question, documents: texts))
        } catch {
            throw error.error
        }
        var scores = [Double?](repeating: nil, count: texts.count)
        for result in ranking.response.results { scores[result.index] = result.score }
        let known = scores.compactMap { $0 }
        guard known.count == texts.count else {
            throw KapellError(.model, "\(model) did not score each text.", remedy: "Use another model to rank with.")
        }
        let tokens = ranking.response.tokens
        return RerankResult(scores: known, tokens: tokens == 0 ? nil : tokens)
    }
}
