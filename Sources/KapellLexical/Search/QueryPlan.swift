/// A query with its terms looked up and weighed; the same for every segment.
indirect enum QueryPlan {
    /// A term in a field.
    struct Term {
        let field: Int
        let bytes: [UInt8]
        let scorer: TermScorer
        /// In how many documents it is.
        let frequency: Int
    }

    struct Phrase {
        let field: Int
        /// Each term once, and the places in the phrase where it stands.
        let terms: [[UInt8]]
        let slots: [Slot]
        let slop: Int
        let scorer: TermScorer
        /// In how many documents its rarest term is.
        let frequency: Int

        struct Slot {
            let term: Int
            let offset: Int
        }
    }

    /// The sum of the scores of the terms.
    case sum([Term])
    /// The best score of the terms.
    case best([Term])
    case phrases([Phrase])
    case combined(must: [QueryPlan], should: [QueryPlan], mustNot: [QueryPlan], minimum: Int)
    /// Nothing can match.
    case nothing
    /// It has no words: a clause that says nothing, as if it were not there.
    case silent

    var isSilent: Bool { if case .silent = self { true } else { false } }

    /// About how many documents match at most.
    var cost: Int {
        switch self {
        case .sum(let terms), .best(let terms): terms.reduce(0) { $0 + $1.frequency }
        case .phrases(let phrases): phrases.reduce(0) { $0 + $1.frequency }
        case .combined(let must, let should, _, let minimum):
            must.map(\.cost).min() ?? (minimum > 0 ? should.reduce(0) { $0 + $1.cost } : .max)
        case .nothing, .silent: 0
        }
    }

    /// The terms, where the plan is no more than their sum.
    var plainTerms: [Term]? {
        switch self {
        case .sum(let terms): return terms
        case .combined(let must, let should, let mustNot, let minimum):
            if must.count == 1, should.isEmpty, mustNot.isEmpty, minimum == 0 { return must[0].plainTerms }
            guard must.isEmpty, mustNot.isEmpty, minimum == 1 else { return nil }
            var terms: [Term] = []
            for plan in should {
                guard let more = plan.plainTerms else { return nil }
                terms += more
            }
            return terms
        case .nothing, .silent: return []
        case .best, .phrases: return nil
        }
    }
}
