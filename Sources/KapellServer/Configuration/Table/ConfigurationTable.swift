internal import KapellJSON
internal import KapellQuality

/// The keys of `kapell.yaml`. Validation, ``KapellConfiguration/schema``, the reference table and the suggestions in
/// errors are all made from this one table.
enum ConfigurationTable {
    /// The version of the format.
    static let version = 1

    static let root = ConfigurationKeys(
        keys: [
            ConfigurationKey(
                "version", "The version of this file's format.", .constant(version), isRequired: true,
                example: "version: 1"),
            ConfigurationKey(
                "include", "Files to read first, relative to this one; what this file says wins over them.",
                .list(.text(.includedPath), count: 1...16), example: "include: [models.yaml]"),
            ConfigurationKey(
                "models", "Which models answer and embed, who hosts them, and the names that clients call.",
                .section(models),
                example: "models: {default: \(ConfigurationDefaults.chatModel)}"),
            ConfigurationKey(
                "knowledge", "Sets of documents that can be searched and asked, each under a name.",
                .named(.name, .section(knowledge)), example: "knowledge: {contracts: {sources: [documents]}}"),
            ConfigurationKey(
                "prompts", "Prompt files, each served as an endpoint of its own.", .section(prompts),
                example: "prompts: {sources: [prompts]}"),
            ConfigurationKey(
                "tools", "Requests and programs that workflows use by name.", .named(.name, .section(tool)),
                example: "tools: {weather: {parameters: {type: object}, http: \"https://api.example.com/now\"}}"),
            ConfigurationKey(
                "workflows", "Graphs of work that survive crashes, each under a name.",
                .named(.name, .section(workflow)),
                example: "workflows: {review: {nodes: {ask: {ask: contracts, question: \"{{question}}\"}}}}"),
            ConfigurationKey(
                "stores", "Where documents, vectors and runs are kept.", .section(stores),
                example: "stores: {path: .kapell}"),
            ConfigurationKey(
                "server", "Where `kapell serve` listens, and how it stops.", .section(server),
                example: "server: {port: \(ConfigurationDefaults.port)}"),
        ],
        reserved: ["routes", "agents", "guards", "evals"]
    )

    private static let knowledge = ConfigurationKeys(keys: [
        ConfigurationKey(
            "sources", "Files and folders to read, relative to this file.",
            .list(.text(.path), count: 1...1000), isRequired: true, example: "sources: [documents]"),
        ConfigurationKey(
            "mode", "How answers are made: from the documents' own sentences, or written by the model.",
            .choice(KnowledgeMode.allCases.map(\.rawValue)), default: .string(ConfigurationDefaults.mode.rawValue),
            example: "mode: extractive"),
        ConfigurationKey(
            "language", "The language that its documents should be in; others get a finding.",
            .choice(TextQuality.languages), example: "language: en"),
        ConfigurationKey(
            "description", "What the documents are about.", .text(.description),
            example: "description: Contracts and their amendments"),
        ConfigurationKey(
            "limits", "What is too large to be read.", .section(limits), example: "limits: {file_size: 64MB}"),
        ConfigurationKey(
            "chunk", "How documents are cut into passages.", .section(chunk),
            example: "chunk: {tokens: \(ConfigurationDefaults.chunkTokens)}"),
        ConfigurationKey(
            "watch", "Whether a server indexes the sources when it starts, and whenever they change.", .boolean,
            default: false, example: "watch: true"),
        ConfigurationKey(
            "judge", "A model that judges, after the checks, each sentence that the model has written.", judge,
            example: "judge: {model: openai/gpt-5, deadline: 20s}"),
    ])

    private static let limits = ConfigurationKeys(keys: [
        ConfigurationKey(
            "file_size", "The largest document.", .size(1...1_000_000_000_000),
            default: .integer(Int64(ConfigurationDefaults.fileSize)), example: "file_size: 64MB"),
        ConfigurationKey(
            "files", "The most files that one source may hold.", .integer(1...10_000_000),
            default: .integer(Int64(ConfigurationDefaults.files)), example: "files: \(ConfigurationDefaults.files)"),
    ])

    private static let prompts = ConfigurationKeys(keys: [
        ConfigurationKey(
            "sources", "Folders with files `NAME.prompt.md`, or such files, relative to this file.",
            .list(.text(.path), count: 1...100), isRequired: true, example: "sources: [prompts]")
    ])

    private static let stores = ConfigurationKeys(keys: [
        ConfigurationKey(
            "path", "The store's folder, relative to this file; under `KAPELL_HOME` when absent.", .text(.path),
            example: "path: .kapell"),
        ConfigurationKey(
            "memory",
            "About how much memory namespaces of collections may have together; those used longest ago are closed.",
            .size(1_000_000...1_000_000_000_000), default: .integer(Int64(ConfigurationDefaults.memory)),
            example: "memory: 1GB"),
        ConfigurationKey(
            "journal",
            "A PostgreSQL database that keeps runs and checkpoints, for processes on many machines; they are kept under `KAPELL_HOME` when absent.",
            .text(.postgres), example: #"journal: "${DATABASE_URL}""#),
        ConfigurationKey(
            "scope", "Processes that name one scope share the runs of workflows; the store's folder when absent.",
            .text(.name), example: "scope: contracts"),
    ])

    private static let server = ConfigurationKeys(
        keys: [
            ConfigurationKey(
                "host", "A loopback name or address.", .text(.loopback), default: .string(ConfigurationDefaults.host),
                example: "host: \(ConfigurationDefaults.host)"),
            ConfigurationKey(
                "port", "The TCP port.", .integer(1...65535), default: .integer(Int64(ConfigurationDefaults.port)),
                example: "port: \(ConfigurationDefaults.port)"),
            ConfigurationKey(
                "grace",
                "How long running answers may take to end after SIGTERM or SIGINT; what runs then is cancelled. At most a day.",
                .duration, default: "8s", example: "grace: 30s"),
        ],
        reserved: ["keys"]
    )
}
