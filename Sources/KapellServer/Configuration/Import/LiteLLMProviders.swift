/// The hosts that a model's name in LiteLLM begins with, and what they are here.
///
/// Source: LiteLLM's page of providers and its resolution of a model's provider.
struct LiteLLMProvider {
    /// A value of `kind`.
    var kind: String
    /// The address, where the kind has none of its own.
    var url: String?
    /// The variable that LiteLLM takes the key from, where the kind reads none.
    var keyVariable: String?

    static func named(_ name: String) -> LiteLLMProvider? {
        if let kind = kinds[name] { return LiteLLMProvider(kind: kind) }
        guard let host = hosts[name] else { return nil }
        return LiteLLMProvider(kind: "openai-compatible", url: host.url, keyVariable: host.key)
    }

    private static let kinds = [
        "openai": "openai", "text-completion-openai": "openai", "azure": "azure", "azure_text": "azure",
        "anthropic": "anthropic", "anthropic_text": "anthropic", "bedrock": "bedrock", "bedrock_converse": "bedrock",
        "gemini": "gemini", "cohere": "cohere", "cohere_chat": "cohere", "ollama": "ollama", "ollama_chat": "ollama",
        "huggingface": "huggingface", "groq": "groq", "mistral": "mistral", "openrouter": "openrouter",
        "deepseek": "deepseek", "together_ai": "together", "fireworks_ai": "fireworks", "xai": "xai",
        "lm_studio": "lmstudio", "hosted_vllm": "vllm", "openai_like": "openai-compatible",
        "custom_openai": "openai-compatible", "litellm_proxy": "openai-compatible",
        "aiohttp_openai": "openai-compatible",
    ]

    /// Hosts with OpenAI's API that have no kind of their own here.
    private static let hosts: [String: (url: String, key: String?)] = [
        "perplexity": ("https://api.perplexity.ai", "PERPLEXITYAI_API_KEY"),
        "deepinfra": ("https://api.deepinfra.com/v1/openai", "DEEPINFRA_API_KEY"),
        "cerebras": ("https://api.cerebras.ai/v1", "CEREBRAS_API_KEY"),
        "nvidia_nim": ("https://integrate.api.nvidia.com/v1", "NVIDIA_NIM_API_KEY"),
        "sambanova": ("https://api.sambanova.ai/v1", "SAMBANOVA_API_KEY"),
        "codestral": ("https://codestral.mistral.ai/v1", "CODESTRAL_API_KEY"),
        "volcengine": ("https://ark.cn-beijing.volces.com/api/v3", "VOLCENGINE_API_KEY"),
        "meta_llama": ("https://api.llama.com/compat/v1", "LLAMA_API_KEY"),
        "friendliai": ("https://api.friendli.ai/serverless/v1", "FRIENDLI_TOKEN"),
        "github": ("https://models.github.ai/inference", "GITHUB_API_KEY"),
        "llamafile": ("http://127.0.0.1:8080/v1", nil),
    ]

    /// The host of a model that is named without one, by the beginning of its name; `nil` when it is not plain.
    static func ofBareName(_ model: String) -> String? {
        let beginnings: [(String, [String])] = [
            (
                "openai",
                [
                    "gpt-", "chatgpt-", "o1", "o3", "o4-", "ft:gpt-", "text-embedding-3", "text-embedding-ada",
                    "dall-e-",
                    "davinci-", "babbage-",
                ]
            ),
            ("anthropic", ["claude-"]),
            ("cohere", ["command", "embed-english", "embed-multilingual", "embed-v", "rerank-"]),
            (
                "bedrock",
                [
                    "anthropic.", "amazon.", "meta.", "mistral.", "cohere.", "ai21.", "us.anthropic.", "us.amazon.",
                    "us.meta.", "eu.anthropic.", "eu.amazon.", "eu.meta.", "apac.anthropic.", "apac.amazon.",
                    "global.anthropic.", "us.deepseek.", "openai.gpt-oss",
                ]
            ),
        ]
        return beginnings.first { $0.1.contains { model.hasPrefix($0) } }?.0
    }
}
