/// Counts tokens as an embedding model does, so that texts can be cut to what it reads.
public protocol TokenCounter: Sendable {
    /// The most tokens that the model reads of one text, without its own marks; `nil` where that is not known.
    var window: Int? { get }

    /// Tokens of a text, without the marks that the model puts round it.
    func count(_ text: String) -> Int
}
