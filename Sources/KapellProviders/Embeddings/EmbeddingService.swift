public import KapellDialects

/// How the embedding models of a kind of provider are asked, and how much they take at once.
public struct EmbeddingService: Sendable {
    public var codec: any EmbeddingCodec
    /// Texts that one request may hold; `nil` where no limit is known.
    public var mostTexts: Int?
    /// Tokens that the texts of one request may have together, by estimate; `nil` where no limit is known.
    public var mostTokens: Int?
    /// Fields that are called otherwise there, beside those of the kind's chats.
    public var quirks: ProviderQuirks

    public init(
        _ codec: any EmbeddingCodec, mostTexts: Int? = nil, mostTokens: Int? = nil,
        quirks: ProviderQuirks = ProviderQuirks()
    ) {
        self.codec = codec
        self.mostTexts = mostTexts
        self.mostTokens = mostTokens
        self.quirks = quirks
    }

    /// The wire that it has in common with clients; `nil` where it has none.
    public var wire: EmbeddingWire? { (codec as? any EmbeddingDialect)?.wire }

    /// OpenAI's own: 2,048 texts and 300,000 tokens. The estimate may be short by a fifth.
    public static let openAI = EmbeddingService(OpenAIEmbeddings(), mostTexts: 2_048, mostTokens: 240_000)

    /// Any other server with OpenAI's API.
    public static let compatible = EmbeddingService(OpenAIEmbeddings())

    /// `output_dimension` in the place of `dimensions`; 256 texts.
    public static let mistral = EmbeddingService(
        OpenAIEmbeddings(), mostTexts: 256, quirks: ProviderQuirks(renames: ["dimensions": "output_dimension"]))

    /// Text Embeddings Inference takes 32 texts, unless it is started otherwise.
    public static let textEmbeddingsInference = EmbeddingService(OpenAIEmbeddings(), mostTexts: 32)

    public static let gemini = EmbeddingService(GeminiEmbeddings(), mostTexts: 100)

    public static let cohere = EmbeddingService(CohereEmbeddings(), mostTexts: 96)

    public static let ollama = EmbeddingService(OllamaEmbeddings())

    /// Cohere's models take as many texts as at Cohere, Titan's one.
    public static let bedrock = EmbeddingService(BedrockEmbeddings(), mostTexts: 96)

    /// The texts of one request that a model takes.
    func mostTexts(_ model: String) -> Int? {
        codec is BedrockEmbeddings && !BedrockEmbeddings.takesBatches(model) ? 1 : mostTexts
    }
}
