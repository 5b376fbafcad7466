public import KapellDialects

/// How the models of a kind of provider that rank documents are asked.
public struct RankingService: Sendable {
    public var codec: any RerankCodec
    /// Whether the provider is Cohere itself: what its clients send goes on as it came.
    public var isCohere: Bool
    /// Documents that one request may hold, where a longer list can be cut: each document has its score by itself.
    public var mostDocuments: Int?

    public init(_ codec: any RerankCodec, isCohere: Bool = false, mostDocuments: Int? = nil) {
        self.codec = codec
        self.isCohere = isCohere
        self.mostDocuments = mostDocuments
    }

    public static let cohere = RankingService(CohereRerank(), isCohere: true)

    /// Servers that have taken over Cohere's shapes, on a path of version 1: llama.cpp, vLLM, Jina, Together …
    public static let compatible = RankingService(CohereRerank(path: "rerank"))

    public static let bedrock = RankingService(BedrockRerank())

    public static let textEmbeddingsInference = RankingService(TEIRerank(), mostDocuments: 32)
}
