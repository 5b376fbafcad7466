/// How large a query may be. What is cut off is told in ``LexicalResult/expansions``; what is refused, by an error.
public struct LexicalLimits: Sendable, Hashable {
    /// The longest text of a query in UTF-8 bytes. Refused above.
    public var bytes = 8192
    /// The most words, phrases, prefixes and so on in a query. Refused above.
    public var clauses = 1024
    /// How deep combinations may be nested. Refused above.
    public var depth = 16
    /// The most terms that a prefix or a misspelling stands for: the most frequent, or the nearest. Cut above.
    public var expansions = 128

    public init() {}
}
