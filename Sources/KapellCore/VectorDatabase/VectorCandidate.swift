import KapellVectors

/// One record that one of a query's two searches found, before both become one answer.
package struct VectorCandidate: Sendable {
    /// With the parts that ``VectorQuery/candidateParts`` names.
    package var record: VectorRecord
    /// Higher is better; of equal meaning within one list.
    package var score: Double

    package init(record: VectorRecord, score: Double) {
        self.record = record
        self.score = score
    }
}

/// How an engine's lists of candidates become the answer: the same for every engine that does not do it itself.
extension VectorQuery {
    /// How many candidates each search has to bring.
    package var candidateCount: Int {
        let isPlain = (vector == nil || text == nil) && diversity == nil && !groupsByParent
        return isPlain || limit == 0 ? limit : max(limit, depth)
    }

    /// What the candidates have to carry.
    package var candidateParts: VectorRecordParts { diversity == nil ? parts : parts.union(.vector) }

    /// The matches, from the candidates of both searches, the best first.
    ///
    /// - Parameter parents: reads records by their ids, with ``parts``; asked only where parents stand for their parts.
    package func matches(
        nearest: [VectorCandidate]?, words: [VectorCandidate]?,
        parents: ([String]) async throws(KapellError) -> [VectorRecord]
    ) async throws(KapellError) -> [VectorQueryResult.Match] {
        var matches = fused(nearest.map(Self.ordered), words.map(Self.ordered))
        if let diversity { matches = Self.diversified(matches, diversity, limit: limit) }
        if groupsByParent { matches = try await grouped(matches, parents) }
        matches = Array(matches.prefix(limit))
        if !parts.contains(.vector), diversity != nil {
            for place in matches.indices { matches[place].record.vector = [] }
        }
        return matches
    }

    private static func ordered(_ list: [VectorCandidate]) -> [VectorCandidate] {
        list.sorted { $0.score != $1.score ? $0.score > $1.score : $0.record.id.precedes($1.record.id) }
    }

    private func fused(_ nearest: [VectorCandidate]?, _ words: [VectorCandidate]?) -> [VectorQueryResult.Match] {
        guard let nearest, let words else {
            return (nearest ?? words ?? []).enumerated().map { place, candidate in
                VectorQueryResult.Match(
                    record: candidate.record, score: candidate.score, vectorRank: nearest == nil ? nil : place + 1,
                    textRank: words == nil ? nil : place + 1)
            }
        }
        let records = Dictionary(
            (nearest + words).map { ($0.record.id, $0.record) }, uniquingKeysWith: { first, _ in first })
        let lists = [(nearest, vectorWeight), (words, textWeight)].map { list, weight in
            ListFusion.List(list.map(\.record.id), scores: list.map(\.score), weight: weight)
        }
        return ListFusion.fuse(lists, by: fusion) { $0.precedes($1) }.compactMap { item in
            records[item.item].map { record in
                VectorQueryResult.Match(
                    record: record, score: item.score, vectorRank: item.ranks[0], textRank: item.ranks[1])
            }
        }
    }

    private static func diversified(
        _ matches: [VectorQueryResult.Match], _ weight: Double, limit: Int
    ) -> [VectorQueryResult.Match] {
        let directions = matches.map { Direction($0.record.vector) }
        return MarginalRelevance.choose(ListFusion.scale(matches.map(\.score)), count: limit, weight: weight) {
            directions[$0].cosine(directions[$1])
        }.map { matches[$0] }
    }

    private func grouped(
        _ matches: [VectorQueryResult.Match], _ parents: ([String]) async throws(KapellError) -> [VectorRecord]
    ) async throws(KapellError) -> [VectorQueryResult.Match] {
        var seen = Set<String>()
        let best = matches.filter { seen.insert($0.record.parent ?? $0.record.id).inserted }.prefix(limit)
        let missing = best.compactMap(\.record.parent)
        guard !missing.isEmpty else { return Array(best) }
        let known = Dictionary(try await parents(missing).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return best.map { match in
            var match = match
            if let parent = match.record.parent, let record = known[parent] { match.record = record }
            return match
        }
    }
}
