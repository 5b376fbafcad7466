/// Folded words in a row, in which phrases of whole words are found.
struct WordLine {
    private let text: String

    init(_ words: some Sequence<String>) { text = " " + words.joined(separator: " ") + " " }

    func holds(_ phrase: String) -> Bool { text.contains(" \(phrase) ") }
}
