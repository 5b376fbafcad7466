import KapellCore

/// Which documents do not know the names that a question uses.
///
/// A question about one company is not answered by another company's contract, however near its words are.
struct ForeignNames: Sendable {
    /// For each document, the share of the question's names, weighted by rarity, that neither its name nor its text
    /// holds.
    let share: [Int64: Double]

    init(
        _ question: Question, _ rarity: Rarity, in results: some Sequence<SearchResult>, store: any KnowledgeStore
    ) async throws {
        var share: [Int64: Double] = [:]
        if !question.names.isEmpty {
            for passage in results.map(\.passage) where share[passage.documentID] == nil {
                let id = passage.documentID
                let text = try await store.text(of: id) ?? ""
                let stems = Set(
                    Words.split("\(passage.document) \(text)").lazy.map { Stemmer.stem(Spelling.normal($0.text)) })
                var total = 0.0
                var missing = 0.0
                for term in question.names {
                    let weight = rarity.weights[term] ?? 1
                    total += weight
                    if !stems.contains(term) { missing += weight }
                }
                share[id] = total > 0 ? missing / total : 0
            }
        }
        self.share = share
    }
}
