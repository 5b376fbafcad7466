import KapellCore
import KapellDocuments

/// The tables and blocks of code of a document, in order.
enum DocumentBlocks {
    static func blocks(of document: ExtractedDocument, _ bytes: [UInt8]) -> [Block] {
        var blocks = document.tables.compactMap { block($0, bytes) }
        blocks += found(in: ByteSpan(start: 0, end: bytes.count), document.kind, bytes)
        for part in document.parts where bytes.isCut(part.span) { blocks += found(in: part.span, part.kind, bytes) }
        blocks.sort { $0.span < $1.span }
        // Of two that overlap, the first is kept.
        var end = 0
        return blocks.filter { block in
            guard block.span.start >= end else { return false }
            end = block.span.end
            return true
        }
    }

    /// What no table of the document says, because the text is the file itself.
    private static func found(in span: ByteSpan, _ kind: DocumentKind, _ bytes: [UInt8]) -> [Block] {
        switch kind {
        case .markdown: MarkdownBlocks.blocks(in: bytes, span)
        case .text, .rst: TextTables.blocks(in: bytes, span)
        default: []
        }
    }

    /// A table whose rows are what they claim to be: in order, and all that there is.
    private static func block(_ table: ExtractedTable, _ bytes: [UInt8]) -> Block? {
        guard bytes.isCut(table.span), !table.rows.isEmpty else { return nil }
        var end = table.span.start
        for row in table.rows {
            guard row.start >= end, bytes.isCut(row), bytes.isBlank(end, row.start) else { return nil }
            end = row.end
        }
        guard end <= table.span.end, bytes.isBlank(end, table.span.end) else { return nil }
        let headerRows = min(max(0, table.headerRows), table.rows.count)
        var header: ByteSpan?
        if headerRows > 0, headerRows < table.rows.count, !namesItsCells(table, headerRows, bytes) {
            header = ByteSpan(start: table.rows[0].start, end: table.rows[headerRows - 1].end)
        }
        return Block(
            kind: .table(headerRows: headerRows, header: header), span: table.span, lines: table.rows)
    }

    /// Whether each cell of a row follows its column's name, as in spreadsheets: then the header adds nothing.
    private static func namesItsCells(_ table: ExtractedTable, _ headerRows: Int, _ bytes: [UInt8]) -> Bool {
        let row = table.rows[headerRows]
        let header = table.rows[0]
        // The first cell of the row, up to its colon.
        guard let colon = bytes[row.start..<row.end].firstIndex(of: UInt8(ascii: ":")) else { return false }
        let name = bytes[row.start..<colon]
        var start = header.start
        while start < header.end {
            let end = cellEnd(start, header.end, bytes)
            if bytes[start..<end] == name { return true }
            start = end + 2
        }
        return false
    }

    private static func cellEnd(_ start: Int, _ limit: Int, _ bytes: [UInt8]) -> Int {
        var end = start
        while end < limit, bytes[end] != 0x20 || end + 1 == limit || bytes[end + 1] != 0x20 { end += 1 }
        return end
    }
}
