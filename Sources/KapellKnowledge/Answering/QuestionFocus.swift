import KapellText

/// A question as the documents see it: which of its words only name a party or a document, and what it is about.
package struct QuestionFocus: Sendable {
    /// Stems of names of people, companies and products.
    package let names: Set<String>
    /// Terms that say what it is about.
    package let topic: [String]
    /// What may stand for the topic's terms.
    let kin: TermKin
    /// Pairs of neighbouring terms that both say what it is about.
    let pairs: Set<Question.Pair>
    /// The question without the names of parties and documents, for comparing with single sentences.
    package let text: String

    /// - Parameters:
    ///   - meant: the documents that the question names.
    ///   - common: stems that the documents write with a small letter; a word among them is no name.
    package init(_ question: Question, meant: DocumentNames.Match, common: Set<String>) {
        let names = question.capitalised.subtracting(common)
        func onlyNamesDocument(_ word: String) -> Bool {
            let words = DocumentNames.words(word)
            return !words.isEmpty && words.isSubset(of: meant.words)
        }
        let named = zip(question.terms, question.words).filter { !names.contains($0.0) }
        let topic = named.filter { !onlyNamesDocument($0.1) }
        self.names = names
        self.topic = !topic.isEmpty ? topic.map(\.0) : !named.isEmpty ? named.map(\.0) : question.terms
        kin = TermKin(self.topic)
        let about = Set(self.topic)
        pairs = question.pairs.filter { about.contains($0.first) && about.contains($0.second) }
        let text = question.text
        var focus = ""
        var end = text.utf8.startIndex
        for word in Words.split(text) {
            guard names.contains(word.stem) || onlyNamesDocument(word.text) else {
                continue
            }
            let start = text.utf8.index(text.utf8.startIndex, offsetBy: word.start)
            focus += text[end..<start]
            end = text.utf8.index(text.utf8.startIndex, offsetBy: word.end)
        }
        self.text = (focus + text[end...]).onOneLine
    }
}
