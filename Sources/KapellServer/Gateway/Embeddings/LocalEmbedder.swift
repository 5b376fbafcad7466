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
            guard dimensions == have else {
                throw KapellError(
                    .unsupported, "\(model) has \(have) dimensions; \(dimensions) were asked for.",
                    remedy: "Leave `dimensions` out.")
            }
        }
        let result = try await embedder.embed(request.texts)
        return EmbeddingResponse(vectors: result.vectors, tokens: result.tokens, model: model)
    }
}
