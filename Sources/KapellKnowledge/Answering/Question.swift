/// What a question asks for, read from its words.
package struct Question: Sendable {
    /// The form that an answer must have.
    package enum Expectation: String, Sendable, CaseIterable {
        case amount
        case duration
        case date
        case count
        case percentage
        case party
        case place
        case yesNo
        case open
    }

    package var text: String
    package var expectation: Expectation
    /// Stems of its telling words, in order, each once.
    package var terms: [String]
    /// The telling words themselves, folded, in the order of ``terms``.
    package var words: [String]
    /// Stems of words that are written as names: with a capital letter, and not because they begin the question.
    package var names: Set<String>

    /// The question without its names, for comparing with sentences of the document that it means.
    package var focus: String

    package init(_ text: String) {
        self.text = text
        let all = Words.split(text)
        let folded = all.map { Spelling.normal($0.text) }
        expectation = Self.expectation(of: folded)
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
        names = Set(
            zip(all, folded).dropFirst().filter { $0.0.isCapitalised && $0.0.text.utf8.count > 1 }
                .map { Stemmer.stem($0.1) }
        ).intersection(terms)
        let names = names
        var focus = ""
        var end = text.utf8.startIndex
        for word in all where names.contains(Stemmer.stem(Spelling.normal(word.text))) && word.isCapitalised {
            let start = text.utf8.index(text.utf8.startIndex, offsetBy: word.start)
            focus += text[end..<start]
            end = text.utf8.index(text.utf8.startIndex, offsetBy: word.end)
        }
        self.focus = focus + text[end...]
    }

    /// Stems of words that ask rather than name: "the amount of …", "which document says …".
    private static let frame: Set<String> = [
        "document", "contract", "answer", "question", "find", "explain", "describ", "specifi", "state", "accord",
    ]

    private static func expectation(of words: [String]) -> Expectation {
        let text = " " + words.joined(separator: " ") + " "
        func has(_ phrases: String...) -> Bool { phrases.contains { text.contains(" \($0) ") } }
        if has(
            "how long", "how soon", "how quickly", "how many days", "how many months", "how many years",
            "how many hours", "how many weeks", "what period", "notice period", "how much notice", "time limit",
            "how fast", "how much time", "retention period", "what duration", "cure period")
        {
            return .duration
        }
        if has("what percentage", "what percent", "what rate", "interest rate", "what proportion", "what share") {
            return .percentage
        }
        if has("how much", "what price", "what fee", "what amount", "how expensive", "what cost", "what does it cost") {
            return .amount
        }
        if has("how many", "how often", "what number", "how frequently", "how large", "how big") { return .count }
        if has("when", "what date", "which date", "what day", "by what time", "what year", "which year") {
            return .date
        }
        if has("who", "whom", "whose", "which party", "what party", "which company", "what company") { return .party }
        if has("where", "which country", "what country", "which state", "which court", "which courts", "what address") {
            return .place
        }
        if let first = words.first, Self.auxiliaries.contains(first) { return .yesNo }
        return .open
    }

    private static let auxiliaries: Set<String> = [
        "is", "are", "was", "were", "do", "does", "did", "can", "could", "may", "must", "will", "would", "shall",
        "should", "has", "have", "am", "need",
    ]
}
