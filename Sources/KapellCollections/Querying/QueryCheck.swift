internal import KapellCore

extension RecordCheck {
    /// Refuses a query that cannot be answered. What the filter and the words say is looked at by their indexes.
    func check(_ query: VectorQuery) throws(KapellError) {
        try check(namespace: query.namespace)
        guard query.vector != nil || query.text != nil else {
            throw KapellError(
                .invalidRequest, "The query has neither a vector nor a text.", remedy: "Give one of them, or both.")
        }
        if let vector = query.vector { try options.check(vector, of: "The query vector") }
        if query.text != nil, options.analyzer == nil {
            throw KapellError(
                .invalidRequest,
                "The collection \(options.name) has no analyser; its texts cannot be searched by words.",
                remedy: "Ask by a vector, or make a collection with an analyser.")
        }
        guard query.limit >= 0 else {
            throw KapellError(
                .invalidRequest, "A search cannot return \(query.limit) matches.", remedy: "Ask for 0 or more.")
        }
        guard query.depth >= 0 else {
            throw KapellError(
                .invalidRequest, "A search cannot look at \(query.depth) candidates.",
                remedy: "Set the depth to 0 or more.")
        }
        if let ef = query.ef, !(1...65_536).contains(ef) {
            throw KapellError(
                .invalidRequest, "A search cannot have an ef of \(ef).", remedy: "Set ef to a number from 1 to 65536.")
        }
        try checkWeights(of: query)
    }

    private func checkWeights(of query: VectorQuery) throws(KapellError) {
        for (name, weight) in [("vectors", query.vectorWeight), ("words", query.textWeight)]
        where !(weight.isFinite && weight >= 0 && weight <= 1e6) {
            throw KapellError(
                .invalidRequest, "The weight of the \(name) cannot be \(weight).",
                remedy: "Use a number from 0 to 1000000.")
        }
        if query.vector != nil, query.text != nil, query.vectorWeight == 0, query.textWeight == 0 {
            throw KapellError(
                .invalidRequest, "The vectors and the words both have the weight 0.",
                remedy: "Give one of them a weight above 0.")
        }
        if case .reciprocalRank(let k) = query.fusion, !(k.isFinite && k >= 0 && k <= 1e6) {
            throw KapellError(
                .invalidRequest, "The k of reciprocal rank fusion cannot be \(k).",
                remedy: "Use a number from 0 to 1000000; 60 is usual.")
        }
        if let diversity = query.diversity, !(0...1).contains(diversity) {
            throw KapellError(
                .invalidRequest, "The weight of relevance in a choice for diversity cannot be \(diversity).",
                remedy: "Use a number from 0 (diversity alone) to 1 (relevance alone).")
        }
    }
}
