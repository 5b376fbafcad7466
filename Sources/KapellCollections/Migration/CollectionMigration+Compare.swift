public import KapellCore
internal import KapellVectors

extension CollectionMigration {
    /// Asks both spaces the same questions.
    ///
    /// - Parameters:
    ///   - k: How many of the nearest records are looked at, 1 to 1,000.
    ///   - serving: The model of the space that serves.
    ///   - other: The model of the other space.
    /// - Throws: `.invalidRequest` without questions, `.conflict` when a model is not that of its space; what the models
    ///   throw.
    @concurrent
    public func compare(
        _ queries: [PinnedQuery], k: Int = 10, serving: any EmbeddingBackend, other: any EmbeddingBackend
    ) async throws(KapellError) -> SpaceComparison {
        guard !queries.isEmpty, queries.count <= 10_000, (1...1_000).contains(k) else {
            throw KapellError(
                .invalidRequest, "Two spaces cannot be compared by \(queries.count) questions and \(k) records each.",
                remedy: "Ask 1 to 10000 questions, and for 1 to 1000 records.")
        }
        if let wrong = queries.first(where: { $0.relevant.values.contains { !($0.isFinite && $0 >= 0) } }) {
            throw KapellError(
                .invalidRequest, "The relevance of a record to \(RecordCheck.short(wrong.text)) is not 0 or more.",
                remedy: "Use 1 for records that answer the question, and leave the others out.")
        }
        return try await slot.useSpaces { spaces async throws(KapellError) in
            let (ours, theirs) = (spaces.serving, try spaces.other())
            let texts = queries.map(\.text)
            let vectors = (
                try await Self.vectors(of: texts, by: serving, for: ours.options),
                try await Self.vectors(of: texts, by: other, for: theirs.options)
            )
            var results: [SpaceComparison.Query] = []
            for (place, query) in queries.enumerated() {
                let first = try await Self.nearest(vectors.0[place], query, k, in: ours)
                let second = try await Self.nearest(vectors.1[place], query, k, in: theirs)
                let isJudged = !query.relevant.isEmpty
                results.append(
                    SpaceComparison.Query(
                        text: query.text, overlap: RankingQuality.overlap(first, second),
                        serving: isJudged ? RankingQuality.ndcg(first, relevant: query.relevant, k: k) : nil,
                        other: isJudged ? RankingQuality.ndcg(second, relevant: query.relevant, k: k) : nil))
            }
            let status = try spaces.status()
            return SpaceComparison(k: k, queries: results, isInStep: status.isInStep && status.missing == 0)
        }
    }

    private static func vectors(
        of texts: [String], by embedder: any EmbeddingBackend, for options: VectorCollectionOptions
    ) async throws(KapellError) -> [[Float]] {
        let result: EmbeddingResult
        do {
            let fingerprint = try await embedder.fingerprint()
            guard options.fingerprint.isEmpty || options.fingerprint == fingerprint else {
                throw KapellError(
                    .conflict, "The space of \(options.fingerprint) has other vectors than \(embedder.model) gives.",
                    remedy: "Compare with the model of each space.")
            }
            result = try await embedder.embed(texts)
        } catch {
            throw KapellError.wrapping(error)
        }
        guard result.vectors.count == texts.count else {
            throw KapellError(
                .model, "The model \(embedder.model) gave \(result.vectors.count) vectors for \(texts.count) texts.")
        }
        for (text, vector) in zip(texts, result.vectors) {
            try options.check(vector, of: "The vector of the question \(RecordCheck.short(text))")
        }
        return result.vectors
    }

    private static func nearest(
        _ vector: [Float], _ query: PinnedQuery, _ k: Int, in core: CollectionCore
    ) async throws(KapellError) -> [String] {
        let search = VectorQuery(
            vector: vector, filter: query.filter, limit: k, namespace: query.namespace, isExact: true, parts: [])
        return try await core.query(search).matches.map(\.record.id)
    }
}
