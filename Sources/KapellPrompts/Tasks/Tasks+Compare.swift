public import KapellCore
import KapellJSON

extension Tasks {
    /// How similar two texts are in meaning: the cosine of their vectors, -1 to 1.
    ///
    /// With the embedding model that comes with Kapell, texts that mean the same had 0.66 and more, others less than
    /// 0.55, on the small set of `Documentation/Prompts.md`.
    public static func compare(
        _ left: String, _ right: String, using embedder: any EmbeddingBackend
    ) async throws -> Double {
        let vectors = try await vectors(of: [left, right], embedder)
        return Double(ExampleRanking.dot(vectors[0], vectors[1]))
    }

    /// Whether two texts mean the same, as a language model sees it. It is not asked about texts that are the same word
    /// for word.
    ///
    /// - Throws: `.model` where it says neither; what the model throws.
    public static func isSame(
        _ left: String, _ right: String, using backend: any ModelBackend, journal: (any Journal)? = nil
    ) async throws -> Bool {
        if left.onOneLine.lowercased() == right.onOneLine.lowercased() { return true }
        let result = try await run(
            "compare", ["left": .string(left), "right": .string(right)], backend, journal, attempts: 3, verifiers: [])
        return result.text == "same"
    }

    /// The texts in the order of how similar they are to one, the most similar first; equal ones in their order.
    public static func rank(
        _ texts: [String], by text: String, using embedder: any EmbeddingBackend
    ) async throws -> [(index: Int, similarity: Double)] {
        let vectors = try await vectors(of: [text] + texts, embedder)
        let scores = texts.indices.map { Double(ExampleRanking.dot(vectors[0], vectors[1 + $0])) }
        return scores.indices.sorted { scores[$0] > scores[$1] || scores[$0] == scores[$1] && $0 < $1 }
            .map { (index: $0, similarity: scores[$0]) }
    }

    static func vectors(of texts: [String], _ embedder: any EmbeddingBackend) async throws -> [[Float]] {
        let vectors = try await embedder.embed(texts).vectors
        guard vectors.count == texts.count else {
            throw KapellError(.model, "The embedding model \(embedder.model) gave too few vectors.")
        }
        return vectors
    }
}
