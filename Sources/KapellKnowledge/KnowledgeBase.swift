import KapellChunking
public import KapellCore
public import KapellDocuments

/// An indexed collection of documents that can be searched and asked.
///
/// The store is the truth; the indexes in memory, of vectors and of words, follow it, and are kept beside it as a
/// snapshot.
public final class KnowledgeBase: Sendable {
    public let name: String
    public let options: KnowledgeOptions
    let store: any KnowledgeStore
    let embedder: any EmbeddingBackend
    let crossEncoder: (any RerankBackend)?
    let extractor: DocumentExtractor
    let journal: any Journal
    let writer: (any ModelBackend)?
    let judge: AnswerJudge?
    let follower: IndexFollower
    let names: DocumentNamesFollower
    let vocabulary: VocabularyFollower
    let pages = PageShelf()
    /// Two ingestions at a time would read the same files twice.
    let ingesting = AsyncGate()
    let sentences = SentenceVectors()

    /// - Parameters:
    ///   - crossEncoder: reads sentences beside the question. Its scores are logarithms of the odds that a sentence
    ///     answers it, as those of `LocalCrossEncoder`. Nil for none, with which answers are worse.
    ///   - writer: phrases answers in generative mode.
    ///   - judge: judges what the writer has phrased, after the checks; nil for the checks alone.
    ///   - indexFolder: where snapshots of indexes are kept.
    public init(
        name: String, options: KnowledgeOptions = .init(), store: any KnowledgeStore,
        embedder: any EmbeddingBackend, crossEncoder: (any RerankBackend)? = nil, extractor: DocumentExtractor,
        journal: any Journal, writer: (any ModelBackend)? = nil, judge: AnswerJudge? = nil, indexFolder: String
    ) {
        self.name = name
        self.options = options
        self.store = store
        self.embedder = embedder
        self.crossEncoder = crossEncoder
        self.extractor = extractor
        self.journal = journal
        self.writer = writer
        self.judge = judge
        follower = IndexFollower(store: store, snapshots: SnapshotFolder(indexFolder))
        names = DocumentNamesFollower(store: store)
        vocabulary = VocabularyFollower(store: store)
    }

    /// What makes two indexes comparable: the embedding model, and the rules by which chunks are cut.
    func fingerprint() async throws -> String {
        "\(try await embedder.fingerprint())|chunks \(Chunker.version)/\(options.chunking.fingerprint)"
    }

    /// The collection in the store.
    ///
    /// Throws `.notFound` when nothing was indexed yet, `.conflict` when it was indexed by another model.
    public func collection() async throws -> CollectionRecord {
        guard let collection = try await store.collection(name) else {
            throw KapellError(
                .notFound, "The knowledge base \(name) is empty: nothing was indexed yet.",
                remedy: "Index files first: kapell ingest PATH --into \(name)")
        }
        guard try await collection.fingerprint == fingerprint() else {
            throw KapellError(
                .conflict, "The knowledge base \(name) was indexed with another embedding model, or cut otherwise.",
                remedy: "Index it again: kapell ingest --into \(name)")
        }
        return collection
    }

    /// Documents, by name, those that failed included; none when nothing was indexed yet.
    public func documents() async throws -> [DocumentRecord] {
        guard let collection = try await store.collection(name) else { return [] }
        return try await store.documents(in: collection.id)
    }

    /// One document, also one that failed; `nil` when there is none of this number in this knowledge base.
    public func document(_ id: Int64) async throws -> DocumentRecord? {
        guard let document = try await store.document(id), let collection = try await store.collection(name),
            document.collection == collection.id
        else { return nil }
        return document
    }

    /// Writes the snapshot of the indexes, so that the next start need not build them.
    public func close() async { await follower.save() }
}
