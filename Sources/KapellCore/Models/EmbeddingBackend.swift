/// Turns texts into vectors.
public protocol EmbeddingBackend: Sendable {
    /// The model's name, such as `local/all-minilm-l6-v2`.
    var model: String { get }

    /// What must be equal for two vectors to be comparable: the model file's identity, its pooling and its length.
    ///
    /// Throws when the model cannot be had.
    func fingerprint() async throws -> String

    /// Components of each vector.
    func dimensions() async throws -> Int

    /// One unit-length vector for each text, in order.
    ///
    /// A text longer than the model's window is cut at its end; ``EmbeddingResult/truncated`` counts these. Throws a
    /// ``KapellError``; a cancelled task stops between batches.
    func embed(_ texts: [String]) async throws -> EmbeddingResult

    /// Counts tokens as the model does, and knows its window; `nil` where that cannot be had. Throws when the model
    /// cannot be had.
    func tokenCounter() async throws -> (any TokenCounter)?
}

extension EmbeddingBackend {
    public func tokenCounter() async throws -> (any TokenCounter)? { nil }
}

/// Vectors, and what they took.
public struct EmbeddingResult: Sendable {
    public var vectors: [[Float]]
    /// Tokens read.
    public var tokens: Int
    /// How many texts were longer than the model's window and were cut.
    public var truncated: Int

    public init(vectors: [[Float]], tokens: Int, truncated: Int = 0) {
        self.vectors = vectors
        self.tokens = tokens
        self.truncated = truncated
    }
}
