public import KapellCore

/// The part of a document's text that lies on one page.
public struct PageSpan: Sendable, Hashable {
    /// The page's position in the file, counted from 1 (not the number printed on it). A slide is a page, too.
    public var number: Int
    /// Where its text lies; empty when the page has none.
    public var span: ByteSpan
    /// How sure the recognition of a scanned page is of its words, 0…1: the mean over its letters. `nil` for a page
    /// whose letters are in the file.
    public var confidence: Double?

    public init(number: Int, span: ByteSpan, confidence: Double? = nil) {
        self.number = number
        self.span = span
        self.confidence = confidence
    }
}
