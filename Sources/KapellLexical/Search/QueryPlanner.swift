/// Makes a plan of a query.
struct QueryPlanner {
    let schema: LexicalSchema
    let statistics: Statistics
    let limits: LexicalLimits
    private(set) var expansions: [LexicalExpansion] = []
    private var clauses = 0

    init(_ schema: LexicalSchema, _ statistics: Statistics, _ limits: LexicalLimits) {
        self.schema = schema
        self.statistics = statistics
        self.limits = limits
    }

    /// - Throws: `.queryTooLarge`, `.unknownField`, `.invalidQuery`.
    mutating func plan(_ query: LexicalQuery, boost: Double = 1, depth: Int = 0) throws(LexicalError) -> QueryPlan {
        guard depth <= limits.depth else {
            throw .queryTooLarge(what: "levels of nesting", actual: depth, limit: limits.depth)
        }
        switch query {
        case .words(let text, let minimum, let field):
            return try words(text, minimum: minimum, fields(field), boost)
        case .allWords(let text, let field): return try words(text, minimum: nil, fields(field), boost)
        case .phrase(let text, let slop, let field): return try phrase(text, slop: slop, fields(field), boost)
        case .prefix(let text, let field): return try prefix(text, fields(field), boost)
        case .fuzzy(let text, let distance, let exact, let field):
            return try fuzzy(text, distance: distance, exact: exact, fields(field), boost)
        case .boosted(let query, let factor):
            guard factor.isFinite, factor > 0, factor <= 1_000_000 else {
                throw .invalidQuery("the factor \(factor) is not above 0 and at most 1000000")
            }
            let product = boost * factor
            guard product <= 1e12, product >= 1e-12 else { throw .invalidQuery("nested factors go out of range") }
            return try plan(query, boost: product, depth: depth + 1)
        case .combined(let must, let should, let mustNot, let minimum):
            return try combined(must, should, mustNot, minimum, boost, depth)
        }
    }

    private mutating func combined(
        _ must: [LexicalQuery], _ should: [LexicalQuery], _ mustNot: [LexicalQuery], _ minimum: Int?, _ boost: Double,
        _ depth: Int
    ) throws(LexicalError) -> QueryPlan {
        guard !must.isEmpty || !should.isEmpty else {
            throw .invalidQuery("it only says what must not be there")
        }
        try add(clauses: must.count + should.count + mustNot.count)
        var plans: [[QueryPlan]] = []
        for (index, queries) in [must, should, mustNot].enumerated() {
            var made: [QueryPlan] = []
            for query in queries {
                let plan = try plan(query, boost: index == 2 ? 1 : boost, depth: depth + 1)
                if !plan.isSilent { made.append(plan) }
            }
            plans.append(made)
        }
        let least = max(minimum ?? (plans[0].isEmpty ? 1 : 0), plans[0].isEmpty ? 1 : 0)
        if plans[0].isEmpty, plans[1].isEmpty { return .silent }
        guard least <= plans[1].count else { return .nothing }
        return .combined(must: plans[0], should: plans[1], mustNot: plans[2], minimum: least)
    }

    // MARK: Words

    private mutating func words(
        _ text: String, minimum: Int?, _ fields: [Int], _ boost: Double
    ) throws(LexicalError) -> QueryPlan {
        let tokens = try tokens(text)
        var counts: [String: Int] = [:]
        var order: [String] = []
        for token in QueryWords.telling(tokens, schema.analyzer) {
            if counts.updateValue(counts[token.term, default: 0] + 1, forKey: token.term) == nil {
                order.append(token.term)
            }
        }
        try add(clauses: order.count)
        let plans = order.map { term in
            QueryPlan.sum(self.terms(Array(term.utf8), fields, boost * Double(counts[term] ?? 1)))
        }
        let least = minimum ?? plans.count
        if plans.isEmpty { return .silent }
        guard least <= plans.count else { return .nothing }
        if least <= 1 { return .sum(plans.flatMap { $0.plainTerms ?? [] }) }
        if least == plans.count { return .combined(must: plans, should: [], mustNot: [], minimum: 0) }
        return .combined(must: [], should: plans, mustNot: [], minimum: least)
    }

    private func terms(_ bytes: [UInt8], _ fields: [Int], _ boost: Double) -> [QueryPlan.Term] {
        fields.compactMap { field in
            let frequency = statistics.frequency(of: bytes, field: field)
            guard frequency > 0 else { return nil }
            return QueryPlan.Term(
                field: field, bytes: bytes,
                scorer: statistics.scorer(frequency: frequency, field: field, boost: boost), frequency: frequency)
        }
    }

    private mutating func phrase(
        _ text: String, slop: Int, _ fields: [Int], _ boost: Double
    ) throws(LexicalError) -> QueryPlan {
        let tokens = try tokens(text)
        guard tokens.count > 1 else {
            return tokens.first.map { .sum(terms(Array($0.term.utf8), fields, boost)) } ?? .silent
        }
        try add(clauses: tokens.count)
        let shape = PhraseShape(tokens)
        let phrases = fields.compactMap { field -> QueryPlan.Phrase? in
            var idf = 0.0
            var least = Int.max
            for slot in shape.slots {
                let frequency = statistics.frequency(of: shape.terms[slot.term], field: field)
                if frequency == 0 { return nil }
                idf += statistics.idf(frequency)
                least = min(least, frequency)
            }
            return QueryPlan.Phrase(
                field: field, terms: shape.terms, slots: shape.slots, slop: min(max(0, slop), 1 << 20),
                scorer: statistics.scorer(idf: idf, field, boost), frequency: least)
        }
        return phrases.isEmpty ? .nothing : .phrases(phrases)
    }

