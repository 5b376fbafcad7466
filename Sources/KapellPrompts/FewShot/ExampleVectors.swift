public import KapellCore
import Synchronization

/// Vectors of examples that were embedded before, so that each text is embedded once for each model.
///
/// Holds some thousand vectors; then it begins anew.
public final class ExampleVectors: Sendable {
    private struct Key: Hashable {
        var model: String
        var text: String
    }

    private static let limit = 8_192
    private let known = Mutex<[Key: [Float]]>([:])

    public init() {}

    /// One vector for each text, in order, and the tokens that were read for those not known yet.
    ///
    /// - Throws: what the model throws.
    public func vectors(
        of texts: [String], by embedder: any EmbeddingBackend
    ) async throws -> (vectors: [[Float]], tokens: Int) {
        let model = try await embedder.fingerprint()
        var found = known.withLock { known in texts.map { known[Key(model: model, text: $0)] } }
        let missing = found.indices.filter { found[$0] == nil }
        var tokens = 0
        if !missing.isEmpty {
            let result = try await embedder.embed(missing.map { texts[$0] })
            tokens = result.tokens
            guard result.vectors.count == missing.count else {
                throw KapellError(.model, "The embedding model \(embedder.model) gave too few vectors.")
            }
            for (place, index) in missing.enumerated() { found[index] = result.vectors[place] }
            known.withLock { known in
                if known.count + missing.count > Self.limit { known = [:] }
                for (place, index) in missing.enumerated() where known.count < Self.limit {
                    known[Key(model: model, text: texts[index])] = result.vectors[place]
                }
            }
        }
        return (found.map { $0 ?? [] }, tokens)
    }
}
