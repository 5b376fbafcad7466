/// `knowledge.NAME`: a set of documents that can be searched and asked.
public struct KnowledgeSection: Sendable, Hashable {
    /// The name it is asked by: `[a-z0-9][a-z0-9_-]{0,63}`.
    public var name: String
    /// The absolute paths of its files and folders, in the order of the file. Whether they exist is not checked here.
    public var sources: [String]
    /// How answers are made.
    public var mode: KnowledgeMode
    /// The language that its documents should be in, two letters; `nil` where any will do.
    public var language: String?
    /// What the documents are about, for people and models; `nil` when it is not said.
    public var description: String?
    /// What is too large to be read.
    public var limits: KnowledgeLimits
    /// How documents are cut.
    public var chunk: ChunkSettings
    /// Whether a server indexes its sources when it starts, and whenever they change.
    public var isWatched: Bool
    /// The model that judges what the one that writes answers has phrased; `nil` for the checks alone.
    public var judge: JudgeSection?

    public init(
        name: String,
        sources: [String],
        mode: KnowledgeMode = ConfigurationDefaults.mode,
        language: String? = nil,
        description: String? = nil,
        limits: KnowledgeLimits = KnowledgeLimits(),
        chunk: ChunkSettings = ChunkSettings(),
        isWatched: Bool = false,
        judge: JudgeSection? = nil
    ) {
        self.name = name
        self.sources = sources
        self.mode = mode
        self.language = language
        self.description = description
        self.limits = limits
        self.chunk = chunk
        self.isWatched = isWatched
        self.judge = judge
    }
}
