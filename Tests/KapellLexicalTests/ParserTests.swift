import KapellLexical
import KapellTesting
import Testing

@Suite struct ParserTests {
    private let parser = QueryParser(fields: ["title", "text"])

    @Test func `the language is read as its page says`() throws {
        let cases: [(String, LexicalQuery)] = [
            ("log", .phrase("log")), ("repl*", .prefix("repl")), ("logg~", .fuzzy("logg")),
            ("logg~2", .fuzzy("logg", distance: 2)), ("\"a b\"~3", .phrase("a b", slop: 3)),
            ("title:log", .phrase("log", field: "title")), ("log^2.5", .boosted(.phrase("log"), by: 2.5)),
            ("\\+a\\:b", .phrase("+a:b")),
            (
                "a +b -\"c d\"",
                .combined(must: [.phrase("b")], should: [.phrase("a")], mustNot: [.phrase("c d")])
            ),
            ("title:(a b*)", .combined(should: [.phrase("a", field: "title"), .prefix("b", field: "title")])),
        ]
        for (text, query) in cases { #expect(try parser.parse(text) == query, "\(text)") }
    }

    @Test(arguments: [
        ("\"open", 0), ("a (b", 2), ("a) b", 1), ("+", 0), ("a -", 2), ("*", 0), ("a*b", 2), ("x~3", 1),
        ("nowhere:x", 0), ("title:", 0), ("-a", 0), ("", 0), ("a ()", 2), ("a^0", 1), ("\\", 0), ("a\"b\"", 1),
    ])
    func `errors name the place and the remedy`(text: String, position: Int) throws {
        let error = #expect(throws: LexicalError.self) { try parser.parse(text) }
        guard case .querySyntax(position, let problem, let remedy) = try #require(error) else {
            Issue.record("\(text): \(String(describing: error))")
            return
        }
        #expect(!problem.isEmpty && !remedy.isEmpty)
    }

    @Test func `any text is a query or an error`() throws {
        var random = SeededGenerator(17)
        let index = LexicalIndex(
            try LexicalSchema(analyzer: Words.analyzer(), fields: [LexicalField("title"), LexicalField("text")]))
        try index.upsert([LexicalDocument(id: 1, texts: ["title": "log", "text": "vacuum the log é"])])
        let signs = Array("\"()+-*~^:\\ a1é日 .2") + ["title:", "log", "vacuum"]
        var queries = 0
        for _ in 0..<4000 {
            let text = (0..<Int.random(in: 0...9, using: &random)).map { _ in
                "\(signs.randomElement(using: &random) ?? " ")"
            }.joined()
            do {
                let query = try parser.parse(text)
                _ = try index.search(query)
                _ = LexicalHighlighter(query, analyzer: index.schema.analyzer).highlights(in: "vacuum the log é日本")
                queries += 1
            } catch {
                #expect(!"\(error)".isEmpty)
            }
        }
        #expect(queries > 100)
        #expect(throws: LexicalError.self) { try parser.parse(String(repeating: "(", count: 50)) }
        #expect(throws: LexicalError.self) { try parser.parse(String(repeating: "a ", count: 3000)) }
    }

    @Test func `highlights are spans of the words that match`() throws {
        let analyzer = try Words.analyzer()
        let text = "Été: the logs of a Server. Writing ahead, then log-writing. 日本語の Replicaton."
        func marked(_ query: String) throws -> [String] {
            let found = LexicalHighlighter(try parser.parse(query), analyzer: analyzer).highlights(in: text)
            return found.words.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
        }
        #expect(try marked("log -server") == ["logs", "log"])
        #expect(try marked("\"log writing\"") == ["log", "writing"])
        #expect(try marked("serv* ete") == ["Été", "Server"])
        #expect(try marked("replication~") == ["Replicaton"])
        #expect(try marked("日本語") == ["日本語"])
        // What a prefix found by another form of its word is marked when the search says so.
        let index = LexicalIndex(try LexicalSchema(analyzer: analyzer))
        try index.upsert([
            LexicalDocument(id: 1, text: "Writing replicated logs"), LexicalDocument(id: 2, text: "replicates"),
        ])
        let result = try index.search(.prefix("replicates"))
        #expect(result.matches.count == 2)
        let other = LexicalHighlighter(.prefix("replicates"), analyzer: analyzer, expansions: result.expansions)
        #expect(other.highlights(in: "Writing replicated logs").words == [8..<18])
        let long =
            String(repeating: "other words here ", count: 40) + "vacuum the log " + String(repeating: "x ", count: 200)
        let found = LexicalHighlighter(.words("log vacuum"), analyzer: analyzer)
            .highlights(in: long, fragmentBytes: 60)
        #expect(found.wordsInFragment.count == 2 && found.fragment.count <= 60)
    }
}
