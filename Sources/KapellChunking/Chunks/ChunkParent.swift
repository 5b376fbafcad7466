public import KapellCore

/// A run of passages that is given as context where one of them was found.
public struct ChunkParent: Sendable, Hashable {
    /// The same for the same piece of the same document: made of the document's hash and the span.
    public var id: String
    /// From the first byte of its first passage to the last byte of its last one.
    public var span: ByteSpan
    /// The first and the last page that it lies on; `nil` where the format has no pages.
    public var pages: ClosedRange<Int>?
    /// The headings above all of it, outermost first, joined by ` › `.
    public var heading: String
    /// Which of the document's passages it holds.
    public var chunks: Range<Int>
}
