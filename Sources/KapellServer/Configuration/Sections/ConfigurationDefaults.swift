public import KapellChunking
import KapellKnowledge

/// What holds where the file says nothing. The table, the schema and the sections all take their defaults from here.
public enum ConfigurationDefaults {
    /// The model that writes answers.
    public static let chatModel = ModelReference(provider: "local", name: "smollm2-135m-instruct")
    /// The model that embeds.
    public static let embeddingModel = ModelReference(provider: "local", name: "all-minilm-l6-v2")
    /// How answers are made.
    public static let mode = KnowledgeMode.extractive
    /// The largest document, in bytes (64 MB).
    public static let fileSize = 64_000_000
    /// The largest number of documents in one knowledge base.
    public static let files = 10_000
    /// Along what documents are cut.
    public static let chunkStrategy = ChunkingStrategy.structure
    /// The size of a passage, in tokens.
    public static let chunkTokens = 160
    /// The time in which a judge judges one draft.
    public static let judgeDeadline = AnswerJudge.defaultDeadline
    /// The most tokens that a judge writes about one sentence.
    public static let judgeTokens = AnswerJudge.defaultTokens
    /// Sentences that a judge judges at the same time.
    public static let judgeConcurrency = AnswerJudge.defaultConcurrency
    /// Bytes of memory that namespaces of collections may have (1 GB).
    public static let memory = 1_000_000_000
    /// Where the server listens.
    public static let host = "127.0.0.1"
    /// The server's port.
    public static let port = 7272
    /// How long answers may take to end when the server is stopped.
    public static let grace = Duration.seconds(8)
    /// The longest such time that the file may ask for.
    static let mostGrace = Duration.seconds(86_400)
}
