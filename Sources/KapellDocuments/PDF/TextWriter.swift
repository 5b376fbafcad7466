internal import KapellCore

/// Writes paragraphs and tables as text, and keeps where pages begin and headings lie.
struct TextWriter {
    private(set) var bytes: [UInt8] = []
    /// Where each page begins that has been reached.
    private(set) var pageStarts: [Int] = []
    private(set) var headings: [Heading] = []
    private(set) var tables: [ExtractedTable] = []

    private let hyphenation: Hyphenation

    init(hyphenation: Hyphenation) {
        self.hyphenation = hyphenation
    }

    /// - Parameter level: the level of a heading; `nil` for other text.
    mutating func write(_ unit: TextUnit, level: Int?) {
        if !bytes.isEmpty { bytes.append(contentsOf: (unit.isTight ? "\n" : "\n\n").utf8) }
        switch unit.content {
        case .table(let table, let page):
            begin(page)
            write(table)
        case .paragraph(let parts):
            let start = bytes.count
            var pending: String?
            for (index, part) in parts.enumerated() {
                var rows = part.paragraph.rows.map(\.text)
                if let last = pending { rows[0] = write(last, before: rows[0]) }
                begin(part.page)
                let all = joined(rows)
                let isLast = index == parts.count - 1
                // The last word waits for the next part: a hyphen behind it may go.
                let cut = isLast ? all.endIndex : all.lastIndex(of: " ").map(all.index(after:)) ?? all.startIndex
                bytes.append(contentsOf: all[..<cut].utf8)
                pending = isLast ? nil : String(all[cut...])
            }
            guard let level else { return }
            headings.append(
                Heading(
                    level: level, title: String(decoding: bytes[start...], as: UTF8.self),
                    span: ByteSpan(start: start, end: bytes.count)))
        }
    }

    /// Which of its rows is a header, a PDF does not say.
    private mutating func write(_ table: PDFTable) {
        var rows: [ByteSpan] = []
        for row in table.rows {
            if !rows.isEmpty { bytes.append(0x0A) }
            let start = bytes.count
            bytes.append(contentsOf: line(row).utf8)
            rows.append(ByteSpan(start: start, end: bytes.count))
        }
        guard let first = rows.first, let last = rows.last else { return }
        tables.append(ExtractedTable(span: ByteSpan(start: first.start, end: last.end), rows: rows))
    }

    /// One row of a table: its cells with two blanks between them, or one where a cell runs on into the next column.
    private func line(_ row: [PDFTable.Cell]) -> String {
        var result = ""
        var previous: TextRow?
        for cell in row {
            guard let first = cell.first else { continue }
            if let previous {
                let isLevel = abs(previous.box.middleY - first.box.middleY) < first.size * 0.4
                let gap = max(first.box.x0 - previous.box.x1, previous.box.x0 - first.box.x1)
                result += isLevel && gap < first.size * 0.5 ? " " : "  "
            }
            result += joined(cell)
            previous = cell.last
        }
        return result
    }

    /// Ends the list of pages: pages without text are empty.
    mutating func finish(pageCount: Int) {
        if !bytes.isEmpty { bytes.append(0x0A) }
        while pageStarts.count < pageCount { pageStarts.append(bytes.count) }
        if !pageStarts.isEmpty { pageStarts[0] = 0 }
    }

    /// The text of a paragraph as it will be written.
    func plainText(of unit: TextUnit) -> String {
        guard case .paragraph(let parts) = unit.content else { return "" }
        return joined(parts.flatMap { $0.paragraph.rows })
    }

    private mutating func begin(_ page: Int) {
        while pageStarts.count <= page { pageStarts.append(bytes.count) }
    }

    /// Writes the last word of a part that goes on with `next` on another page.
    ///
    /// - Returns: what is left of `next`.
    private mutating func write(_ word: String, before next: String) -> String {
        let end = next.firstIndex(of: " ") ?? next.endIndex
        let first = String(next[..<end])
        if let whole = hyphenation.joined(word, first) {
            let keepsHyphen = whole.utf8.count == word.utf8.count + first.utf8.count
            bytes.append(contentsOf: keepsHyphen ? word.utf8[...] : String(word.unicodeScalars.dropLast()).utf8[...])
        } else {
            bytes.append(contentsOf: word.utf8)
            if !(word.endsInIdeograph && first.startsWithIdeograph) { bytes.append(0x20) }
        }
        return next
    }

    private func joined(_ rows: [TextRow]) -> String { joined(rows.map(\.text)) }

    private func joined(_ rows: [String]) -> String {
        guard var text = rows.first else { return "" }
        for row in rows.dropFirst() {
            let start = text.lastIndex(of: " ").map(text.index(after:)) ?? text.startIndex
            let end = row.firstIndex(of: " ") ?? row.endIndex
            if let whole = hyphenation.joined(String(text[start...]), String(row[..<end])) {
                text.replaceSubrange(start..., with: whole)
                text += row[end...]
            } else {
                if !Self.joinsWithoutBlank(text, row) { text += " " }
                text += row
            }
        }
        return text
    }

    /// Behind a dash or slash that touches its word, and between ideographs, a line end stands for nothing.
    private static func joinsWithoutBlank(_ text: String, _ row: String) -> Bool {
        if text.endsInIdeograph && row.startsWithIdeograph { return true }
        guard let last = text.last, last == "—" || last == "/" else { return false }
        return text.dropLast().last?.isLetter ?? false
    }
}
