import KapellCore
import Synchronization

/// Vectors of sentences that were read for earlier questions: documents change seldom, and questions come back to the
/// same clauses.
final class SentenceVectors: Sendable {
    /// Of 384 numbers each, about 25 MB.
    private static let most = 16_384

    private struct State {
        /// Two generations: when the newer is full, the older is forgotten.
        var newer: [String: [Float]] = [:]
        var older: [String: [Float]] = [:]
    }

    private let state = Mutex(State())

    /// A vector for each text, the new ones from the model, and the tokens that these took.
    func vectors(_ texts: [String], from embedder: any EmbeddingBackend) async throws -> EmbeddingResult {
        let known = state.withLock { state in texts.map { state.newer[$0] ?? state.older[$0] } }
        var seen: Set<String> = []
        let missing = zip(texts, known).filter { $0.1 == nil && seen.insert($0.0).inserted }.map(\.0)
        let computed = missing.isEmpty ? EmbeddingResult(vectors: [], tokens: 0) : try await embedder.embed(missing)
        guard computed.vectors.count == missing.count else {
            throw KapellError(.model, "The embedding model \(embedder.model) returned too few vectors.")
        }
        let fresh = Dictionary(zip(missing, computed.vectors), uniquingKeysWith: { first, _ in first })
        let all = zip(texts, known).map { $0.1 ?? fresh[$0.0] ?? [] }
        state.withLock { state in
            for (text, vector) in zip(texts, all) {
                if state.newer.count >= Self.most / 2 {
                    state.older = state.newer
                    state.newer = [:]
                }
                state.newer[text] = vector
            }
        }
        return EmbeddingResult(vectors: all, tokens: computed.tokens)
    }
}
