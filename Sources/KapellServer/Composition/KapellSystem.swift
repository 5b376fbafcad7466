import KapellChunking
public import KapellCollections
public import KapellCore
import KapellDocuments
public import KapellKnowledge
public import KapellLocal
import KapellPolicy
import KapellStore

/// All parts of a project, joined: the owner of its store.
///
/// Nothing heavy happens here: models load on first use.
public final class KapellSystem: Sendable {
    public let project: Project
    public let models: ModelStore
    /// The models that run in this process.
    public let pool: LocalModelPool
    /// The model that writes answers.
    public let chat: any ModelBackend
    public let embedder: LocalEmbeddingModel
    public let store: any KnowledgeStore
    /// Collections of vectors, in the store's folder.
    public let vectors: LocalVectorDatabase
    /// What embeds for them.
    let collectionModels: CollectionModels
    /// How much of the nearest their searches find.
    let recall = RecallWatch()
    /// What looks after their graphs.
    let upkeep = CollectionUpkeep()
    public let journal: any Journal
    /// Those of other frameworks' graphs, beside the journal.
    let checkpoints: CheckpointShelf
    public let counters = Counters()
    let gateway: Gateway
    /// What clients over HTTP are not told.
    let paths: ClientPaths
    /// Collections that are in memory at a time.
    private static let openCollections = 64
    private let openJournal: ProjectJournal
    private let lock: StoreLock
    private let bases: [String: KnowledgeBase]

    /// Opens the store and becomes its owner.
    ///
    /// - Parameters:
    ///   - command: what the owner is doing, for whoever finds the store taken.
    ///   - patience: how long to wait for an owner that is about to finish.
    /// - Throws: `.conflict`, naming the owner, when another process has the store.
    public convenience init(project: Project, command: String, patience: Duration = .zero) async throws {
        try await self.init(project: project, command: command, patience: patience, parts: SystemParts())
    }

    /// - Parameter parts: what stands in the place of parts of the project.
    package init(project: Project, command: String, patience: Duration = .zero, parts: SystemParts) async throws {
        self.project = project
        let owner = StoreOwner(command: command)
        lock = try await StoreLock.acquire(folder: project.store, owner: owner, waiting: patience)
        let store = try SQLiteKnowledgeStore(path: "\(project.store)/knowledge.sqlite")
        let opened = try await ProjectJournal.open(project)
        openJournal = opened
        let journal = opened.journal
        self.store = store
        try await SnapshotFolder(project.store).removeOrphans(of: store)
        var settings = LocalCollectionSettings()
        settings.openCollections = Self.openCollections
        settings.namespaceBytes = project.configuration.store.memory
        vectors = try await LocalVectorDatabase.open(
            folder: "\(project.store)/collections", settings: settings, watch: recall)
        self.journal = journal
        checkpoints = CheckpointShelf { () async throws(KapellError) in
            try await ProjectJournal.checkpoints(of: project)
        }
        let models = try ProjectModels(project, parts: parts)
        self.models = models.store
        chat = models.chat
        pool = models.pool
        var prices = PriceTable.builtIn
        if let file = project.configuration.models.prices { prices = prices.overlaid(by: try PriceTable(file: file)) }
        let directory = models.directory
        paths = ClientPaths(project)
        var gateway = Gateway(directory: directory, journal: journal, counters: counters, prices: prices)
        gateway.paths = paths
        self.gateway = gateway
        embedder = models.embedder
        collectionModels = CollectionModels(own: models.embedder, pool: models.pool, directory: directory)
        var bases: [String: KnowledgeBase] = [:]
        for section in project.configuration.knowledge {
            let extractor = try DocumentExtractor(limits: ExtractionLimits(inputBytes: section.limits.fileSize))
            bases[section.name] = KnowledgeBase(
                name: section.name, options: KnowledgeOptions(section), store: store, embedder: models.embedder,
                crossEncoder: models.crossEncoder,
                extractor: extractor, journal: journal, writer: models.chat,
                judge: try section.judge.map { try models.judge($0, directory) }, indexFolder: project.store)
        }
        self.bases = bases
    }

    /// Tells other commands where this owner answers.
    public func announce(address: String, socket: String) throws {
        try lock.update(address: address, socket: socket)
    }

    /// The knowledge base of that name; an error that says which there are.
    public func knowledge(_ name: String) throws(KapellError) -> KnowledgeBase {
        let section = try project.knowledge(name)
        guard let base = bases[section.name] else {
            throw KapellError(.internalError, "The knowledge base \(name) was not opened.")
        }
        return base
    }

    /// Knowledge bases in the order of the configuration.
    public var knowledge: [KnowledgeBase] { project.configuration.knowledge.compactMap { bases[$0.name] } }

    /// Writes what is still in memory, and gives the store up.
    public func close() async {
        for base in bases.values { await base.close() }
        await vectors.close()
        await checkpoints.close()
        await openJournal.close()
        lock.release()
    }
}

extension ModelSetting {
    var options: LocalModelOptions {
        var options = LocalModelOptions(
            context: context, threads: threads, streams: streams, capacity: capacity, queue: queue,
            cache: cache.flatMap { LocalModelOptions.CacheType(rawValue: $0) }, lookup: lookup)
        options.adapters = adapters.map { LocalModelAdapter(name: $0.name, path: $0.path) }
        return options
    }
}

extension ModelReference {
    /// What the model store looks for: a file where one is named, else the model's name.
    var location: String { path ?? description }
}

extension KnowledgeOptions {
    init(_ section: KnowledgeSection) {
        self.init(
            mode: section.mode == .generative ? .generative : .extractive, fileSize: section.limits.fileSize,
            files: section.limits.files, chunking: ChunkingOptions(section.chunk),
            language: section.language)
    }
}

extension ChunkingOptions {
    init(_ settings: ChunkSettings) {
        self.init(
            by: settings.by, tokens: settings.tokens, sentences: settings.sentences,
            overlap: ChunkOverlap(tokens: settings.overlapTokens, sentences: settings.overlapSentences),
            parents: settings.parents)
    }
}
