/// How much of a passage the next one repeats: its last whole sentences, as many as both limits allow.
///
/// Where nothing is said, nothing is repeated. What is repeated takes at most half of a passage.
public struct ChunkOverlap: Sendable, Hashable {
    /// The most tokens; `nil` for no limit but the half of a passage.
    public var tokens: Int?
    /// The most sentences; `nil` for as many as fit.
    public var sentences: Int?

    public init(tokens: Int? = nil, sentences: Int? = nil) {
        self.tokens = tokens.map { max(0, $0) }
        self.sentences = sentences.map { max(0, $0) }
    }

    /// Nothing is repeated.
    public static let none = ChunkOverlap()

    var isNone: Bool { tokens == nil && sentences == nil || tokens == 0 || sentences == 0 }
}
