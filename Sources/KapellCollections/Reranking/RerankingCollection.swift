public import KapellCore
public import KapellVectors

/// A collection whose searches with a text are put into a new order by a model that reads question and texts together.
///
/// Works on any engine. The collection finds ``VectorQuery/depth`` candidates; the model scores the first
/// ``maximumDepth`` that have a text, and those that it does not read follow. The plan says how many were read and by what.
/// A search without a text is passed on as it is.
public struct RerankingCollection: VectorCollection {
    public let base: any VectorCollection
    public let reranker: any RerankBackend
    /// The most candidates that the model reads.
    public let maximumDepth: Int

    public init(_ base: any VectorCollection, reranker: any RerankBackend, maximumDepth: Int = 200) {
        self.base = base
        self.reranker = reranker
        self.maximumDepth = max(1, maximumDepth)
    }

    public var options: VectorCollectionOptions { base.options }

    public func query(_ query: VectorQuery) async throws(KapellError) -> VectorQueryResult {
        guard let question = query.text, query.limit > 0 else { return try await base.query(query) }
        var wide = query
        wide.limit = max(query.limit, min(query.depth, maximumDepth))
        wide.diversity = nil
        wide.parts.insert(.text)
        if query.diversity != nil { wide.parts.insert(.vector) }
        var result = try await base.query(wide)
        let (read, unread) = Self.divide(result.matches, most: maximumDepth)
        let scored = try await reranker.rerank(read.map { $0.record.text ?? "" }, for: question)
        guard scored.scores.count == read.count, scored.scores.allSatisfy(\.isFinite) else {
            throw KapellError(
                .model, "The model \(reranker.model) gave \(scored.scores.count) scores for \(read.count) texts.",
                remedy: "Try again, or search without it.", isRetryable: true)
        }
        result.matches = Self.ordered(read, scored.scores) + Self.following(unread, scored.scores)
        if let diversity = query.diversity { result.matches = Self.diverse(result.matches, diversity) }
        result.plan.name += ", reranked"
        result.plan.depth = read.count
        result.plan.notes.append(
            "rerank: \(read.count) texts by \(reranker.model)" + (scored.tokens.map { ", \($0) tokens" } ?? "")
                + (scored.truncated > 0 ? ", \(scored.truncated) cut at their ends" : ""))
        if query.depth > maximumDepth {
            result.plan.notes.append("the depth \(query.depth) was cut to \(maximumDepth)")
        }
        result.matches = Array(result.matches.prefix(query.limit))
        for place in result.matches.indices {
            if !query.parts.contains(.text) { result.matches[place].record.text = nil }
            if !query.parts.contains(.vector) { result.matches[place].record.vector = [] }
        }
        return result
    }

    private static func divide(
        _ matches: [VectorQueryResult.Match], most: Int
    ) -> (read: [VectorQueryResult.Match], unread: [VectorQueryResult.Match]) {
        let texts = matches.filter { $0.record.text?.isEmpty == false }
        return (
            Array(texts.prefix(most)), texts.dropFirst(most) + matches.filter { $0.record.text?.isEmpty != false }
        )
    }

    private static func ordered(
        _ matches: [VectorQueryResult.Match], _ scores: [Double]
    ) -> [VectorQueryResult.Match] {
        var matches = matches
        for place in matches.indices { matches[place].score = scores[place] }
        return matches.sorted {
            $0.score != $1.score ? $0.score > $1.score : $0.record.id.precedes($1.record.id)
        }
    }

    /// What was not read stands behind what was, with its lowest score.
    private static func following(
        _ matches: [VectorQueryResult.Match], _ scores: [Double]
    ) -> [VectorQueryResult.Match] {
        let lowest = scores.min() ?? 0
        return matches.map { match in
            var match = match
            match.score = lowest
            return match
        }
    }

    private static func diverse(
        _ matches: [VectorQueryResult.Match], _ weight: Double
    ) -> [VectorQueryResult.Match] {
        let directions = matches.map { Direction($0.record.vector) }
        return MarginalRelevance.choose(
            ListFusion.scale(matches.map(\.score)), count: matches.count, weight: weight
        ) { directions[$0].cosine(directions[$1]) }.map { matches[$0] }
    }

    // MARK: What is passed on

    @discardableResult
    public func upsert(_ records: [VectorRecord], namespace: String) async throws(KapellError) -> UInt64? {
        try await base.upsert(records, namespace: namespace)
    }

    @discardableResult
    public func delete(ids: [String], namespace: String) async throws(KapellError) -> Int? {
        try await base.delete(ids: ids, namespace: namespace)
    }

    @discardableResult
    public func delete(where filter: Filter, namespace: String) async throws(KapellError) -> Int? {
        try await base.delete(where: filter, namespace: namespace)
    }

    public func records(
        ids: [String], namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        try await base.records(ids: ids, namespace: namespace, parts: parts)
    }

    public func count(where filter: Filter?, namespace: String) async throws(KapellError) -> Int {
        try await base.count(where: filter, namespace: namespace)
    }

    public func scroll(
        after id: String?, limit: Int, where filter: Filter?, namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        try await base.scroll(after: id, limit: limit, where: filter, namespace: namespace, parts: parts)
    }

    public func namespaces() async throws(KapellError) -> [String] { try await base.namespaces() }

    public func drop(namespace: String) async throws(KapellError) { try await base.drop(namespace: namespace) }
}
