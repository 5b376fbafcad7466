import KapellLexical
import KapellTesting
import Testing

@Suite struct AnalyzerTests {
    @Test(arguments: [
        ("Vacuuming the table's ROWS", "vacuum the tabl row"),
        ("max_connections = 1,000.5 _PG_init", "max_connections 1,000.5 pg_init"),
        ("a.b@example.com C++ C# c+", "a b exampl com c++ c# c"),
        ("ﬁle ＦＵＬＬ１ x² naïve nai\u{308}ve", "file full1 x2 naiv naiv"),
        ("日本語 日 ｶﾞｷﾞ", "日本 本語 語 日 ガギ ギ"),
        ("don’t don't 'quoted'", "don't don't quot"),
        ("Ärger ÉTÉ soft\u{AD}ware", "arger ete softwar"), ("--- ... ___", ""), ("", ""),
    ])
    func `texts are cut and folded so`(text: String, terms: String) throws {
        let tokens = try Words.analyzer().tokens(text)
        #expect(tokens.map(\.term).joined(separator: " ") == terms)
    }

    @Test func `positions and stop words leave room`() throws {
        let tokens = try Words.analyzer(stopWords: .remove).tokens("the state of the art")
        #expect(tokens.map(\.term) == ["state", "art"])
        #expect(tokens.map(\.position) == [1, 4])
        let query = try Words.analyzer().tokens("日本語", isQuery: true)
        #expect(query.map(\.term) == ["日本", "本語"])
    }

    @Test func `spans are those of the original text`() throws {
        var random = SeededGenerator(5)
        let pieces = [
            "Été", "table", " ", ", ", "日本", "ﬁn", "e\u{301}", "_x_", "1.5", "🙂", "’", "'", "\u{AD}", "ß", "ไทย", "C++",
        ]
        let analyzer = try Analyzer(language: .none)
        for _ in 0..<300 {
            let text = (0..<12).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let bytes = Array(text.utf8)
            var last = -1
            for token in analyzer.tokens(text) {
                let span = String(validating: bytes[token.bytes], as: UTF8.self)
                let own = try #require(span)
                #expect(token.position > last)
                last = token.position
                // The span alone gives the same term.
                #expect(analyzer.tokens(own, isQuery: true).first?.term == token.term, "\(own) in \(text)")
            }
        }
    }

    @Test func `the identifier says all and is checked`() throws {
        for language in LexicalLanguage.allCases {
            let analyzer = try Analyzer(language: language, stopWords: .remove, diacritics: .keep, stems: false)
            #expect(try Analyzer(identifier: analyzer.identifier) == analyzer)
        }
        for wrong in ["", "kapell=2;language=en", "nonsense", "kapell=1;language=xx;stop=keep"] {
            #expect(throws: LexicalError.self) { try Analyzer(identifier: wrong) }
        }
        #expect(throws: LexicalError.unknownAnalyzer("version 9")) { try Analyzer(version: 9, language: .none) }
    }

    @Test func `an older version gives the terms that it gave`() throws {
        let words = "œuvres cœurs naïvetés stégomyie"
        for (version, terms) in [
            (1, "oeuvres coeurs naivet stegomi"), (2, "oeuvr coeur naivet stegomi"), (3, "oeuvr coeur naivet stegomyi"),
        ] {
            let analyzer = try Analyzer(version: version, language: .french)
            #expect(analyzer.tokens(words).map(\.term).joined(separator: " ") == terms)
            #expect(try Analyzer(identifier: analyzer.identifier) == analyzer)
        }
    }

    @Test(arguments: LexicalLanguage.allCases) func `stems are those that Snowball's own program gave`(
        language: LexicalLanguage
    ) {
        for sample in StemSamples.text(of: language).split(whereSeparator: \.isWhitespace) {
            let pair = sample.split(separator: "=").map(String.init)
            #expect(pair.count == 2 && LexicalStemmer.stem(pair[0], language: language) == pair.last, "\(sample)")
        }
    }

    @Test(arguments: [
        (
            LexicalLanguage.english, "consistency relational generously skies dying replacement early organization",
            "consist relat generous sky die replac earli organiz"
        ),
        (
            .german, "aufeinanderfolgenden häuser verschönerung möglichkeiten straße abenteuer",
            "aufeinanderfolg haus verschoner moglich strass abenteu"
        ),
        (
            .french, "majestueusement continuellement l'organisation naïvetés créatrices chevaux",
            "majestu continuel organis naïvet créatric cheval"
        ),
        (
            .spanish, "corriendo rápidamente naciones dándoselo habitaciones amigüe",
            "corr rapid nacion dandosel habit amigü"
        ),
    ])
    func `stems are Snowball's`(language: LexicalLanguage, words: String, stems: String) {
        let found = words.split(separator: " ").map { LexicalStemmer.stem(String($0), language: language) }
        #expect(found.joined(separator: " ") == stems)
    }
}
