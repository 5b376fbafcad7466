public import KapellCore

/// A table in a document's text: one line a row, two blanks between its cells.
///
/// Inside a cell stands never more than one blank, so that a row parts at two blanks into its cells. In the rows of a
/// spreadsheet each cell follows its column's name: `Month: May  Rain: 55`; empty cells are left out there and in a PDF,
/// and stand as nothing between two pairs of blanks in other tables.
public struct ExtractedTable: Sendable, Hashable {
    /// The whole table, with its header.
    public var span: ByteSpan
    /// The rows in order, header first, each without its line break.
    public var rows: [ByteSpan]
    /// How many of ``rows``, from the first, are the header.
    public var headerRows: Int

    public init(span: ByteSpan, rows: [ByteSpan], headerRows: Int = 0) {
        self.span = span
        self.rows = rows
        self.headerRows = headerRows
    }
}
