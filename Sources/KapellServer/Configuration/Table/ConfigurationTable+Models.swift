internal import KapellJSON

extension ConfigurationTable {
    /// The keys below `models`.
    static let models = ConfigurationKeys(keys: [
        ConfigurationKey(
            "default", "The model that writes answers, as `provider/model`.", modelShape,
            default: .string("\(ConfigurationDefaults.chatModel)"),
            example: "default: \(ConfigurationDefaults.chatModel)"),
        ConfigurationKey(
            "embedding", "The model that turns text into vectors, as `provider/model`.", modelShape,
            default: .string("\(ConfigurationDefaults.embeddingModel)"),
            example: "embedding: \(ConfigurationDefaults.embeddingModel)"),
        ConfigurationKey(
            "local", "Other models that run in this process, where they are to be run in a way of their own.",
            .list(modelShape, count: 1...64), example: "local: [{model: local/qwen3-4b, context: 8192}]"),
        ConfigurationKey(
            "memory",
            "Memory that the models of this process may take together; those that nobody uses are given up for others.",
            .size(1_000_000...100_000_000_000_000), example: "memory: 8GB"),
        ConfigurationKey(
            "providers", "Hosts of models, each under a name that stands before the slash of `provider/model`.",
            .named(.name, .section(provider)), example: #"providers: {openai: {key: "${OPENAI_API_KEY}"}}"#),
        ConfigurationKey(
            "aliases", "Names that clients may call, each with the models behind it.", .named(.aliasName, aliasShape),
            example: "aliases: {smart: openai/gpt-5}"),
        ConfigurationKey(
            "prices", "A JSON file of prices, relative to this file; its rows go before the built-in ones.",
            .text(.path), example: "prices: prices.json"),
    ])

    private static let modelShape = ConfigurationShape.either(
        .text(.model),
        ConfigurationKeys(keys: [
            ConfigurationKey(
                "model", "The model, as `provider/model`.", .text(.model), isRequired: true,
                example: "model: \(ConfigurationDefaults.chatModel)"),
            ConfigurationKey(
                "context", "The context window of a local model in tokens; left to the model when absent.",
                .integer(256...1_048_576), example: "context: 4096"),
            ConfigurationKey(
                "threads", "Threads that a local model computes on; left to the machine when absent.",
                .integer(1...1024), example: "threads: 2"),
            ConfigurationKey(
                "streams", "Requests that a local model computes at the same time; 16 when absent.",
                .integer(1...64), example: "streams: 16"),
            ConfigurationKey(
                "capacity",
                "Tokens of all requests of a local model, and of what it keeps of earlier ones; twice the context when absent.",
                .integer(256...16_777_216), example: "capacity: 16384"),
            ConfigurationKey(
                "queue", "Requests that may wait for a local model, before the next one is refused; 1000 when absent.",
                .integer(0...100_000), example: "queue: 1000"),
            ConfigurationKey(
                "cache", "How a local model keeps what it has read: with fewer bits in less memory, and less exactly.",
                .choice(["f16", "q8_0", "q4_0"]), example: "cache: q8_0"),
            ConfigurationKey(
                "lookup",
                "Whether a local model guesses from the prompt what it writes next; where few requests run, when absent.",
                .boolean, example: "lookup: true"),
            ConfigurationKey(
                "adapters",
                "LoRA adapters of a local model that requests may name: a name and a GGUF file each, relative to this file.",
                .named(.name, .text(.path)), example: "adapters: {legal: ./adapters/legal.gguf}"),
        ])
    )

    private static let provider = ConfigurationKeys(keys: [
        ConfigurationKey(
            "kind", "What the provider is; its name when absent.", .choice(ProviderKinds.names), example: "kind: openai"
        ),
        ConfigurationKey(
            "url", "The base address, such as `https://api.example.com/v1`; the kind's own when absent.",
            .text(.baseURL), example: #"url: "https://api.example.com/v1""#),
        ConfigurationKey(
            "key", "The key, best from a variable; the kind's variable of the environment when absent.",
            .text(.secretKey), example: #"key: "${OPENAI_API_KEY}""#),
        ConfigurationKey(
            "region", "The region, for `bedrock`; `AWS_REGION` when absent.", .text(.region),
            example: "region: eu-central-1"),
        ConfigurationKey(
            "api_version", "The version of the API, for `azure`; the newest when absent.", .text(.apiVersion),
            example: #"api_version: "2024-10-21""#),
        ConfigurationKey(
            "private", "Whether the address may be one of a private network, or plain http in it.", .boolean,
            default: false, example: "private: true"),
        ConfigurationKey(
            "dialect",
            "The only dialect that it is asked in; when absent the client's own where it speaks it, else its kind's.",
            .choice(ProviderKinds.dialects), example: "dialect: openai-responses"),
        ConfigurationKey(
            "headers", "Fields that are sent with every request.", .named(.headerName, .text(.headerValue)),
            example: "headers: {X-Team: blue}"),
    ])

    private static let aliasShape = ConfigurationShape.either(
        .text(.model),
        ConfigurationKeys(keys: [
            ConfigurationKey(
                "models", "The models, in the order in which they are tried.", .list(.text(.model), count: 1...32),
                isRequired: true, example: "models: [openai/gpt-5]"),
            ConfigurationKey(
                "attempts", "How often each model is tried.", .integer(1...10), example: "attempts: 3"),
            ConfigurationKey(
                "deadline", "Seconds for all attempts together.", .integer(1...3600), example: "deadline: 120"),
            ConfigurationKey("connect", "Seconds to connect.", .integer(1...3600), example: "connect: 10"),
            ConfigurationKey(
                "first_token", "Seconds to the first token.", .integer(1...3600), example: "first_token: 60"),
            ConfigurationKey(
                "between_tokens", "Seconds between one token and the next.", .integer(1...3600),
                example: "between_tokens: 30"),
            ConfigurationKey(
                "total", "Seconds for one answer from its beginning to its end; 900 when absent.",
                .integer(1...86_400), example: "total: 1800"),
            ConfigurationKey(
                "retry_billed", "Whether what may have been billed is tried again.", .boolean, default: false,
                example: "retry_billed: false"),
            ConfigurationKey(
                "continue_cut", "Whether a stream that was cut is continued on the next model.", .boolean,
                default: false, example: "continue_cut: false"),
            ConfigurationKey(
                "strict", "Whether a translation that loses a field is refused.", .boolean, default: false,
                example: "strict: false"),
        ])
    )
}
