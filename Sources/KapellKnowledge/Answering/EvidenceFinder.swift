import KapellCore
import KapellText

/// Finds the sentences that may answer a question, and weighs them.
struct EvidenceFinder {
    let store: any KnowledgeStore
    let embedder: any EmbeddingBackend
    let vectors: SentenceVectors
    /// Reads the likeliest sentences beside the question; nil where there is none.
    let crossEncoder: (any RerankBackend)?
    let names: DocumentNames

    /// Chunks whose sentences are looked at.
    static let chunks = 32
    /// Sentences that are embedded: those of the best chunks, which come first.
    static let sentences = 96
    /// Sentences that are read beside the question.
    static let read = 24

    struct Found: Sendable {
        /// Best first.
        var candidates: [Candidate]
        /// The passages of the search, those with the best sentences first.
        var ordered: [SearchResult]
        /// The estimate that the question is answered: of those candidates that hold what it asks for, as far as its words
        /// tell what that is.
        var estimate: Double
        /// How the passages were found whose sentences they are.
        var plan: VectorQueryResult.Plan
        var embeddingTokens: Int
        /// Which clause that the question names is in no document, in a sentence; of clauses that are quoted, what is left
        /// out.
        var note: String?
    }

    /// - Parameters:
    ///   - clauses: those that the question names by number; what they say comes first.
    ///   - only: whether nothing but they is looked at.
    func find(
        _ question: Question, in retrieved: KnowledgeBase.Retrieved, clauses: [NamedClauses.Clause] = [],
        only: Bool = false
    ) async throws -> Found {
        let results = retrieved.results.prefix(Self.chunks)
        let focus = QuestionFocus(question, meant: retrieved.meant, common: Self.commonWords(in: results))
        let rarity = try Rarity(question, in: retrieved.words)
        let foreign = try await ForeignNames(
            zip(question.terms, question.words).filter { focus.names.contains($0.0) }, rarity,
            meant: retrieved.meant, index: retrieved.words, store: store)
        let reader = PassageReader(
            question: question, focus: focus, rarity: rarity, foreign: foreign, meant: retrieved.meant)
        var candidates = clauses.flatMap {
            reader.candidates(in: SearchResult(passage: $0.passage, heading: $0.heading))
        }
        let named = candidates.indices
        for result in results where candidates.count < Self.sentences && !only {
            candidates += reader.candidates(in: result).filter { candidate in
                !clauses.contains { $0.passage.covers(candidate.passage) }
            }
        }
        candidates = Array(candidates.prefix(Self.sentences))
        let embedded = try await vectors.vectors(candidates.map(\.embedded) + [focus.text], from: embedder)
        guard let about = embedded.vectors.last, embedded.vectors.count == candidates.count + 1 else {
            throw KapellError(.model, "The embedding model \(embedder.model) returned too few vectors.")
        }
        for (index, vector) in embedded.vectors.dropLast().enumerated() {
            candidates[index].features.similarity = max(0, Similarity.cosine(retrieved.question, vector))
            candidates[index].features.focus = max(0, Similarity.cosine(about, vector))
        }
        for index in named.prefix(candidates.count)
        where candidates[index].features.coverage >= Self.leastCoverage { candidates[index].features.clause = 1 }
        let readTokens = try await read(&candidates, question)
        EvidenceWeights.with(crossEncoder).weigh(&candidates, for: question.text)
        candidates.sort {
            ($0.score, $1.passage.documentID, $1.passage.span) > ($1.score, $0.passage.documentID, $0.passage.span)
        }
        let ordered = Self.ordered(retrieved.results, by: candidates)
        try await DefinitionFollower(store: store, index: retrieved.words, reader: reader).follow(&candidates)
        try await NameFollower(store: store, index: retrieved.words, reader: reader).follow(&candidates)
        try await ReferenceFollower(store: store, reader: reader, names: names).follow(&candidates)
        // A sentence was read out of a chunk, which may begin on a page before.
        var layouts = DocumentLayouts(store: store)
        for index in candidates.indices { try await layouts.locate(&candidates[index].passage) }
        return Found(
            candidates: candidates, ordered: ordered, estimate: Self.estimate(question, candidates),
            plan: retrieved.plan, embeddingTokens: embedded.tokens + readTokens)
    }

    /// Has the sentences that seem likeliest without it read beside the question, and returns the tokens that this took.
    private func read(_ candidates: inout [Candidate], _ question: Question) async throws -> Int {
        guard let crossEncoder else { return 0 }
        let sums = candidates.map { EvidenceWeights.standard.sum($0.features) }
        let likeliest = candidates.indices.sorted { (sums[$0], $1) > (sums[$1], $0) }.prefix(Self.read)
        let result = try await crossEncoder.rerank(likeliest.map { candidates[$0].embedded }, for: question.text)
        guard result.scores.count == likeliest.count else {
            throw KapellError(.model, "The cross-encoder \(crossEncoder.model) returned too few scores.")
        }
        for index in candidates.indices { candidates[index].features.reading = Candidate.Features.leastReading }
        for (index, score) in zip(likeliest, result.scores) {
            candidates[index].features.reading = max(Candidate.Features.leastReading, score)
        }
        return result.tokens ?? 0
    }

    /// A sentence of a clause that is named must at least speak of what is asked.
    private static let leastCoverage = 0.25

    /// The least measure of form with which a sentence counts, when the form is told: an amount, a date, a number of things.
    private static let leastForm = 0.35

    private static func estimate(_ question: Question, _ candidates: [Candidate]) -> Double {
        let isTold = question.expectation.isTold
        return candidates.reduce(0) { $0 + (isTold && $1.features.form < leastForm ? 0 : $1.score) }
    }

    /// Passages by the best of their sentences; those of which none was weighed keep their order behind the others.
    private static func ordered(_ results: [SearchResult], by candidates: [Candidate]) -> [SearchResult] {
        var best = [Double](repeating: 0, count: results.count)
        for candidate in candidates {
            for (index, result) in results.enumerated() where result.passage.covers(candidate.passage) {
                best[index] = max(best[index], candidate.score)
            }
        }
        return results.indices.sorted { (best[$0], $1) > (best[$1], $0) }.map { results[$0] }
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
