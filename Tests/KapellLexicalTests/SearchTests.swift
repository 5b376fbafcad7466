import KapellLexical
import KapellTesting
import Testing

@Suite struct SearchTests {
    /// An index and its naive twin after the same random changes, in several segments.
    private func twins(seed: UInt64, changes: Int = 160) throws -> (LexicalIndex, Naive, SeededGenerator) {
        var random = SeededGenerator(seed)
        let fields = [LexicalField("title", weight: 2.5), LexicalField("body")]
        let schema = try LexicalSchema(analyzer: Words.analyzer(), fields: fields, k1: 1.3, b: 0.6)
        let index = LexicalIndex(schema)
        var naive = Naive(schema)
        for _ in 0..<changes {
            if Int.random(in: 0..<4, using: &random) == 0 {
                let ids = (0..<5).map { _ in Int64.random(in: -60...60, using: &random) }
                let there = Set(ids).filter { naive.documents.removeValue(forKey: $0) != nil }
                #expect(index.delete(ids) == there.count)
            } else {
                let batch = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                    LexicalDocument(
                        id: Int64.random(in: -60...60, using: &random),
                        texts: [
                            "title": Words.text(&random, 0...4), "body": Words.text(&random, 0...40),
                        ])
                }
                try index.upsert(batch)
                for document in batch { naive.upsert(document) }
                // Another tenant, with the same ids and words, who must not show.
                try index.upsert(batch.map { LexicalDocument(id: $0.id, texts: ["title": "log vacuum"]) }, in: "other")
                if batch.count == 3 { index.delete(batch.map(\.id), in: "other") }
            }
        }
        return (index, naive, random)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `scores are those of the formula after upserts and deletes`(seed: UInt64) throws {
        var (index, naive, random) = try twins(seed: seed)
        #expect(index.reader.count() == naive.documents.count)
        for round in 0..<40 {
            if round == 20 { index.compact() }
            let text = Words.text(&random, 1...5)
            let terms = index.schema.analyzer.tokens(text, isQuery: true).map(\.term)
            let expected = naive.scores(terms)
            let result = try index.search(.words(text), limit: 1000, exhaustive: true)
            #expect(Set(result.matches.map(\.id)) == Set(expected.keys))
            #expect(result.available == expected.count)
            for match in result.matches {
                let score = try #require(expected[match.id])
                #expect(abs(match.score - score) < 1e-5 * max(1, score))
            }
        }
        #expect(index.reader.segmentCount() == 1)
    }

    @Test func `the best are the same with and without looking at all`() throws {
        var random = SeededGenerator(7)
        let index = LexicalIndex(try LexicalSchema(analyzer: Words.analyzer()))
        // More than a window, many blocks, and many ties.
        var id: Int64 = 0
        for _ in 0..<3 {
            try index.upsert(
                (0..<3000).map { _ in
                    id += 1
                    return LexicalDocument(id: id, text: Words.text(&random, 1...12))
                })
        }
        index.delete((0..<500).map { _ in Int64.random(in: 1...9000, using: &random) })
        var skipped = false
        for _ in 0..<60 {
            let query = LexicalQuery.words(Words.text(&random, 1...6))
            let limit = Int.random(in: 0...30, using: &random)
            let all = try index.search(query, limit: limit, exhaustive: true)
            let pruned = try index.search(query, limit: limit)
            let materialised = try index.search(query, limit: limit, where: { _ in true })
            #expect(pruned.matches == all.matches)
            #expect(materialised.matches == all.matches)
            #expect(materialised.available == all.available)
            if pruned.scored < all.scored { skipped = true }
        }
        #expect(skipped)
    }

