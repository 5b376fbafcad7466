import KapellCore

/// Tables in plain text: lines whose cells stand below each other, two blanks and more apart.
struct TextTables {
    private let bytes: [UInt8]
    private var blocks: [Block] = []
    /// The rows of the table that is open, with its lines of dashes.
    private var rows: [ByteSpan] = []
    /// Where cells begin, and where they end, in all of its rows.
    private var starts: Set<Int> = []
    private var ends: Set<Int> = []
    private var isAfterBlank = false

    static func blocks(in bytes: [UInt8], _ span: ByteSpan) -> [Block] {
        var reader = TextTables(bytes: bytes)
        var start = span.start
        while start < span.end {
            let end = bytes.lineEnd(start, span.end)
            reader.take(ByteSpan(start: start, end: end))
            start = end + 1
        }
        reader.close()
        return reader.blocks
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private static let longestLine = 1_000
    private static let fewestRows = 3

    private mutating func take(_ line: ByteSpan) {
        let text = bytes.trimmed(line)
        if text.isEmpty {
            // A blank line may stand below the header.
            if rows.count != 1 || isAfterBlank { close() }
            isAfterBlank = !rows.isEmpty
            return
        }
        let row = ByteSpan(start: line.start, end: text.end)
        if isRule(text) {
            rows.append(row)
            return
        }
        let cells = cells(row)
        guard !cells.starts.isEmpty else { return close() }
        if !starts.isEmpty || !ends.isEmpty {
            let sharedStarts = starts.intersection(cells.starts)
            let sharedEnds = ends.intersection(cells.ends)
            if sharedStarts.isEmpty, sharedEnds.isEmpty {
                close()
            } else {
                rows.append(row)
                (starts, ends) = (sharedStarts, sharedEnds)
                return
            }
        }
        rows.append(row)
        (starts, ends) = cells
    }

    private mutating func close() {
        defer {
            rows = []
            starts = []
            ends = []
            isAfterBlank = false
        }
        guard rows.count(where: { !isRule(bytes.trimmed($0)) }) >= Self.fewestRows,
            let first = rows.firstIndex(where: { !isRule(bytes.trimmed($0)) })
        else { return }
        // As in the reading of tables: names of columns have no digits.
        var headerRows = 0
        if !bytes[rows[first].start..<rows[first].end].contains(where: { $0 >= 0x30 && $0 <= 0x39 }) {
            headerRows = first + 1
            if headerRows < rows.count, isRule(bytes.trimmed(rows[headerRows])) { headerRows += 1 }
        }
        let header = headerRows > 0 ? bytes.trimmed(rows[first]) : nil
        let span = ByteSpan(start: rows[0].start, end: rows[rows.count - 1].end)
        blocks.append(Block(kind: .table(headerRows: headerRows, header: header), span: span, lines: rows))
    }

    /// The columns at which cells other than the first begin, and at which cells other than the last end, and the last.
    private func cells(_ row: ByteSpan) -> (starts: Set<Int>, ends: Set<Int>) {
        var starts: Set<Int> = []
        var ends: Set<Int> = []
        guard row.count <= Self.longestLine else { return (starts, ends) }
        var column = 0
        var blanks = 0
        var last: UInt8?
        for byte in bytes[row.start..<row.end] where byte & 0xC0 != 0x80 {
            if byte == UInt8(ascii: " ") {
                blanks += 1
            } else {
                // Behind a mark, two blanks are a habit of typists.
                if blanks >= 2, let last, !Self.marks.contains(last) {
                    starts.insert(column)
                    ends.insert(column - blanks)
                }
                blanks = 0
                last = byte
            }
            column += 1
        }
        if !starts.isEmpty { ends.insert(column) }
        return (starts, ends)
    }

    private static let marks = Set(".:;!?,)\"'".utf8)

    /// `----  ----`, `====`, `+---+`.
    private func isRule(_ text: ByteSpan) -> Bool {
        var hasLine = false
        for byte in bytes[text.start..<text.end] {
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "="): hasLine = true
            case UInt8(ascii: "+"), UInt8(ascii: "|"), UInt8(ascii: " "): break
            default: return false
            }
        }
        return hasLine && text.count >= 3
    }
}
