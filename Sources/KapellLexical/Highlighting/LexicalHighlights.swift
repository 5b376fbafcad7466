/// Where the words of a query stand in a text.
public struct LexicalHighlights: Sendable, Hashable {
    /// The bytes of each word in the UTF-8 of the text, ascending, not overlapping.
    public let words: [Range<Int>]
    /// The bytes of the part of the text that shows the most of the query. It begins and ends at words, and is empty
    /// when the text is.
    public let fragment: Range<Int>

    /// The words that lie in the fragment.
    public var wordsInFragment: [Range<Int>] {
        words.filter { fragment.lowerBound <= $0.lowerBound && $0.upperBound <= fragment.upperBound }
    }
}