    @Test(arguments: [11, 12] as [UInt64])
    func `phrases are found where the words stand`(seed: UInt64) throws {
        var (index, naive, random) = try twins(seed: seed)
        for slop in [0, 0, 0, 1, 2, 3] {
            for _ in 0..<12 {
                let text = Words.text(&random, 2...3)
                let query = index.schema.analyzer.tokens(text, isQuery: true)
                let expected = naive.ids { Self.holds($0, query, slop: slop) }
                let found = try index.search(.phrase(text, slop: slop), limit: 1000)
                #expect(Set(found.matches.map(\.id)) == expected, "\(text) ~\(slop)")
                if slop == 0 {
                    for field in ["title", "body"] {
                        let count = naive.documents.count { Self.holds($0.value[field] ?? [], query, slop: 0) }
                        #expect(try index.reader.frequency(of: text, field: field) == count)
                    }
                    #expect(try index.reader.frequency(of: text) == expected.count)
                }
            }
        }
    }

    /// Tries every choice of different words.
    static func holds(_ tokens: [LexicalToken], _ query: [LexicalToken], slop: Int) -> Bool {
        func search(_ slot: Int, _ chosen: [Int], _ low: Int, _ high: Int) -> Bool {
            guard slot < query.count else { return true }
            return tokens.contains { token in
                guard token.term == query[slot].term, !chosen.contains(token.position) else { return false }
                let moved = token.position - query[slot].position
                let (low, high) = (min(low, moved), max(high, moved))
                return high - low <= slop && search(slot + 1, chosen + [token.position], low, high)
            }
        }
        return search(0, [], 1 << 30, -(1 << 30))
    }

    @Test(arguments: [21, 22] as [UInt64])
    func `prefixes and misspellings find what a look at every word finds`(seed: UInt64) throws {
        var (index, naive, random) = try twins(seed: seed, changes: 40)
        index.compact()
        let words = Words.vocabulary.flatMap { naive.schema.analyzer.tokens($0) }
        for _ in 0..<60 {
            var letters = Array(Words.vocabulary.randomElement(using: &random) ?? "")
            letters[Int.random(in: 0..<letters.count, using: &random)] = "e"
            if Bool.random(using: &random) { letters.removeLast() }
            let word = String(letters)
            let forms = index.schema.analyzer.tokens(word, isQuery: true)
            guard forms.count == 1, let form = forms.first?.form else { continue }
            for distance in 0...2 {
                let isNear = { (other: String) in Self.edits(other, form) <= distance }
                let found = try index.search(.fuzzy(word, distance: distance, exact: 0), limit: 1000)
                #expect(naive.bounds(isNear, words).hold(found), "\(word)~\(distance)")
            }
            let start = String(form.prefix(2))
            guard index.schema.analyzer.tokens(start, isQuery: true).map(\.form) == [start] else { continue }
            let found = try index.search(.prefix(start), limit: 1000)
            #expect(naive.bounds({ $0.hasPrefix(start) }, words).hold(found), "\(start)*")
        }
    }

    private static func edits(_ left: String, _ right: String) -> Int {
        let (first, second) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        var row = Array(0...second.count)
        for (index, letter) in first.enumerated() {
            var next = [index + 1]
            for place in second.indices {
                next.append(min(row[place] + (letter == second[place] ? 0 : 1), row[place + 1] + 1, next[place] + 1))
            }
            row = next
        }
        return row[second.count]
    }

