import KapellText

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

    /// Stems of what it asks about, when it asks what or who that is: `support`, `hour` of "What are the Support Hours
    /// of the help desk?"; empty when it asks otherwise.
    package var subject: [String]
    /// Stems of what it wants counted: `squar`, `feet` of "How many square feet …"; empty when it counts nothing.
    package var counted: Set<String>
    /// Stems of each name in capitals that may be a defined term: `major`, `compon`.
    package var defined: Set<[String]>
    /// Stems of the noun phrase behind "what", "which" or "how many": `render`, `node`.
    package var asked: Set<String>
    /// Whether it asks for all items of a list.
    package var wantsList: Bool
    /// The numbers that it holds, as ``DocumentNames/words(_:)`` writes them.
    package var figures: Set<String>

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
        if expectation == .open, Self.asksYesNo(text, all, folded) { expectation = .yesNo }
        subject = Self.subject(of: text, all)
        defined = Self.defined(all)
        asked = Self.asked(folded)
        counted = Self.counted(in: folded)
        wantsList = Self.wantsList(folded)
        figures = DocumentNames.words(text).filter { $0.utf8.first?.isDigit == true }
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

    private static func counted(in folded: [String]) -> Set<String> {
        guard let many = folded.indices.dropFirst().first(where: { folded[$0] == "many" && folded[$0 - 1] == "how" })
        else { return [] }
        let phrase = folded[(many + 1)...].prefix { !StopWords.all.contains($0) }.prefix(4)
        return Set(phrase.map(Stemmer.stem))
    }

    /// Whether its asking clause, which need not be the first, wants yes or no: "…, may we go on?"
    private static func asksYesNo(_ text: String, _ all: [Words.Word], _ folded: [String]) -> Bool {
        let bytes = Array(text.utf8)
        for index in folded.indices {
            let opens =
                index == 0 || bytes[all[index - 1].end..<all[index].start].contains { ",.;:!".utf8.contains($0) }
            if opens, Expectation.asksYesNo(folded[index...]) { return true }
        }
        return false
    }

    private static func defined(_ all: [Words.Word]) -> Set<[String]> {
        var found: Set<[String]> = []
        var run: [String] = []
        for word in all.dropFirst() {
            if word.isCapitalised, !StopWords.all.contains(word.text) {
                run.append(word.stem)
            } else if !run.isEmpty {
                found.insert(run)
                run = []
            }
        }
        if !run.isEmpty { found.insert(run) }
        return found
    }

    private static func asked(_ folded: [String]) -> Set<String> {
        for index in folded.indices {
            var rest = folded[(index + 1)...]
            if ["what", "which", "whose"].contains(folded[index]) {
                if let first = rest.first, ["is", "are", "was", "were"].contains(first) { rest = rest.dropFirst() }
                if let first = rest.first, ["the", "a", "an"].contains(first) { rest = rest.dropFirst() }
            } else if folded[index] == "how", rest.first == "many" {
                rest = rest.dropFirst()
            } else {
                continue
            }
            let phrase = rest.prefix { !StopWords.all.contains($0) }.prefix(4)
            if !phrase.isEmpty { return Set(phrase.map(Stemmer.stem)) }
        }
        return []
    }

    /// "List all …", "name the …", "which four …".
    private static func wantsList(_ folded: [String]) -> Bool {
        let line = WordLine(folded)
        if listing.contains(where: line.holds) { return true }
        return zip(folded, folded.dropFirst()).contains { asks, number in
            ["what", "which"].contains(asks) && Self.small.contains(number)
        }
    }

    private static let listing = [
        "list", "name the", "name all", "all of", "all the", "all its", "what are the", "which are the", "give me all",
        "what things", "what conditions", "which conditions", "what reasons", "examples", "every", "in which cases",
        "which classes", "what kinds", "which kinds", "which types", "what types", "what documents", "which documents",
    ]
    private static let small: Set<String> = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]

    /// Each stem with the one behind it.
    static func pairs(of stems: [String]) -> Set<Pair> {
        Set(zip(stems, stems.dropFirst()).map { Pair(first: $0, second: $1) })
    }

    /// Stems of words that ask rather than name: "the amount of …", "which document says …".
    private static let frame: Set<String> = [
        "document", "contract", "answer", "question", "find", "explain", "describ", "specifi", "state", "accord",
    ]
}
