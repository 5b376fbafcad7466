/// Vectors, one for each text, in order.
public struct EmbeddingResponse: Sendable, Hashable {
    public var vectors: [[Float]]
    /// Tokens read; 0 where the provider does not say.
    public var tokens: Int
    /// The model's name as the provider says it.
    public var model: String?

    public init(vectors: [[Float]], tokens: Int = 0, model: String? = nil) {
        self.vectors = vectors
        self.tokens = tokens
        self.model = model
    }
}