    @Test func `combinations are those of sets`() throws {
        let (index, naive, _) = try twins(seed: 31)
        func ids(_ word: String) -> Set<Int64> {
            Set(naive.scores(index.schema.analyzer.tokens(word).map(\.term)).keys)
        }
        func found(_ query: LexicalQuery) throws -> Set<Int64> {
            Set(try index.search(query, limit: 1000).matches.map(\.id))
        }
        let words = ["vacuum", "log", "write", "replica"]
        let (a, b, c, d) = (ids(words[0]), ids(words[1]), ids(words[2]), ids(words[3]))
        let queries = words.map { LexicalQuery.words($0) }
        #expect(!a.isEmpty && !b.isEmpty && !c.isEmpty && !d.isEmpty)
        #expect(try found(.allWords("vacuum log")) == a.intersection(b))
        #expect(
            try found(.combined(must: [queries[0]], should: [queries[1]], mustNot: [queries[2]])) == a.subtracting(c))
        #expect(try found(.combined(should: queries, mustNot: [queries[1]])) == a.union(c).union(d).subtracting(b))
        let counts = [a, b, c, d].flatMap { $0 }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        for minimum in 1...4 {
            let expected = Set(counts.filter { $0.value >= minimum }.keys)
            #expect(try found(.combined(should: queries, minimum: minimum)) == expected)
            #expect(try found(.words(words.joined(separator: " "), minimum: minimum)) == expected)
        }
        #expect(try found(.words("vacuum", field: "title")).isSubset(of: a))
        #expect(try found(.boosted(queries[0], by: 3)) == a)
    }

    @Test func `namespaces have statistics of their own`() throws {
        let index = LexicalIndex(try LexicalSchema(analyzer: Words.analyzer()))
        let documents = (1...9).map { LexicalDocument(id: $0, text: $0 % 3 == 0 ? "vacuum log" : "vacuum") }
        try index.upsert(documents, in: "a")
        let before = try index.search(.words("log vacuum"), in: "a")
        try index.upsert((1...50).map { LexicalDocument(id: $0, text: "log log log") }, in: "b")
        #expect(try index.search(.words("log vacuum"), in: "a").matches == before.matches)
        #expect(try index.search(.words("log"), in: "c").matches.isEmpty)
        #expect(index.reader.namespaceNames == ["a", "b"])
        index.update { $0.deleteAll(in: "a") }
        #expect(index.reader.namespaceNames == ["b"])
    }

    @Test func `a reader stays as it was and a failed update changes nothing`() throws {
        let index = LexicalIndex(try LexicalSchema(analyzer: Words.analyzer()))
        try index.upsert([LexicalDocument(id: 1, text: "vacuum")])
        let reader = index.reader
        try index.upsert([LexicalDocument(id: 1, text: "log")])
        #expect(try reader.search(.words("vacuum")).matches.map(\.id) == [1])
        #expect(try index.search(.words("vacuum")).matches.isEmpty)
        #expect(throws: LexicalError.unknownField("nowhere", known: ["text"])) {
            try index.upsert([
                LexicalDocument(id: 2, text: "log"), LexicalDocument(id: 3, texts: ["nowhere": "log"]),
            ])
        }
        #expect(index.reader.count() == 1 && !index.reader.contains(2))
        #expect(try index.reader.frequency(of: "logs") == 1)
        #expect(try index.reader.frequency(of: "logs vacuum") == 0)
    }

    @Test func `limits are errors or are told`() throws {
        let index = LexicalIndex(try LexicalSchema(analyzer: Words.analyzer()))
        try index.upsert((1...40).map { LexicalDocument(id: $0, text: "word\($0)") })
        var limits = LexicalLimits()
        limits.expansions = 10
        let result = try index.search(.prefix("word"), limit: 100, limits: limits)
        #expect(result.matches.count == 10)
        #expect(result.expansions.map(\.isCut) == [true] && result.expansions.map(\.found) == [40])
        let two = LexicalIndex(
            try LexicalSchema(analyzer: Words.analyzer(), fields: [LexicalField("title"), LexicalField("body")]))
        try two.upsert((1...40).map { LexicalDocument(id: $0, texts: ["title": "word\($0)", "body": "word\($0)"]) })
        let both = try two.search(.prefix("word"), limit: 100, limits: limits)
        #expect(both.matches.count == 10 && both.expansions.map(\.found) == [40])
        limits.clauses = 3
        #expect(throws: LexicalError.queryTooLarge(what: "clauses", actual: 4, limit: 3)) {
            try index.search(.words("a b c d"), limits: limits)
        }
        limits.bytes = 5
        #expect(throws: LexicalError.queryTooLarge(what: "bytes", actual: 6, limit: 5)) {
            try index.search(.words("abcdef"), limits: limits)
        }
        #expect(throws: LexicalError.negativeLimit(-1)) { try index.search(.words("a"), limit: -1) }
        #expect(throws: LexicalError.self) { try index.search(.combined(mustNot: [.words("a")])) }
    }
}
