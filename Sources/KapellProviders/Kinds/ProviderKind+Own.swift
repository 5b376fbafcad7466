import KapellDialects

/// Kinds whose address each user has of their own.
extension ProviderKind {
    /// Ollama, on this machine or, with a key, elsewhere.
    public static let ollama: ProviderKind = {
        var kind = ProviderKind(
            "ollama", title: "Ollama", base: .local("http://127.0.0.1:11434", variable: "OLLAMA_HOST"),
            dialect: .ollama)
        kind.otherDialects = [.openAIChat]
        kind.keyVariables = ["OLLAMA_API_KEY"]
        kind.worksWithoutKey = true
        kind.allowsPrivateAddresses = true
        kind.pathPrefix = nil
        kind.embeddings = .ollama
        return kind
    }()

    /// Hugging Face's Text Generation Inference, a server of one's own or a dedicated endpoint; for embeddings and for
    /// ranking, its sibling Text Embeddings Inference.
    public static let textGenerationInference: ProviderKind = {
        var kind = own("tgi", "Text Generation Inference", key: "HF_TOKEN")
        kind.embeddings = .textEmbeddingsInference
        kind.ranking = .textEmbeddingsInference
        kind.drawsImages = false
        return kind
    }()

    public static let llamaCpp = local("llamacpp", "llama.cpp", port: 8080, key: "LLAMA_API_KEY", count: .llamaCpp)

    public static let vLLM = local("vllm", "vLLM", port: 8000, key: "VLLM_API_KEY", count: .vLLM)

    public static let lmStudio = local("lmstudio", "LM Studio", port: 1234, key: "LMSTUDIO_API_KEY")

    /// Any other server with OpenAI's API.
    public static let openAICompatible = own("openai-compatible", "OpenAI-compatible server", key: nil)

    private static func local(
        _ name: String, _ title: String, port: Int, key: String, count: TokenCount = .estimate
    ) -> ProviderKind {
        var kind = own(name, title, key: key)
        kind.base = .local("http://127.0.0.1:\(port)/v1", variable: nil)
        kind.otherDialects = name == "llamacpp" ? [.anthropic] : []
        kind.allowsPrivateAddresses = true
        kind.tokenCount = count
        kind.drawsImages = false
        kind.ranking = name == "lmstudio" ? nil : .compatible
        return kind
    }

    private static func own(_ name: String, _ title: String, key: String?) -> ProviderKind {
        var kind = ProviderKind(name, title: title, base: .own(variable: nil))
        kind.keyVariables = key.map { [$0] } ?? []
        kind.worksWithoutKey = true
        kind.pathPrefix = "v1"
        kind.ranking = .compatible
        kind.drawsImages = true
        return kind
    }
}
