package import KapellDialects

/// Which wire for vectors a path belongs to, and what the path itself says of a request.
package struct EmbeddingPath: Hashable {
    package var wire: EmbeddingWire
    package var model: String?

    /// - Parameter path: as it came, still percent-encoded. `nil` where it is no path of vectors.
    package init?(_ path: String) {
        switch path {
        case "/v1/embeddings": wire = .openAI
        case "/v2/embed": wire = .cohere
        case "/api/embed", "/api/embeddings": wire = .ollama
        default:
            guard let call = GatewayPath.modelCall(path), ["embedContent", "batchEmbedContents"].contains(call.action)
            else { return nil }
            wire = .gemini
            model = call.model
        }
    }

    /// Whose clients use the path.
    package var dialectName: DialectName {
        switch wire {
        case .openAI: .openAIChat
        case .cohere: .cohere
        case .ollama: .ollama
        case .gemini: .gemini
        }
    }

    package var dialect: any EmbeddingDialect {
        switch wire {
        case .openAI: OpenAIEmbeddings()
        case .cohere: CohereEmbeddings()
        case .ollama: OllamaEmbeddings()
        case .gemini: GeminiEmbeddings()
        }
    }
}
