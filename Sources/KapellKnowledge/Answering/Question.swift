/// What a question asks for, read from its words.
package struct Question: Sendable {
    package var text: String
    /// The form that an answer must have.
    package var expectation: Expectation
    /// Stems of its telling words, in order, each once.
    package var terms: [String]
    /// The telling words themselves, folded, in the order of ``terms``.
    package var words: [String]
    /// Stems of terms that are written with a capital letter, and not because they begin the question.
    package var capitalised: Set<String>
    /// Stems of two telling words that follow each other: `notice period`.
    package var pairs: Set<Pair>

    /// Two stems, in order.
    package struct Pair: Hashable, Sendable {
        package var first: String
        package var second: String

        package init(first: String, second: String) {
            self.first = first
            self.second = second
        }
    }

    package init(_ text: String) {
        self.text = text
        let all = Words.split(text)
        let folded = all.map { Spelling.normal($0.text) }
        expectation = Expectation(of: Self.asking(text, all, folded))
        var seen: Set<String> = []
        var terms: [String] = []
        var words: [String] = []
        for word in folded where !StopWords.all.contains(word) {
            let stem = Stemmer.stem(word)
            if Self.frame.contains(stem) || !seen.insert(stem).inserted { continue }
            terms.append(stem)
            words.append(word)
        }
        self.terms = terms
        self.words = words
        capitalised = Set(
            zip(all, folded).dropFirst().filter { $0.0.isCapitalised && $0.0.text.utf8.count > 1 }
                .map { Stemmer.stem($0.1) }
        ).intersection(terms)
        let telling = Set(terms)
        pairs = Self.pairs(of: folded.map(Stemmer.stem)).filter {
            telling.contains($0.first) && telling.contains($0.second)
        }
    }

    /// The folded words, without question words inside a clause: "the code when I convey it" does not ask for a date.
    private static func asking(_ text: String, _ all: [Words.Word], _ folded: [String]) -> [String] {
        let bytes = Array(text.utf8)
        return folded.enumerated().compactMap { index, word in
            guard index > 1, ["when", "where", "who", "whom", "whose"].contains(word) else { return word }
            let between = bytes[all[index - 1].end..<all[index].start]
            return between.contains { ",.;:?!".utf8.contains($0) } ? word : nil
        }
    }

    /// Each stem with the one behind it.
    static func pairs(of stems: [String]) -> Set<Pair> {
        Set(zip(stems, stems.dropFirst()).map { Pair(first: $0, second: $1) })
    }

    /// Stems of words that ask rather than name: "the amount of …", "which document says …".
    private static let frame: Set<String> = [
        "document", "contract", "answer", "question", "find", "explain", "describ", "specifi", "state", "accord",
    ]
}
