/// The numbers that BM25 needs of one namespace, without deleted documents.
struct Statistics {
    let views: [SegmentView]
    let count: Int
    private let schema: LexicalSchema
    private let averages: [Double]

    init(_ schema: LexicalSchema, _ state: NamespaceState?) {
        let views = state?.views ?? []
        let count = views.reduce(0) { $0 + $1.liveCount }
        self.schema = schema
        self.views = views
        self.count = count
        averages = schema.fields.indices.map { field in
            let tokens = views.reduce(UInt64(0)) { $0 + $1.liveTokens[field] }
            return count == 0 ? 0 : Double(tokens) / Double(count)
        }
    }

    /// In how many documents a term is.
    func frequency(of term: [UInt8], field: Int) -> Int {
        views.reduce(0) { sum, view in
            guard let place = view.segment.fields[field].terms.find(term) else { return sum }
            return sum + view.frequency(field: field, term: place)
        }
    }

    func idf(_ frequency: Int) -> Double {
        let there = Double(frequency)
        return logarithm(1 + (Double(count) - there + 0.5) / (there + 0.5))
    }

    /// What scores a term that is in `frequency` documents.
    func scorer(frequency: Int, field: Int, boost: Double) -> TermScorer { scorer(idf: idf(frequency), field, boost) }

    func scorer(idf: Double, _ field: Int, _ boost: Double) -> TermScorer {
        let average = averages[field]
        return TermScorer(
            weight: Float(idf * (schema.k1 + 1) * schema.fields[field].weight * boost),
            base: Float(schema.k1 * (1 - schema.b)), slope: average > 0 ? Float(schema.k1 * schema.b / average) : 0)
    }
}

/// BM25 for one term, with all that does not depend on the document worked out.
struct TermScorer: Sendable {
    let weight: Float
    let base: Float
    let slope: Float

    /// The score is a 32-bit float. Sums of scores are 64-bit floats: they are exact for such terms, so that the order
    /// of the terms does not show.
    @inline(__always)
    func score(_ frequency: Float, length: UInt32) -> Float {
        weight * frequency / (frequency + base + slope * Float(length))
    }

    /// A bound that no posting of the block goes beyond; rounding is allowed for.
    @inline(__always)
    func bound(_ block: PostingBlock) -> Double {
        Double(score(Float(block.maxFrequency), length: block.minLength)) * 1.00001
    }
}