    // MARK: Expansions

    private mutating func prefix(_ text: String, _ fields: [Int], _ boost: Double) throws(LexicalError) -> QueryPlan {
        let pattern = Analyzer.prefix(try pattern(text), of: text)
        let bytes = Array(pattern.utf8)
        return expand(pattern, fields, boost) { table in
            table.places(withPrefix: bytes).map { ($0, 0) }
        }
    }

    private mutating func fuzzy(
        _ text: String, distance: Int, exact: Int, _ fields: [Int], _ boost: Double
    ) throws(LexicalError) -> QueryPlan {
        guard (0...2).contains(distance) else {
            throw .invalidQuery("the distance \(distance) of a misspelling is not 0, 1 or 2")
        }
        let pattern = try pattern(text)
        let search = FuzzySearch(pattern, distance: distance, exact: exact)
        return expand(pattern, fields, boost) { table in search.places(in: table) }
    }

    /// The one word of a prefix or misspelling, folded.
    private mutating func pattern(_ text: String) throws(LexicalError) -> String {
        try checkLength(text)
        let tokens = schema.analyzer.patternTokens(text)
        guard tokens.count == 1 else {
            throw .invalidQuery("\"\(text)\" is \(tokens.count) words; a prefix or misspelling is one")
        }
        try add(clauses: 1)
        return tokens[0].form
    }

    private mutating func expand(
        _ pattern: String, _ fields: [Int], _ boost: Double, _ places: (TermTable) -> [(place: Int, distance: Int)]
    ) -> QueryPlan {
        var found: [Expansion.Key: Int] = [:]
        for view in statistics.views {
            for field in fields {
                let segment = view.segment.fields[field]
                for (place, distance) in places(segment.searchable) {
                    let key = Expansion.Key(
                        bytes: Array(segment.terms.string(segment.term(ofSearchable: place))), field: field)
                    found[key] = min(found[key] ?? .max, distance)
                }
            }
        }
        let all = found.compactMap { key, distance -> Expansion? in
            let frequency = statistics.frequency(of: key.bytes, field: key.field)
            return frequency > 0 ? Expansion(key: key, distance: distance, frequency: frequency) : nil
        }.sorted()
        var names: [String] = []
        var ranks: [[UInt8]: Int] = [:]
        for expansion in all where ranks[expansion.key.bytes] == nil {
            if ranks.count < limits.expansions {
                names.append(String(decoding: expansion.key.bytes, as: UTF8.self))
            }
            ranks[expansion.key.bytes] = ranks.count
        }
        let used = all.filter { (ranks[$0.key.bytes] ?? .max) < limits.expansions }
        expansions.append(LexicalExpansion(pattern: pattern, terms: names, found: ranks.count))
        // All of them weigh as the most frequent does, so that a rare misspelling is not the best match.
        let greatest = used.map(\.frequency).max() ?? 0
        return .best(
            used.map { expansion in
                QueryPlan.Term(
                    field: expansion.key.field, bytes: expansion.key.bytes,
                    scorer: statistics.scorer(
                        frequency: greatest, field: expansion.key.field,
                        boost: boost / Double(1 + expansion.distance)), frequency: expansion.frequency)
            })
    }

    // MARK: Limits

    private func fields(_ name: String?) throws(LexicalError) -> [Int] {
        guard let name else { return Array(schema.fields.indices) }
        return [try schema.place(of: name)]
    }

    private mutating func tokens(_ text: String) throws(LexicalError) -> [LexicalToken] {
        try checkLength(text)
        return schema.analyzer.tokens(text, isQuery: true)
    }

    private func checkLength(_ text: String) throws(LexicalError) {
        let bytes = text.utf8.count
        guard bytes <= limits.bytes else { throw .queryTooLarge(what: "bytes", actual: bytes, limit: limits.bytes) }
    }

    private mutating func add(clauses more: Int) throws(LexicalError) {
        clauses += more
        guard clauses <= limits.clauses else {
            throw .queryTooLarge(what: "clauses", actual: clauses, limit: limits.clauses)
        }
    }
}

/// A term that a prefix or misspelling stands for.
private struct Expansion: Comparable {
    struct Key: Hashable {
        let bytes: [UInt8]
        let field: Int
    }

    let key: Key
    let distance: Int
    let frequency: Int

    static func < (left: Expansion, right: Expansion) -> Bool {
        if left.distance != right.distance { return left.distance < right.distance }
        if left.frequency != right.frequency { return left.frequency > right.frequency }
        if left.key.bytes != right.key.bytes {
            return left.key.bytes.lexicographicallyPrecedes(right.key.bytes)
        }
        return left.key.field < right.key.field
    }
}
