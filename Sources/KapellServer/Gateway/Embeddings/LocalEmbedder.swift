import KapellCore
import KapellDialects
import KapellJSON
import KapellProviders

/// The embedding model of this process, in its place among a route's models.
struct LocalEmbedder: ModelBackend {
    let embedder: any EmbeddingBackend

    var model: String { embedder.model }

    func stream(_ request: ModelRequest) -> ModelEventStream {
        let model = model
        return ModelEventStream {
            $0.finish(throwing: KapellError(.unsupported, "\(model) is an embedding model: it writes no text."))
        }
    }

    func countTokens(_ text: String) async throws -> Int { TokenEstimate.tokens(in: text) }

    /// What a request asks beyond vectors for texts.
    func losses(of request: EmbeddingRequest) -> [DialectLoss] {
        request.losses + request.unknown.keys.map { DialectLoss(.dropped, $0) }
    }

    /// - Throws: `unsupported` for what it cannot do; what the model throws.
    func embed(_ request: EmbeddingRequest) async throws -> EmbeddingResponse {
        try request.requireTexts()
        if let dimensions = request.dimensions {
            let have = try await embedder.dimensions()
            guard (1...have).contains(dimensions) else {
                throw KapellError(
                    .invalidRequest, "\(model) has \(have) dimensions; \(dimensions) were asked for.",
                    remedy: "Ask for \(have), or for fewer of a model that was trained for it.")
            }
        }
        let result = try await embedder.embed(request.texts)
        let vectors = request.dimensions.map { count in result.vectors.map { Self.shortened($0, to: count) } }
        return EmbeddingResponse(vectors: vectors ?? result.vectors, tokens: result.tokens, model: model)
    }

    /// The first components of a vector, at length 1 again. Models that were trained for it put what matters most in
    /// front. Source: "Matryoshka Representation Learning" by A. Kusupati and others, 2022.
    private static func shortened(_ vector: [Float], to count: Int) -> [Float] {
        guard count < vector.count else { return vector }
        let first = vector.prefix(count)
        let length = first.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? first.map { $0 / length } : Array(first)
    }
}
