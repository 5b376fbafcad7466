import KapellCore
import KapellDocuments
import KapellKnowledge
import KapellStore
import KapellTesting

/// A knowledge base in a folder of its own, without models.
struct Library {
    static let lease = """
        # Lease

        The Landlord lets the premises at Quay Street to the Tenant.

        ## Notice

        The Tenant may end the lease with ninety days of written notice to the Landlord.

        ## Rent

        The monthly rent for the premises is EUR 4,200 and is due on the first day of each month.

        ## Animals

        A zebra may not be kept in the premises.

        """

    let folder: TemporaryFolder
    let store: SQLiteKnowledgeStore
    let embedder = WordHashEmbedder(dimensions: 256)
    let journal = MemoryJournal()
    let options: KnowledgeOptions

    init(options: KnowledgeOptions = .init()) throws {
        folder = try TemporaryFolder()
        try folder.write("", to: "documents/.keep")
        try folder.write("", to: "index/.keep")
        store = try SQLiteKnowledgeStore(path: folder.file("knowledge.sqlite"))
        self.options = options
    }

    /// One that has indexed the lease.
    static func ofLease() async throws -> Library {
        let library = try Library()
        try library.folder.write(lease, to: "documents/lease.md")
        try await library.base().ingest([library.documents])
        return library
    }

    /// The folder that is indexed.
    var documents: String { folder.file("documents") }

    /// A knowledge base as a new process would open it.
    func base(
        name: String = "leases", embedder: (any EmbeddingBackend)? = nil, writer: (any ModelBackend)? = nil,
        judge: AnswerJudge? = nil, extractor: DocumentExtractor? = nil, crossEncoder: (any RerankBackend)? = nil
    ) throws -> KnowledgeBase {
        try KnowledgeBase(
            name: name, options: options, store: store, embedder: embedder ?? self.embedder,
            crossEncoder: crossEncoder, extractor: extractor ?? DocumentExtractor(), journal: journal, writer: writer,
            judge: judge, indexFolder: folder.file("index"))
    }

    /// Names of the documents of the passages that a search finds.
    func found(_ question: String, _ base: KnowledgeBase) async throws -> [String] {
        try await base.search(question).map(\.passage.document)
    }

    /// The status that the journal gives the newest run of a kind.
    func status(of kind: String) async throws -> RunSummary.Status? {
        try await journal.runs(limit: 1_000, before: nil).first { $0.kind == kind }?.status
    }
}

extension IngestReport {
    /// `added a.txt`, in the order of the report.
    var lines: [String] { entries.map { "\($0.outcome.rawValue) \($0.document)" } }

    func failure(_ document: String) -> KapellError? { entries.first { $0.document == document }?.failure }
}

extension KnowledgeBase {
    /// Every event of an answer.
    func events(_ question: String) async throws -> [AskEvent] {
        var events: [AskEvent] = []
        for try await event in ask(question) { events.append(event) }
        return events
    }

    /// The whole answer.
    func answer(_ question: String) async throws -> Answer {
        guard case .done(let answer) = try await events(question).last else {
            throw KapellError(.internalError, "The answer has no end.")
        }
        return answer
    }
}

/// The error that an operation must throw.
func thrown(_ operation: () async throws -> Void) async -> KapellError? {
    do {
        try await operation()
        return nil
    } catch {
        return error as? KapellError
    }
}
