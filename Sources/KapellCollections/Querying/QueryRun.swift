internal import KapellCore
internal import KapellVectors

/// One query over one state: candidates, fusion, the choice for diversity, groups, and what the matches carry.
struct QueryRun {
    let query: VectorQuery
    let limits: CollectionLimits
    let space: Namespace
    let state: NamespaceState

    struct Candidate {
        var row: Int
        var score: Double
        var vectorRank: Int?
        var textRank: Int?
    }

    /// - Throws: `.invalidRequest` when the filter or the words are refused.
    func run() throws(KapellError) -> VectorQueryResult {
        var plan = VectorQueryResult.Plan(name: "exact", isExact: true, visited: 0, sequence: state.sequence)
        let rows = try filtered(&plan)
        let available = (rows ?? state.rows).count
        plan.available = available
        var depth = max(1, min(max(min(query.depth, limits.depth), query.limit), max(available, 1)))
        if query.depth > limits.depth, available > limits.depth {
            plan.notes.append("the depth \(query.depth) was cut to \(max(limits.depth, query.limit))")
        }
        while true {
            var attempt = plan
            let candidates = try candidates(depth: depth, rows: rows, &attempt)
            let chosen = diverse(candidates, &attempt)
            let matches = try matches(chosen)
            // Parts of few parents may fill the candidates.
            if query.groupsByParent, matches.count < query.limit, candidates.count >= depth, depth < available {
                depth = min(available, depth * 4)
                continue
            }
            return VectorQueryResult(matches: matches, plan: attempt)
        }
    }

    private func filtered(_ plan: inout VectorQueryResult.Plan) throws(KapellError) -> RowSet? {
        guard let filter = query.filter else { return nil }
        do throws(FilterError) {
            let filterPlan = try state.filters.plan(filter)
            plan.notes += filterPlan.explanation.prefix(64).map { "filter: \($0)" }
            return state.filters.rows(matching: filterPlan)
        } catch {
            throw KapellError(error)
        }
    }

    // MARK: Candidates

    private func candidates(
        depth: Int, rows: RowSet?, _ plan: inout VectorQueryResult.Plan
    ) throws(KapellError) -> [Candidate] {
        var words = try BestWords(query, state: state, rows: rows)
        guard query.limit > 0 else { return [] }
        let isHybrid = query.vector != nil && query.text != nil
        let looksFurther = isHybrid || query.diversity != nil || query.groupsByParent
        let count = looksFurther ? depth : query.limit
        if looksFurther { plan.depth = depth }
        var near = RankedRows()
        if let vector = query.vector {
            var search = NearestRows(
                space: space, state: state, rows: rows, vector: vector, ef: query.ef, isExact: query.isExact)
            near = try search.best(count)
            plan.name = search.plan.planName
            plan.isExact = search.plan == .exact
            plan.visited = search.compared
            if isHybrid { plan.notes.append("vectors: \(plan.name), \(search.compared) compared") }
        }
        guard query.text != nil else {
            return near.rows.indices.map { Candidate(row: near.rows[$0], score: near.scores[$0], vectorRank: $0 + 1) }
        }
        let told = try words?.best(count) ?? RankedRows()
        plan.notes += words?.notes ?? []
        guard isHybrid else {
            plan.name = "words"
            plan.visited = nil
            return told.rows.indices.map { Candidate(row: told.rows[$0], score: told.scores[$0], textRank: $0 + 1) }
        }
        plan.name = "hybrid"
        let fused = ListFusion.fuse(
            [
                ListFusion.List(near.rows, scores: near.scores, weight: query.vectorWeight),
                ListFusion.List(told.rows, scores: told.scores, weight: query.textWeight),
            ], by: query.fusion
        ) { (state.records[$0]?.id ?? "").precedes(state.records[$1]?.id ?? "") }
        return fused.map { Candidate(row: $0.item, score: $0.score, vectorRank: $0.ranks[0], textRank: $0.ranks[1]) }
    }

    // MARK: Diversity

    /// Relevance is the score, scaled to 0…1; likeness is the cosine, whatever the metric.
    private func diverse(_ candidates: [Candidate], _ plan: inout VectorQueryResult.Plan) -> [Candidate] {
        guard let weight = query.diversity, candidates.count > 1 else { return candidates }
        let pool = Array(candidates.prefix(min(plan.depth ?? candidates.count, limits.diversity)))
        let vectors = pool.map { Direction(space.vectors.vector(for: Int64($0.row)) ?? []) }
        // Parents may be fewer than candidates, so that all of these are put in order.
        let count = query.groupsByParent ? pool.count : min(query.limit, pool.count)
        let order = MarginalRelevance.choose(ListFusion.scale(pool.map(\.score)), count: count, weight: weight) {
            vectors[$0].cosine(vectors[$1])
        }
        plan.notes.append("diversity: \(order.count) chosen of \(pool.count)")
        return order.map { pool[$0] } + candidates.dropFirst(pool.count)
    }

    // MARK: Matches

    private func matches(_ candidates: [Candidate]) throws(KapellError) -> [VectorQueryResult.Match] {
        guard query.groupsByParent else {
            var matches: [VectorQueryResult.Match] = []
            for candidate in candidates.prefix(query.limit) {
                if let match = try match(candidate, row: candidate.row) { matches.append(match) }
            }
            return matches
        }
        let groups = ParentGroups.group(
            candidates.map { (state.records[$0.row]?.id ?? "", state.records[$0.row]?.parent) })
        var matches: [VectorQueryResult.Match] = []
        for group in groups.prefix(query.limit) {
            // A parent that is no record is stood for by its best part.
            let candidate = candidates[group.place]
            if let match = try match(candidate, row: state.ids.row(of: group.id) ?? candidate.row) {
                matches.append(match)
            }
        }
        return matches
    }

    private func match(_ candidate: Candidate, row: Int) throws(KapellError) -> VectorQueryResult.Match? {
        guard let record = try space.record(row: row, of: state, parts: query.parts) else { return nil }
        return VectorQueryResult.Match(
            record: record, score: candidate.score, vectorRank: candidate.vectorRank, textRank: candidate.textRank)
    }
}

extension SearchPlan {
    fileprivate var planName: String {
        switch self {
        case .exact: "exact"
        case .graph: "graph"
        case .graphTwoHops: "graph two-hop"
        }
    }
}

extension Namespace {
    /// Rows as records, in this order.
    func records(
        rows: [Int], of state: NamespaceState, parts: VectorRecordParts
    ) throws(KapellError) -> [VectorRecord] {
        var records: [VectorRecord] = []
        for row in rows {
            if let record = try record(row: row, of: state, parts: parts) { records.append(record) }
        }
        return records
    }

    /// A row as a record with the parts that are asked for; `nil` when there is no such row. Only while the state is
    /// held.
    /// - Throws: `.corrupt` when its text is damaged.
    func record(
        row: Int, of state: NamespaceState, parts: VectorRecordParts
    ) throws(KapellError) -> VectorRecord? {
        guard let stored = state.records[row] else { return nil }
        return VectorRecord(
            id: stored.id, vector: parts.contains(.vector) ? vectors.vector(for: Int64(row)) ?? [] : [],
            text: parts.contains(.text) ? try state.text(of: row) : nil,
            metadata: parts.contains(.metadata)
                ? stored.metadata ?? state.filters.metadata(of: row) ?? Metadata() : Metadata(),
            parent: stored.parent)
    }
}
