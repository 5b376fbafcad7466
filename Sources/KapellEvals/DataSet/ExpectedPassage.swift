public import KapellCore

/// A passage that a right citation overlaps.
public struct ExpectedPassage: Sendable, Hashable {
    /// The thing that the question asks for, of which the passage is evidence. Passages of one need are alternatives.
    /// `nil` marks a passage that leads to the evidence: a citation of it is neither wrong nor required.
    public var need: String?
    /// The documents in which it may stand, any of them; empty where none is named.
    public var documents: [String]
    /// The quotation.
    public var quote: String
    /// Where it stands, in bytes of UTF-8, where that is known.
    public var span: ByteSpan?
    /// Page on which it begins, from 1.
    public var page: Int?
    /// Of a row of a table, its cells from the left.
    public var cells: [String]

    public init(
        need: String? = "a", documents: [String] = [], quote: String, span: ByteSpan? = nil, page: Int? = nil,
        cells: [String] = []
    ) {
        self.need = need
        self.documents = documents
        self.quote = quote
        self.span = span
        self.page = page
        self.cells = cells
    }
}
