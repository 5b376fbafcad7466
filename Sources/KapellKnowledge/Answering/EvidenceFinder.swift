import KapellCore

/// Finds the sentences that may answer a question, and measures each.
struct EvidenceFinder {
    let store: any KnowledgeStore
    let embedder: any EmbeddingBackend
    let weights: EvidenceWeights

    /// Chunks whose sentences are looked at.
    static let chunks = 12
    /// Sentences that are embedded: those of the best chunks, which come first.
    static let sentences = 72

    struct Found: Sendable {
        /// Best first.
        var candidates: [Candidate]
        var rarity: Rarity
        var embeddingTokens: Int
    }

    func find(_ question: Question, vector: [Float], in results: [SearchResult], collection: Int64) async throws
        -> Found
    {
        let rarity = try await Rarity(question, store: store, collection: collection)
        let names = try await ForeignNames(question, rarity, in: results.prefix(Self.chunks), store: store)
        var candidates: [Candidate] = []
        for (rank, result) in results.prefix(Self.chunks).enumerated() {
            candidates += sentences(of: result, question, rarity, rank: 1 / (1 + Double(rank) / 4)).map { candidate in
                var candidate = candidate
                candidate.features.foreign = names.share[candidate.passage.documentID] ?? 0
                return candidate
            }
        }
        candidates = Array(candidates.prefix(Self.sentences))
        let count = candidates.count
        let embedded = try await embedder.embed(
            candidates.map(Self.embedded) + candidates.map(\.passage.text.onOneLine) + [question.focus])
        guard let focus = embedded.vectors.last, embedded.vectors.count == 2 * count + 1 else {
            throw KapellError(.model, "The embedding model \(embedder.model) returned too few vectors.")
        }
        for index in 0..<count {
            candidates[index].features.similarity = max(0, Similarity.cosine(vector, embedded.vectors[index]))
            candidates[index].features.focus = max(0, Similarity.cosine(focus, embedded.vectors[count + index]))
            candidates[index].score = weights.score(candidates[index].features)
        }
        candidates.sort {
            ($0.score, $1.passage.documentID, $1.passage.span) > ($1.score, $0.passage.documentID, $0.passage.span)
        }
        return Found(candidates: candidates, rarity: rarity, embeddingTokens: embedded.tokens)
    }

    /// A sentence is embedded with the heading right above it.
    private static func embedded(_ candidate: Candidate) -> String {
        guard let heading = candidate.heading.split(separator: "›").last?.trimmingSpace, !heading.isEmpty else {
            return candidate.passage.text.onOneLine
        }
        return "\(heading): \(candidate.passage.text.onOneLine)"
    }

    private func sentences(
        of result: SearchResult, _ question: Question, _ rarity: Rarity, rank: Double
    ) -> [Candidate] {
        let chunk = result.passage
        let bytes = Array(chunk.text.utf8)
        let spans = Sentences(bytes: bytes).spans(in: ByteSpan(start: 0, end: bytes.count))
        let above = Set(
            Words.split("\(chunk.document) \(result.heading)").map { Stemmer.stem(Spelling.normal($0.text)) })
        var before: Set<String> = []
        var candidates: [Candidate] = []
        for span in spans {
            let text = String(decoding: bytes[span.start..<span.end], as: UTF8.self)
            let words = Words.split(text)
            let stems = Set(words.map { Stemmer.stem(Spelling.normal($0.text)) })
            defer { before = before.union(stems) }
            guard words.count > 2, !isHeading(text, words, result.heading), !InstructionDetector.isInstruction(text)
            else { continue }
            var features = Candidate.Features()
            features.chunkSimilarity = max(0, result.similarity)
            features.rank = rank
            features.title = Self.isTitle(text, words) ? 1 : 0
            features.form = AnswerForm.match(question.expectation, words: words, text: text)
            (features.ownCoverage, _) = rarity.coverage(of: question, in: [(stems, 1)])
            (features.coverage, features.missing) = rarity.coverage(
                of: question, in: [(stems, 1), (above, 0.8), (before, 0.5)])
            let passage = Passage(
                document: chunk.document, documentID: chunk.documentID, documentHash: chunk.documentHash,
                page: chunk.page,
                span: ByteSpan(start: chunk.span.start + span.start, end: chunk.span.start + span.end),
                text: text)
            candidates.append(Candidate(passage: passage, heading: result.heading, features: features))
        }
        return candidates
    }

    /// A line of few words without a number that ends without a mark and is short, or mostly capitalised.
    private static func isTitle(_ text: String, _ words: [Words.Word]) -> Bool {
        guard words.count <= 14, !words.contains(where: { AnswerForm.isNumber($0.text) }) else { return false }
        let last = text.utf8.last ?? 0
        let isEnded = last == UInt8(ascii: ".") || last == UInt8(ascii: ";") || last == UInt8(ascii: ":")
        let capitalised = words.count { $0.isCapitalised }
        return !isEnded && (words.count <= 5 || capitalised * 2 >= words.count)
    }

    private func isHeading(_ text: String, _ words: [Words.Word], _ heading: String) -> Bool {
        guard words.count < 12, text.utf8.last != UInt8(ascii: "."), text.utf8.last != UInt8(ascii: ";") else {
            return false
        }
        let leaf = heading.split(separator: "›").last?.trimmingSpace ?? ""
        return !leaf.isEmpty && (text.onOneLine.contains(leaf.onOneLine) || leaf.onOneLine.contains(text.onOneLine))
    }
}
