/// A token of a text: the term that is indexed, and where it stands.
public struct LexicalToken: Sendable, Hashable {
    /// The term as the index holds it: folded and stemmed.
    public let term: String
    /// The term before stemming: lower case, one width, without marks where the analyser folds them.
    public let form: String
    /// The bytes of the token in the UTF-8 of the original text.
    public let bytes: Range<Int>
    /// The number of words before it, stop words included. Tokens of a phrase have positions that follow each other.
    public let position: Int
    /// Whether the language has it as a stop word. The analyser may leave such words out of the index or of queries.
    public let isStopWord: Bool
}
