/// Puts the words of a table into rows and cells.
struct TableBuilder {
    private let columns: [[PDFWord]]
    /// Left and right edge of each column.
    private let edges: [Gap]

    init(columns: [[PDFWord]]) {
        self.columns = columns
        edges = columns.map { column in
            Gap(start: column.map(\.box.x0).min() ?? 0, end: column.map(\.box.x1).max() ?? 0)
        }
    }

    /// One band of the table: the lines of each cell.
    private struct Line {
        var cells: [[TextRow]]
        var top: Float
        var bottom: Float
        var size: Float
    }

    func table() -> PDFTable {
        let lines = lines()
        var rows: [[PDFTable.Cell]] = []
        let distances = zip(lines, lines.dropFirst()).map { $1.top - $0.bottom }
        let tight = distances.sorted()[safe: distances.count / 5] ?? 0
        let size = lines.map(\.size).sorted()[safe: lines.count / 2] ?? 10
        let wide = tight + max(size * 0.3, 2)
        let hasWide = distances.contains { $0 > wide }
        for (index, line) in lines.enumerated() {
            if index > 0, distances[index - 1] <= wide, var last = rows.last,
                continues(last, line, isSpaced: hasWide)
            {
                for column in columns.indices { last[column] += line.cells[column] }
                rows[rows.count - 1] = last
            } else {
                rows.append(line.cells)
            }
        }
        return PDFTable(rows: rows, columns: columns.count)
    }

    private func lines() -> [Line] {
        var column: [Int: Int] = [:]
        var all: [PDFWord] = []
        for (index, words) in columns.enumerated() {
            for word in words {
                column[all.count] = index
                all.append(word)
            }
        }
        // The line number serves as the key back to the column while the bands are formed.
        let keyed = all.enumerated().map { PDFWord(text: $1.text, box: $1.box, line: Int32($0)) }
        return RowClusters.bands(of: keyed).map { band in
            var cells = [[PDFWord]](repeating: [], count: columns.count)
            for word in band { cells[column[Int(word.line)] ?? 0].append(all[Int(word.line)]) }
            return Line(
                cells: cells.map { $0.isEmpty ? [] : RowClusters.rows(of: $0).map { $0.read() } },
                top: band.map(\.box.y0).min() ?? 0, bottom: band.map(\.box.y1).max() ?? 0,
                size: TextRow.commonHeight(band))
        }
    }

    /// Whether a line goes on with the cells of the row above it.
    ///
    /// - Parameter isSpaced: whether the table's rows stand apart, so that near lines belong together.
    private func continues(_ row: [PDFTable.Cell], _ line: Line, isSpaced: Bool) -> Bool {
        let filled = columns.indices.filter { !line.cells[$0].isEmpty }
        let before = columns.indices.filter { !row[$0].isEmpty }
        guard filled.allSatisfy(before.contains) else { return false }
        for index in filled {
            guard let last = row[index].last, let first = line.cells[index].first?.words.first else { return false }
            let (axis, end) = (edges[index].start + edges[index].end, edges[index].end)
            let isFull = PDFParagraph.isFull(last.isRightToLeft ? last.mirrored(axis) : last, right: end, next: first)
            if !isFull, !(isSpaced && filled.count < before.count) { return false }
            if Self.isValue(last.text), let next = line.cells[index].first?.text, Self.isValue(next) { return false }
            // Short words of about the same length are entries of a list, not a broken line.
            if filled.count == before.count, last.words.count + (line.cells[index].first?.words.count ?? 0) < 3 {
                return false
            }
        }
        return filled.count < before.count || isSpaced
    }

    /// Numbers, amounts, dates and dashes.
    private static func isValue(_ text: String) -> Bool {
        let digits = text.unicodeScalars.count { (0x30...0x39).contains($0.value) }
        let letters = text.unicodeScalars.count { $0.properties.isAlphabetic }
        return digits > letters || letters == 0
    }
}
