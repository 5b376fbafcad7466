/// Folded words in a row, in which phrases of whole words are found.
package struct WordLine {
    private let text: String

    package init(_ words: some Sequence<String>) { text = " " + words.joined(separator: " ") + " " }

    package func holds(_ phrase: String) -> Bool { text.contains(" \(phrase) ") }
}
