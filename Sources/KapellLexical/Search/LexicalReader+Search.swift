extension LexicalReader {
    /// The best documents of a namespace for a query.
    ///
    /// A namespace that does not exist is an empty one.
    /// - Parameters:
    ///   - limit: How many at most.
    ///   - exhaustive: Whether every document that matches gets a score, so that ``LexicalResult/available`` is known.
    ///     What is found is the same.
    ///   - isIncluded: Whether a document may be found. It does not change the statistics.
    /// - Throws: `LexicalError` for a query that is too large, names a field that is not there or says nothing to find.
    public func search(
        _ query: LexicalQuery, limit: Int = 10, in namespace: String = "", limits: LexicalLimits = LexicalLimits(),
        exhaustive: Bool = false, where isIncluded: ((Int64) -> Bool)? = nil
    ) throws(LexicalError) -> LexicalResult {
        guard limit >= 0 else { throw .negativeLimit(limit) }
        let statistics = Statistics(schema, namespaces[namespace])
        var planner = QueryPlanner(schema, statistics, limits)
        let plan = try planner.plan(query)
        var top = TopMatches(limit: limit)
        var scored = 0
        var seesAll = true
        if let terms = plan.plainTerms, isIncluded == nil {
            seesAll = exhaustive
            if limit > 0 || exhaustive {
                for view in statistics.views {
                    scored += TermSearch.run(view, terms, exhaustive: exhaustive, into: &top)
                }
            }
        } else {
            for view in statistics.views {
                let found = SegmentSearch(segment: view.segment).find(plan)
                for (index, document) in found.documents.enumerated() where !view.isDeleted(document) {
                    let id = view.segment.ids[document]
                    if let isIncluded, !isIncluded(id) { continue }
                    scored += 1
                    top.offer(id, found.scores[index])
                }
            }
        }
        return LexicalResult(
            matches: top.sorted(), expansions: planner.expansions, scored: scored,
            available: seesAll ? scored : nil, sequence: sequence)
    }
}

extension LexicalIndex {
    /// The best documents of a namespace for a query, in the index as it is now; see
    /// ``LexicalReader/search(_:limit:in:limits:exhaustive:where:)``.
    public func search(
        _ query: LexicalQuery, limit: Int = 10, in namespace: String = "", limits: LexicalLimits = LexicalLimits(),
        exhaustive: Bool = false, where isIncluded: ((Int64) -> Bool)? = nil
    ) throws(LexicalError) -> LexicalResult {
        try reader.search(
            query, limit: limit, in: namespace, limits: limits, exhaustive: exhaustive, where: isIncluded)
    }
}
