public import KapellCore

/// The part of a document's text that lies on one page.
public struct PageSpan: Sendable, Hashable {
    /// The page's position in the file, counted from 1 (not the number printed on it).
    public var number: Int
    /// Where its text lies; empty when the page has none.
    public var span: ByteSpan

    public init(number: Int, span: ByteSpan) {
        self.number = number
        self.span = span
    }
}
