import KapellCore
import KapellText

/// Finds the sentences that may answer a question, and weighs them.
struct EvidenceFinder {
    let store: any KnowledgeStore
    let embedder: any EmbeddingBackend
    let weights: EvidenceWeights

    /// Chunks whose sentences are looked at.
    static let chunks = 32
    /// Sentences that are embedded: those of the best chunks, which come first.
    static let sentences = 96

    struct Found: Sendable {
        /// Best first.
        var candidates: [Candidate]
        /// How the passages were found whose sentences they are.
        var plan: VectorQueryResult.Plan
        var embeddingTokens: Int
    }

    func find(_ question: Question, in retrieved: KnowledgeBase.Retrieved) async throws -> Found {
        let results = retrieved.results.prefix(Self.chunks)
        let focus = QuestionFocus(question, meant: retrieved.meant, common: Self.commonWords(in: results))
        let rarity = try Rarity(question, in: retrieved.words)
        let foreign = try await ForeignNames(
            zip(question.terms, question.words).filter { focus.names.contains($0.0) }, rarity,
            meant: retrieved.meant, index: retrieved.words, store: store)
        let reader = PassageReader(
            question: question, focus: focus, rarity: rarity, foreign: foreign, meant: retrieved.meant)
        var candidates: [Candidate] = []
        for result in results where candidates.count < Self.sentences { candidates += reader.candidates(in: result) }
        candidates = Array(candidates.prefix(Self.sentences))
        let embedded = try await embedder.embed(candidates.map(\.embedded) + [focus.text])
        guard let about = embedded.vectors.last, embedded.vectors.count == candidates.count + 1 else {
            throw KapellError(.model, "The embedding model \(embedder.model) returned too few vectors.")
        }
        for (index, vector) in embedded.vectors.dropLast().enumerated() {
            candidates[index].features.similarity = max(0, Similarity.cosine(retrieved.question, vector))
            candidates[index].features.focus = max(0, Similarity.cosine(about, vector))
        }
        weights.weigh(&candidates, for: question.text)
        candidates.sort {
            ($0.score, $1.passage.documentID, $1.passage.span) > ($1.score, $0.passage.documentID, $0.passage.span)
        }
        try await DefinitionFollower(store: store, index: retrieved.words, reader: reader).follow(&candidates)
        return Found(candidates: candidates, plan: retrieved.plan, embeddingTokens: embedded.tokens)
    }

    /// Stems of words that the passages write with a small letter: no names.
    private static func commonWords(in results: some Sequence<SearchResult>) -> Set<String> {
        var folded: Set<String> = []
        for result in results {
            for word in Words.split(result.passage.text) where !word.isCapitalised { folded.insert(word.text) }
        }
        return Set(folded.map(Stemmer.normalStem))
    }
}
