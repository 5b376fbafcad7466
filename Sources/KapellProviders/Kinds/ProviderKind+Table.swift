public import KapellCore
import KapellDialects

extension ProviderKind {
    /// Every kind that is known, the well-known ones first.
    public static let all: [ProviderKind] = [
        .openAI, .azure, .anthropic, .bedrock, .gemini, .cohere, .ollama, .huggingFace, .textGenerationInference, .groq,
        .mistral, .openRouter, .deepSeek, .together, .fireworks, .xAI, .llamaCpp, .vLLM, .lmStudio, .openAICompatible,
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// The kind of this name.
    ///
    /// - Throws: `notFound`, with the names that there are.
    public static func named(_ name: String) throws(KapellError) -> ProviderKind {
        if let kind = byName[name] { return kind }
        let names = all.map { "`\($0.name)`" }.joined(separator: ", ")
        throw KapellError(
            .notFound, "There is no kind of provider named `\(name)`.",
            remedy: "Name one of \(names); for any other server with OpenAI's API `openai-compatible` and its base URL."
        )
    }

    public static let openAI = make("openai", "OpenAI", "https://api.openai.com/v1", key: "OPENAI_API_KEY") {
        $0.otherDialects = [.openAIResponses]
        $0.chatOptions = .openAI
        $0.embeddings = .openAI
        $0.drawsImages = true
    }

    public static let anthropic = make(
        "anthropic", "Anthropic", "https://api.anthropic.com", key: "ANTHROPIC_API_KEY", speaks: .anthropic
    ) {
        $0.credentialStyle = .header("x-api-key")
        $0.pathPrefix = "v1"
        $0.headers = ["anthropic-version": "2023-06-01"]
        $0.tokenCount = .anthropic
    }

    public static let gemini = make(
        "gemini", "Google Gemini", "https://generativelanguage.googleapis.com", key: "GEMINI_API_KEY", speaks: .gemini
    ) {
        $0.keyVariables.append("GOOGLE_API_KEY")
        $0.credentialStyle = .header("x-goog-api-key")
        $0.pathPrefix = "v1beta"
        $0.tokenCount = .gemini
        $0.embeddings = .gemini
    }

    public static let cohere = make(
        "cohere", "Cohere", "https://api.cohere.com", key: "CO_API_KEY", speaks: .cohere
    ) {
        $0.keyVariables.append("COHERE_API_KEY")
        $0.pathPrefix = "v2"
        $0.tokenCount = .cohere
        $0.embeddings = .cohere
        $0.ranking = .cohere
    }

    public static let groq = make("groq", "Groq", "https://api.groq.com/openai/v1", key: "GROQ_API_KEY") {
        $0.chatOptions.tokenLimit = .maxCompletionTokens
        $0.quirks.unknownFields = ["logit_bias", "logprobs", "top_logprobs", "top_k"]
        $0.embeddings = nil
    }

    public static let mistral = make("mistral", "Mistral", "https://api.mistral.ai/v1", key: "MISTRAL_API_KEY") {
        $0.chatOptions.understandsStreamOptions = false
        $0.chatOptions.understandsTopK = false
        $0.quirks = ProviderQuirks(
            renames: ["seed": "random_seed"],
            unknownFields: [
                "logit_bias", "logprobs", "service_tier", "store", "stream_options", "top_k", "top_logprobs", "user",
            ])
        $0.embeddings = .mistral
    }

    public static let openRouter = make(
        "openrouter", "OpenRouter", "https://openrouter.ai/api/v1", key: "OPENROUTER_API_KEY"
    ) {
        $0.chatOptions.reasoningField = .reasoning
        $0.chatOptions.returnsReasoningDetails = true
        $0.chatOptions.cacheMarks = .cacheControl
        $0.chatOptions.takesTextParts = true
    }

    public static let deepSeek = make(
        "deepseek", "DeepSeek", "https://api.deepseek.com/v1", key: "DEEPSEEK_API_KEY"
    ) {
        $0.chatOptions.understandsTopK = false
        $0.embeddings = nil
    }

    public static let together = make(
        "together", "Together AI", "https://api.together.xyz/v1", key: "TOGETHER_API_KEY"
    ) {
        $0.ranking = .compatible
        $0.drawsImages = true
    }

    public static let fireworks = make(
        "fireworks", "Fireworks AI", "https://api.fireworks.ai/inference/v1", key: "FIREWORKS_API_KEY"
    ) {
        $0.ranking = .compatible
    }

    public static let xAI = make("xai", "xAI", "https://api.x.ai/v1", key: "XAI_API_KEY") {
        $0.chatOptions.tokenLimit = .maxCompletionTokens
        $0.chatOptions.understandsTopK = false
        $0.embeddings = nil
        $0.drawsImages = true
    }

    /// The router of Hugging Face, which leads to many providers.
    public static let huggingFace = make(
        "huggingface", "Hugging Face", "https://router.huggingface.co/v1", key: "HF_TOKEN"
    ) {
        $0.embeddings = nil
    }

    /// A row with a fixed address and a key.
    private static func make(
        _ name: String, _ title: String, _ base: String, key: String, speaks dialect: DialectName = .openAIChat,
        _ change: (inout ProviderKind) -> Void = { _ in }
    ) -> ProviderKind {
        var kind = ProviderKind(name, title: title, base: .fixed(base), dialect: dialect)
        kind.keyVariables = [key]
        // A field that some of them refuse.
        kind.chatOptions.returnsReasoningDetails = false
        change(&kind)
        return kind
    }
}
