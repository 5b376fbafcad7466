public import KapellCore
import KapellJSON
import KapellText
import KapellVectors

extension KnowledgeBase {
    /// The longest question that is taken, in UTF-8 bytes.
    public static let maximumQuestionBytes = 8_192

    /// Passages for a question, best first, found by words (BM25) and by meaning (vectors) and fused by rank. Words are
    /// searched for as they are typed.
    ///
    /// - Throws: `.invalidRequest` for an empty question, `.tooLarge` for one of more than
    ///   ``maximumQuestionBytes``, `.notFound` when nothing was indexed yet.
    public func search(_ question: String, limit: Int = 10) async throws -> [SearchResult] {
        try await find(question, limit: limit, asTyped: true).results
    }

    /// The same, with how they were found, and how the question was read where a word of it is a typing error.
    ///
    /// - Parameter asTyped: whether a word that no document has is searched for as it is, not as the one that was meant.
    package func find(
        _ question: String, limit: Int = 10, asTyped: Bool = false
    ) async throws -> (results: [SearchResult], plan: VectorQueryResult.Plan, readAs: String?) {
        let recorder = RunRecorder(journal: journal)
        try await recorder.start(kind: "search", subject: name, content: ["question": question])
        return try await recorder.closing {
            let read = try await reading(question, asTyped: asTyped)
            let found = try await retrieve(read.text, limit: max(0, min(limit, 200)), recorder: recorder)
            return (
                (found.results, found.plan, read.readAs), .succeeded, ModelUsage(embeddingTokens: found.embeddingTokens)
            )
        }
    }

    struct Retrieved: Sendable {
        var results: [SearchResult]
        /// What the documents' words are found by.
        var words: WordIndex
        var question: [Float]
        /// Which documents the question names.
        var meant: DocumentNames.Match
        var plan: VectorQueryResult.Plan
        var embeddingTokens: Int
    }

    /// Throws what ``ask(_:budget:)`` would throw for the question itself or for an empty knowledge base.
    public func checked(_ question: String) async throws -> CollectionRecord {
        _ = try Self.checked(question: question)
        return try await collection()
    }

    static func checked(question: String) throws -> String {
        let trimmed = question.trimmingSpace
        guard !trimmed.isEmpty else {
            throw KapellError(.invalidRequest, "The question is empty.", remedy: "Ask something.")
        }
        let bytes = trimmed.utf8.count
        guard bytes <= maximumQuestionBytes else {
            throw KapellError(
                .tooLarge, "The question holds \(bytes) bytes; the limit is \(maximumQuestionBytes).",
                remedy: "Ask a shorter question; longer material belongs into the knowledge base.")
        }
        return trimmed
    }

    /// - Parameter documents: the only ones to look in; `nil` for all.
    func retrieve(
        _ question: String, limit: Int, in documents: Set<Int64>? = nil, recorder: RunRecorder
    ) async throws -> Retrieved {
        let question = try Self.checked(question: question)
        let collection = try await collection()
        let embedded = try await embedder.embed([question])
        guard let vector = embedded.vectors.first else {
            throw KapellError(.model, "The embedding model \(embedder.model) returned no vector for the question.")
        }
        let depth = max(50, limit)
        let terms = QuestionTerms.forSearch(question)
        let indexes = try await follower.indexes(of: collection)
        let (index, words) = (indexes.vectors, indexes.words)
        var lexical = try words.best(terms, limit: documents == nil ? depth : collection.chunks)
        let near = try index.search(vector, count: depth)
        var dense = near.matches.map(\.id)
        var meant = try await meant(by: question, in: collection, words)
        if let documents {
            let allowed = Set(try await store.chunkNumbers(ofDocuments: documents))
            lexical = Array(lexical.lazy.filter(allowed.contains).prefix(depth))
            dense = []
            meant = meant.only(documents)
        }
        let named = try await nearest(to: vector, in: meant.documents, index: index, count: depth)
        let fused = ListFusion.fuse(
            [lexical, dense, named].map { ListFusion.List($0) }, by: .reciprocalRank(k: 60), precedes: <)
        let results = try await results(for: Array(fused.prefix(limit)), index: index, vector: vector)
        try await recorder.record(
            .retrieved,
            [
                "results": .integer(Int64(results.count)), "candidates": .integer(Int64(fused.count)),
                "lexical": .integer(Int64(lexical.count)), "dense": .integer(Int64(dense.count)),
                "plan": .string(near.plan.rawValue), "compared": .integer(Int64(near.compared)),
                "sequence": .integer(collection.sequence),
                "passages": .array(
                    results.map { result in
                        [
                            "document": .string(result.passage.document),
                            "start": .integer(Int64(result.passage.span.start)),
                            "end": .integer(Int64(result.passage.span.end)), "score": .number(result.score),
                            "similarity": .number(result.similarity),
                        ]
                    }),
            ])
        let plan = VectorQueryResult.Plan(
            name: "hybrid", isExact: near.isExact, visited: near.compared, available: collection.chunks, depth: depth,
            sequence: UInt64(clamping: collection.sequence),
            notes: [
                "vectors: \(near.plan.rawValue), \(near.compared) compared",
                "words: the best \(lexical.count) of BM25",
                "documents that the question names: \(meant.documents.count), their nearest \(named.count) passages",
                "fused: \(fused.count) passages by reciprocal rank, k 60",
            ])
        return Retrieved(
            results: results, words: words, question: vector, meant: meant, plan: plan,
            embeddingTokens: embedded.tokens)
    }

