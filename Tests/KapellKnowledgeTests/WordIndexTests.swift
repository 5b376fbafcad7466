import KapellCore
import KapellKnowledge
import KapellLexical
import KapellTesting
import KapellText
import Testing

@Suite("Search by words") struct WordIndexTests {
    /// An index of texts, each with its heading, numbered from 0, and the texts.
    private struct Texts {
        let index: WordIndex
        let texts: [String]

        init(_ texts: [String], headings: [String] = []) throws {
            self.texts = texts
            let words = try WordIndex.empty()
            let changes = texts.indices.map { number in
                let heading = headings.indices.contains(number) ? headings[number] : ""
                return TextChange(
                    sequence: Int64(number) + 1, chunk: Int64(number),
                    text: TextChange.Text(heading: heading, text: texts[number]))
            }
            try WordIndex.apply(changes, to: words, through: Int64(texts.count))
            index = WordIndex(words.reader)
        }

        func found(_ terms: [String]) throws -> [String] {
            try index.best(terms, limit: 100).map { texts[Int($0)] }
        }
    }

    @Test("The best chunk comes first, no more than were asked for") func ranking() throws {
        let texts = [
            "The tenant pays the rent.", "Notice of termination: notice must be given.",
            "A long clause about many "
                + "things, among them once a notice, and then fees, costs, deposits, repairs and insurance.",
            "Nothing here.",
        ]
        let words = try Texts(texts)
        #expect(try words.found(["notice", "termination"]) == [texts[1], texts[2]])
        for (limit, count) in [(1, 1), (0, 0), (-5, 0), (.max, 2)] {
            #expect(try words.index.best(["notice"], limit: limit).count == count)
        }
        #expect(words.index.count == 4)
    }

    @Test("A word of the heading counts more than one of the text") func headings() throws {
        let fillers = (0..<20).map { "filler \($0)" }
        let words = try Texts(
            ["liability one two three", "general one two three"] + fillers, headings: ["general", "liability"])
        #expect(try words.found(["liability"]) == ["general one two three", "liability one two three"])
        #expect(try words.index.frequency(of: "liability") == 2)
    }

    @Test("Equal chunks come in the order in which they were written") func ties() throws {
        #expect(try Texts(Array(repeating: "same words", count: 30)).index.best(["same"], limit: 9) == Array(0..<9))
    }

    @Test(
        "Words are those of the rest of the house: stems, one spelling, no case, no accents, parts of names",
        arguments: [
            ("Terminating contracts", "contract TERMINATED terminates"), ("Kündigungsfrist où", "kundigungsfrist OÙ"),
            ("Where it is organised", "organized organising"), ("the LICENSEE's licence", "license licensees"),
            ("set max_connections in C++ or C#", "connections max c"), ("nai\u{308}ve", "naïve naive"),
            ("日本語の文", "日本語 文"), ("EUR 4,200.50 and 2.0", "4,200.50 2.0"), ("don't", "DON'T"),
        ])
    func words(text: String, terms: String) throws {
        let words = try Texts([text, "Nothing else."])
        for term in terms.split(separator: " ").map(String.init) {
            #expect(try words.found([term]) == [text], "\(term)")
            #expect(try words.index.frequency(of: term) == 1, "\(term)")
            #expect(try words.index.chunks(holding: term) == [0], "\(term)")
        }
    }

    @Test("A term of several words is a phrase") func phrases() throws {
        let words = try Texts(["the notice period", "period of notice"])
        for term in ["notice period", "notice-period", "Notices, periods"] {
            #expect(try words.found([term]) == ["the notice period"])
        }
    }

    @Test(
        "Nothing in a term is taken as a query",
        arguments: [
            "\"", "\"\"", "a\"b", "\" OR \"x", "one\" OR \"two", "NOT one", "one NEAR two", "heading:one", "text:one",
            "one*", "one~", "^one", "-one", "+one", "one + two", "(one", "one)", "one AND", "OR", "*", "\0", "one\0two",
            "", " ", "---", "🎻", "\u{202E}one", "one\u{0301}", "\\", "%", "_", "\n", "\u{FEFF}",
        ])
    func injection(term: String) throws {
        // "one" is in no chunk: whatever finds something was obeyed. "two" is found where it is the whole phrase only.
        let words = try Texts(["two", "three"], headings: ["h", "h"])
        #expect(try words.found([term]).isEmpty)
        #expect(try words.index.frequency(of: term) == 0)
        #expect(try words.index.chunks(holding: term).isEmpty)
        #expect(try words.found([term, "three"]) == ["three"])
    }

    @Test("Very many, very long and repeated terms are no trouble") func manyTerms() throws {
        let words = try Texts(["word0 and more"])
        #expect(try words.found([]).isEmpty)
        let many = (0..<50_000).map { "word\($0 % 10_000)" }
        #expect(try words.found(many) == ["word0 and more"])
        #expect(try words.found([String(repeating: "a", count: 200_000), "more"]) == ["word0 and more"])
        #expect(try words.found([String(repeating: "a ", count: 20_000), "more"]) == ["word0 and more"])
    }

    @Test("What was removed or written again is found by its new words only, and counted once") func changes() throws {
        let words = try WordIndex.empty()
        func change(_ sequence: Int64, _ chunk: Int64, _ text: String?) -> TextChange {
            TextChange(sequence: sequence, chunk: chunk, text: text.map { TextChange.Text(heading: "", text: $0) })
        }
        let before = WordIndex(words.reader)
        try WordIndex.apply(
            [change(1, 1, "alpha"), change(2, 2, "beta"), change(3, 1, "beta"), change(4, 2, nil), change(5, 9, nil)],
            to: words, through: 5)
        let index = WordIndex(words.reader)
        #expect(words.sequence == 5 && index.count == 1 && before.count == 0)
        #expect(try index.best(["alpha"], limit: 9).isEmpty)
        #expect(try index.best(["beta"], limit: 9) == [1])
        #expect(try index.frequency(of: "beta") == 1)
    }
}
