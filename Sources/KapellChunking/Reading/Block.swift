import KapellCore

/// A part of a document that is kept whole where it fits, and is otherwise parted between its lines.
struct Block {
    enum Kind: Equatable {
        /// How many of the lines are the header, and what of it is embedded in front of the others.
        case table(headerRows: Int, header: ByteSpan?)
        case code
    }

    var kind: Kind
    var span: ByteSpan
    /// Rows of a table, lines of code; nothing but white space lies between them.
    var lines: [ByteSpan]

    /// What stands in front of a line where the header does not.
    func header(above line: Int) -> ByteSpan? {
        if case .table(let rows, let header) = kind, line >= rows { return header }
        return nil
    }
}
