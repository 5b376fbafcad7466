/// What `kapell.yaml` says, read, checked and with every default filled in.
///
/// ``load(path:environment:)`` makes one from a file; ``default`` holds where there is none. The value is immutable in
/// practice and cheap to copy, so a reload swaps one for another.
public struct KapellConfiguration: Sendable, Hashable {
    /// The absolute path of the file it was read from; `nil` where there was none.
    public var file: String?
    /// The folder that relative paths of the file count from: the file's own, absolute; `.` where there was no file.
    public var directory: String
    /// Which models answer and embed.
    public var models: ModelsSection
    /// The knowledge bases, in the order of the file; those of included files come first.
    public var knowledge: [KnowledgeSection]
    /// Where prompt files lie.
    public var prompts: PromptsSection
    /// Graphs of work, in the order of the file; those of included files come first.
    public var workflows: [WorkflowSection]
    /// Requests and programs that workflows use by name.
    package var tools: [WorkflowTool] = []
    /// Where data is kept.
    public var store: StoreSection
    /// Where the server listens.
    public var server: ServerSection
    /// The absolute paths of every file that was read: the file, what it includes, and `.env` if a variable was looked
    /// up there (whether or not it exists). A change in one of them asks for a reload.
    public var readFiles: [String]

    public init(
        file: String? = nil,
        directory: String = ".",
        models: ModelsSection = ModelsSection(),
        knowledge: [KnowledgeSection] = [],
        prompts: PromptsSection = PromptsSection(),
        workflows: [WorkflowSection] = [],
        store: StoreSection = StoreSection(),
        server: ServerSection = ServerSection(),
        readFiles: [String] = []
    ) {
        self.file = file
        self.directory = directory
        self.models = models
        self.knowledge = knowledge
        self.prompts = prompts
        self.workflows = workflows
        self.store = store
        self.server = server
        self.readFiles = readFiles
    }

    /// What holds without a file.
    public static let `default` = KapellConfiguration()

    /// The knowledge base of that name.
    public func knowledge(named name: String) -> KnowledgeSection? {
        knowledge.first { $0.name == name }
    }
}