    /// Which documents a question names. A word that is written small and that most documents use names none of them.
    private func meant(
        by question: String, in collection: CollectionRecord, _ words: WordIndex
    ) async throws -> DocumentNames.Match {
        let names = try await names.names(of: collection)
        var common: Set<String> = []
        for (word, stem) in names.plainWords(in: question) {
            let holders = try await store.documentNumbers(ofChunks: words.chunks(holding: word)).count
            if holders > Self.fewDocuments, Double(holders) > Self.mostHolders * Double(names.count) {
                common.insert(stem)
            }
        }
        return names.match(question, common: common)
    }

    private static let fewDocuments = 2
    private static let mostHolders = 0.4

    /// Chunks of the documents that a question names, the nearest first: a third list beside those by words and by
    /// meaning.
    private func nearest(
        to vector: [Float], in documents: Set<Int64>, index: VectorIndex, count: Int
    ) async throws -> [Int64] {
        guard !documents.isEmpty else { return [] }
        var found: [(id: Int64, similarity: Double)] = []
        for id in try await store.chunkNumbers(ofDocuments: documents) {
            if let other = index.vector(for: id) { found.append((id, Similarity.cosine(vector, other))) }
        }
        return found.sorted { ($0.similarity, $1.id) > ($1.similarity, $0.id) }.prefix(count).map(\.id)
    }

    private func results(
        for fused: [ListFusion.Fused<Int64>], index: VectorIndex, vector: [Float]
    ) async throws -> [SearchResult] {
        var chunks: [Int64: ChunkRecord] = [:]
        for chunk in try await store.chunks(fused.map(\.item)) { chunks[chunk.id] = chunk }
        var documents: [Int64: DocumentRecord] = [:]
        for id in Set(chunks.values.map(\.document)) { documents[id] = try await store.document(id) }
        var layouts = DocumentLayouts(store: store)
        var around = ParentReader(store: store)
        var passages: [Int64: Passage] = [:]
        var parents: [Int64: Passage] = [:]
        for chunk in chunks.values {
            guard let document = documents[chunk.document] else { continue }
            let layout = try await layouts.layout(of: document.id)
            var passage = Passage(chunk, in: document)
            layout.locate(&passage)
            passages[chunk.id] = passage
            parents[chunk.id] = try await around.parent(chunk, document, layout)
        }
        return fused.compactMap { item in
            guard let chunk = chunks[item.item], let passage = passages[chunk.id] else { return nil }
            return SearchResult(
                passage: passage, heading: chunk.heading, tableHeader: chunk.tableHeader,
                parent: parents[chunk.id],
                score: item.score, lexicalRank: item.ranks[0],
                denseRank: item.ranks[1],
                similarity: index.vector(for: item.item).map { Similarity.cosine(vector, $0) } ?? 0)
        }
    }
}
