import KapellDialects

/// Kinds of providers that a configuration may name.
public enum ProviderKinds {
    /// The values of `models.providers.NAME.kind`. A provider of such a name needs no entry where the environment has
    /// its key.
    public static let names = [
        "openai", "azure", "anthropic", "bedrock", "gemini", "cohere", "ollama", "huggingface", "tgi", "groq",
        "mistral",
        "openrouter", "deepseek", "together", "fireworks", "xai", "llamacpp", "vllm", "lmstudio", "openai-compatible",
    ]

    /// The values of `models.providers.NAME.dialect`.
    static let dialects = DialectName.allCases.map(\.rawValue)

    /// Those that have no address of their own, so that the file must say it.
    static let withoutAddress = ["azure", "tgi", "openai-compatible"]
}
