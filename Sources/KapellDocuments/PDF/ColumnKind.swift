/// Tells columns of prose, which are read one after the other, from the columns of a table.
struct ColumnKind {
    let isProse: Bool

    /// - Parameter columns: the words of each column.
    init(_ columns: [[PDFWord]]) {
        let lines = columns.map { RowClusters.rows(of: $0) }
        guard columns.count <= 4, lines.allSatisfy({ $0.count >= 4 }) else {
            isProse = false
            return
        }
        let widths = lines.map { rows in
            (rows.map(\.box.x1).max() ?? 0) - (rows.map(\.box.x0).min() ?? 0)
        }
        guard let widest = widths.max(), let narrowest = widths.min(), narrowest > widest * 0.5 else {
            isProse = false
            return
        }
        // In prose most lines reach across the column and hold several words.
        for (rows, width) in zip(lines, widths) {
            let full = rows.count { $0.box.width > width * 0.75 }
            let words = rows.reduce(0) { $0 + $1.words.count }
            guard full * 2 >= rows.count, words >= rows.count * 3 else {
                isProse = false
                return
            }
        }
        isProse = !Self.hasSharedBreaks(lines)
    }

    /// A single line with every word far from the next is a justified line, not a row of cells.
    static func isSpreadLine(_ columns: [[PDFWord]], bands: Int) -> Bool {
        bands == 1 && columns.count >= 4 && columns.reduce(0) { $0 + $1.count } < columns.count * 2
            && columns.allSatisfy { RowClusters.rows(of: $0).count == 1 }
    }

    /// Running text with a note in smaller type at its side; `nil` when the columns are something else.
    static func textAndNote(_ columns: [[PDFWord]]) -> (text: [PDFWord], note: [PDFWord])? {
        guard columns.count == 2 else { return nil }
        let (left, right) = (TextRow(columns[0]), TextRow(columns[1]))
        let isLeft = left.box.width > right.box.width
        let (text, note) = isLeft ? (left, right) : (right, left)
        guard note.size < text.size * 0.92, text.box.width > note.box.width * 1.3 else { return nil }
        let lines = RowClusters.rows(of: isLeft ? columns[0] : columns[1])
        guard lines.reduce(0, { $0 + $1.words.count }) >= lines.count * 5 else { return nil }
        // Several lines of one word each are names in another type, so the first column of a table.
        let names = RowClusters.rows(of: isLeft ? columns[1] : columns[0])
        guard names.count < 3 || names.reduce(0, { $0 + $1.words.count }) * 2 > names.count * 3 else { return nil }
        return isLeft ? (columns[0], columns[1]) : (columns[1], columns[0])
    }

    /// Rows of a table with long cells leave the same horizontal strips free in every column.
    private static func hasSharedBreaks(_ lines: [[TextRow]]) -> Bool {
        let rows = lines.joined().sorted { $0.box.y0 < $1.box.y0 }
        var distances: [Float] = []
        var bottom = rows[0].box.y1
        for row in rows.dropFirst() {
            if row.box.y0 > bottom { distances.append(row.box.y0 - bottom) }
            bottom = max(bottom, row.box.y1)
        }
        let size = rows[rows.count / 2].size
        let usual = distances.sorted()[safe: distances.count / 2] ?? 0
        let breaks = distances.count { $0 > usual + size * 0.3 }
        let longest = lines.map(\.count).max() ?? 1
        return breaks >= 2 && breaks * 7 >= longest
    }
}

extension Array {
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
