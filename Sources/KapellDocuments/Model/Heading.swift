public import KapellCore

/// A heading of a document.
public struct Heading: Sendable, Hashable {
    /// 1 for the highest level, at most 6.
    public var level: Int
    /// The words of the heading, without its marks (`##`, underline).
    public var title: String
    /// Where the heading lies in the text, with its marks and without the line break behind it.
    public var span: ByteSpan

    public init(level: Int, title: String, span: ByteSpan) {
        self.level = level
        self.title = title
        self.span = span
    }
}
