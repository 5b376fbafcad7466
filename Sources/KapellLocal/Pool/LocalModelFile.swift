public import KapellCore

/// What the file of a model says of itself.
public struct LocalModelFile: Sendable, Hashable {
    /// Such as `llama` or `bert`.
    public var architecture: String
    /// The model's own name, where it has one.
    public var name: String?
    /// How most of its weights are stored, such as `Q4_1`.
    public var quantisation: String
    /// Numbers of the weights, together.
    public var parameters: Int64
    /// Tokens that it was trained to attend to.
    public var contextLength: Int?
    /// Length of its vectors.
    public var embeddingLength: Int?
    /// Its chat template, where it has one.
    public var template: String?
    /// Length of the file.
    public var bytes: Int64
    /// When the file was changed.
    public var modified: Timestamp
    /// Whether it can write text.
    public var writes: Bool
    /// Whether it was made for vectors.
    public var embeds: Bool

    init(_ summary: GGUFSummary, modified nanoseconds: Int64) {
        architecture = summary.architecture
        name = summary.name
        quantisation = summary.mainType.map { "\($0)".uppercased() } ?? "unknown"
        parameters = summary.parameterCount
        contextLength = summary.contextLength
        embeddingLength = summary.embeddingLength
        template = summary.metadata["tokenizer.chat_template"]?.text
        bytes = summary.fileBytes
        modified = Timestamp(nanoseconds: nanoseconds)
        // BERT and its kin read a whole text at once.
        writes = !summary.architecture.hasSuffix("bert")
        let pooling = summary.metadata["\(summary.architecture).pooling_type"]?.count
        embeds = !writes || pooling.map { (1...3).contains($0) } ?? false
    }
}

extension KapellError {
    /// A model for vectors was asked to write.
    static func writesNothing(_ name: String) -> KapellError {
        KapellError(
            .invalidRequest, "\(name) is an embedding model: it writes no text.",
            remedy: "Name a chat model, or ask for vectors at /v1/embeddings.")
    }

    /// A model that writes was asked for vectors.
    static func embedsNothing(_ name: String) -> KapellError {
        KapellError(
            .invalidRequest, "\(name) is no embedding model: it has no vectors for texts.",
            remedy: "Name an embedding model, such as local/all-minilm-l6-v2.")
    }
}
