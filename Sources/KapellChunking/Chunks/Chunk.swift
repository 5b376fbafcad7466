public import KapellCore

/// A piece of a document that is searched as one.
public struct Chunk: Sendable, Hashable {
    /// The same for the same piece of the same document: made of the document's hash and the span.
    public var id: String
    /// Where it lies, in UTF-8 bytes.
    public var span: ByteSpan
    /// The first and the last page that it lies on; `nil` where the format has no pages.
    public var pages: ClosedRange<Int>?
    /// Headings above it, outermost first, joined by ` › `; long ones are cut.
    public var heading: String
    /// What is embedded in front of the text: the headings, and the header of a table whose rows it holds without it.
    public var context: String
    /// The header of the table whose rows it holds without it; empty otherwise, and at most 1,000 bytes.
    public var tableHeader: String
    /// `text == source[span]`.
    public var text: String
    /// How many of its first bytes the passage before holds as well.
    public var overlap: Int
    /// The ``ChunkParent/id`` of the larger passage that it is a part of; `nil` where none are made.
    public var parent: String?

    /// What is embedded: the context says what the piece is about, which its own words often do not.
    public var embedded: String { context.isEmpty ? text : "\(context)\n\(text)" }
}
