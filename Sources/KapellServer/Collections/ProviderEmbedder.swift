import KapellCore
import KapellDialects
import KapellProviders
import Synchronization

/// A provider's embedding model as one that collections are filled with.
///
/// A provider says nothing that tells its model's versions apart; the fingerprint is the model's name and the number of
/// its components, and the canaries of a space tell the rest.
final class ProviderEmbedder: EmbeddingBackend {
    private let base: ProviderEmbeddingModel
    private let length = Mutex<Int?>(nil)

    init(_ base: ProviderEmbeddingModel) { self.base = base }

    var model: String { base.model }

    func fingerprint() async throws -> String { "\(model)/\(try await dimensions())" }

    /// Found out by embedding a word, once.
    func dimensions() async throws -> Int {
        if let known = length.withLock({ $0 }) { return known }
        return try await embed(["dimensions"]).vectors.first?.count ?? 0
    }

    func embed(_ texts: [String]) async throws -> EmbeddingResult {
        guard !texts.isEmpty else { return EmbeddingResult(vectors: [], tokens: 0) }
        let found: ProviderVectors
        do throws(ProviderFailure) {
            found = try await base.embed(EmbeddingRequest(wire: .openAI, model: base.name, texts: texts))
        } catch {
            throw error.error
        }
        let vectors = found.response.vectors.map(Self.unit)
        guard vectors.count == texts.count, let first = vectors.first, vectors.allSatisfy({ $0.count == first.count })
        else {
            throw KapellError(
                .model, "The model \(model) did not give one vector of one length for each text.",
                remedy: "Use another embedding model.")
        }
        length.withLock { $0 = first.count }
        return EmbeddingResult(vectors: vectors, tokens: found.response.tokens)
    }

    private static func unit(_ vector: [Float]) -> [Float] {
        let size = vector.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        return size > 0 && size.isFinite ? vector.map { $0 / size } : vector
    }
}
