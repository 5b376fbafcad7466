import KapellCore
import KapellText

/// Which documents do not know the names that a question uses.
///
/// A question about one company is not answered by another company's contract, however near its words are.
struct ForeignNames: Sendable {
    private let total: Double
    /// For each document, the rarity among documents' names of those names of the question that it holds in its text and
    /// not in its own name.
    private(set) var held: [Int64: Double] = [:]
    private let holders: [(weight: Double, documents: Set<Int64>)]

    /// - Parameter names: stems with the words they come from.
    init(
        _ names: [(stem: String, word: String)], _ rarity: Rarity, meant: DocumentNames.Match,
        index: WordIndex, store: any KnowledgeStore
    ) async throws {
        var holders: [(Double, Set<Int64>)] = []
        var held: [Int64: Double] = [:]
        for name in names {
            let words = DocumentNames.words(name.word)
            let called = meant.shared.filter { !words.isEmpty && words.isSubset(of: $0.value) }.keys
            let chunks = try index.chunks(holding: name.word)
            let documents = try await store.documentNumbers(ofChunks: chunks).union(called)
            holders.append((rarity.weights[name.stem] ?? 1, documents))
            for document in documents.subtracting(called) {
                held[document, default: 0] += meant.rarity(of: words)
            }
        }
        self.holders = holders
        self.held = held
        total = holders.reduce(0) { $0 + $1.0 }
    }

    /// The share of the names, weighted by rarity, that neither the text nor the name of a document holds.
    func share(in document: Int64) -> Double {
        guard total > 0 else { return 0 }
        return holders.reduce(0) { $0 + ($1.documents.contains(document) ? 0 : $1.weight) } / total
    }
}
