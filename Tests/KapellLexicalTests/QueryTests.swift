import KapellLexical
import KapellTesting
import Testing

@Suite struct QueryTests {
    @Test func `phrases of few different words are found in every order and width`() throws {
        var random = SeededGenerator(13)
        let schema = try LexicalSchema(analyzer: Words.analyzer(.none))
        func text(_ length: ClosedRange<Int>) -> String {
            (0..<Int.random(in: length, using: &random)).map { _ in
                ["a", "b", "c"].randomElement(using: &random) ?? "a"
            }
            .joined(separator: " ")
        }
        let documents = (0..<120).map { LexicalDocument(id: $0, text: text(1...9)) }
        let index = LexicalIndex(schema)
        try index.upsert(documents)
        let tokens = documents.map { schema.analyzer.tokens($0.texts["text"] ?? "") }
        for round in 0..<120 {
            let (phrase, slop) = (text(2...5), round % 5)
            let query = schema.analyzer.tokens(phrase, isQuery: true)
            let expected = documents.indices.filter { SearchTests.holds(tokens[$0], query, slop: slop) }
            let found = try index.search(.phrase(phrase, slop: slop), limit: 1000)
            #expect(found.matches.map(\.id).sorted() == expected.map { Int64($0) }, "\(phrase) ~\(slop)")
        }
        // Long phrases of one word do not take long.
        try index.upsert([LexicalDocument(id: 1, text: String(repeating: "a ", count: 3_000))])
        let long = String(repeating: "a ", count: 500)
        #expect(try index.search(.phrase(long)).matches.map(\.id) == [1])
    }

    @Test func `phrases, prefixes and misspellings score as their formulas say`() throws {
        let texts = ["write ahead log", "log write ahead of time", "write ahead write ahead", "logs", "lag", "nothing"]
        let schema = try LexicalSchema(analyzer: Words.analyzer(.none))
        let index = LexicalIndex(schema)
        var naive = Naive(schema)
        for (id, text) in texts.enumerated() {
            try index.upsert([LexicalDocument(id: Int64(id), text: text)])
            naive.upsert(LexicalDocument(id: Int64(id), text: text))
        }
        func score(_ idf: Double, _ frequency: Double, _ length: Double) -> Double {
            idf * frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * length / 2.5))
        }
        func idf(_ there: Double) -> Double { logOf(1 + (6 - there + 0.5) / (there + 0.5)) }
        func scores(_ query: LexicalQuery) throws -> [Int64: Double] {
            Dictionary(uniqueKeysWithValues: try index.search(query).matches.map { ($0.id, $0.score) })
        }
        let average = Double(texts.reduce(0) { $0 + $1.split(separator: " ").count }) / 6
        #expect(average == 2.5)
        let cases: [(LexicalQuery, [Int64: Double])] = [
            (
                .phrase("write ahead"),
                [
                    0: score(2 * idf(3), 1, 3), 1: score(2 * idf(3), 1, 5), 2: score(2 * idf(3), 2, 4),
                ]
            ),
            // Moved by one place: half a match.
            (.phrase("write log", slop: 1), [0: score(idf(3) + idf(2), 0.5, 3)]),
            // All weigh as the most frequent.
            (.prefix("lo"), [0: score(idf(2), 1, 3), 1: score(idf(2), 1, 5), 3: score(idf(2), 1, 1)]),
            (
                .fuzzy("log"),
                [
                    0: score(idf(2), 1, 3), 1: score(idf(2), 1, 5), 3: score(idf(2), 1, 1) / 2,
                    4: score(idf(2), 1, 1) / 2,
                ]
            ),
            (.boosted(.prefix("nothing"), by: 3), [5: 3 * score(idf(1), 1, 1)]),
        ]
        for (query, expected) in cases {
            let found = try scores(query)
            #expect(found.keys.sorted() == expected.keys.sorted(), "\(query)")
            for (id, value) in found { #expect(abs(value - (expected[id] ?? 0)) < 1e-5, "\(query) \(id)") }
        }
    }

    @Test func `parts without a word are as if they were not there`() throws {
        let index = LexicalIndex(try LexicalSchema(analyzer: Words.analyzer(stopWords: .remove)))
        try index.upsert([LexicalDocument(id: 1, text: "the log"), LexicalDocument(id: 2, text: "the server")])
        try index.upsert([LexicalDocument(id: 3, text: "theory")])
        let parser = QueryParser(index.schema)
        let cases: [(String, [Int64])] = [
            ("+the +log", [1]), ("+--- log", [1]), ("log -the", [1]), ("the", []), ("+the -of", []), ("+& server", [2]),
            ("(the of) log", [1]), ("+(the +log)", [1]), ("+the* +log", []), ("the*", [3]), ("them~2", []),
            ("thery~", [3]),
        ]
        for (text, ids) in cases {
            #expect(try index.search(parser.parse(text)).matches.map(\.id) == ids, "\(text)")
        }
    }

    @Test func `a prefix keeps its underscore`() throws {
        let index = LexicalIndex(try LexicalSchema(analyzer: Words.analyzer()))
        try index.upsert([LexicalDocument(id: 1, text: "max_connections"), LexicalDocument(id: 2, text: "maximum")])
        for (prefix, ids) in [("max_", [1]), ("max", [1, 2]), ("max_c", [1]), ("_max_", [1])] as [(String, [Int64])] {
            #expect(try index.search(.prefix(prefix)).matches.map(\.id) == ids, "\(prefix)")
        }
    }

    @Test func `searches beside writers see whole updates`() async throws {
        let index = LexicalIndex(try LexicalSchema(analyzer: Words.analyzer()))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<2 as Range<Int64> {
                group.addTask {
                    for round in 0..<40 as Range<Int64> {
                        // Two documents at once, and two earlier ones gone at once.
                        try index.update { (update: inout LexicalUpdate) throws(LexicalError) in
                            for half in 0..<2 as Range<Int64> {
                                let id = writer * 1000 + round * 2 + half
                                try update.upsert(LexicalDocument(id: id, text: "log \(half == 0 ? "write" : "ahead")"))
                                update.delete(id - 20)
                            }
                        }
                    }
                }
            }
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<60 {
                        let reader = index.reader
                        let all = try reader.search(.words("log"), limit: 1000, exhaustive: true)
                        #expect(all.available == reader.count() && reader.count() % 2 == 0)
                        #expect(try reader.frequency(of: "write") == reader.frequency(of: "ahead"))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(index.reader.count() == 40)
    }
}
