internal import KapellCore

/// Finds the lines of the pages in the text that was made of them.
///
/// The text has the letters of the lines in their order; only blanks differ, and a hyphen or a leader may be gone. So one
/// walk over both finds every line.
struct PlaceFinder {
    private(set) var places: [TextPlace] = []

    private let bytes: [UInt8]
    private let pages: [PDFPage]
    private var cursor = 0

    /// Lines of a document whose places are kept: about four thousand pages.
    private static let limit = 200_000

    init(_ bytes: [UInt8], units: [TextUnit], pages: [PDFPage]) {
        self.bytes = bytes
        self.pages = pages
        for unit in units {
            switch unit.content {
            case .paragraph(let parts):
                for part in parts {
                    for row in part.paragraph.rows { find(row, on: part.page) }
                }
            case .table(let table, let page):
                for row in table.rows {
                    for cell in row {
                        for line in cell { find(line, on: page) }
                    }
                }
            }
        }
    }

    private mutating func find(_ row: TextRow, on page: Int) {
        guard places.count < Self.limit, pages.indices.contains(page) else { return }
        let before = cursor
        var start: Int?
        var end = cursor
        var (found, all) = (0, 0)
        for word in row.words {
            for byte in word.text.utf8 {
                all += 1
                while cursor < bytes.count, bytes[cursor] <= 0x20, bytes[cursor] != byte { cursor += 1 }
                guard cursor < bytes.count, bytes[cursor] == byte else { continue }
                start = start ?? cursor
                cursor += 1
                end = cursor
                found += 1
            }
        }
        // A line that is hardly there is not there at all.
        guard let start, found * 2 >= all else {
            cursor = before
            return
        }
        let (width, height) = (max(pages[page].width, 1), max(pages[page].height, 1))
        func share(_ edge: Float, _ whole: Float) -> Double { Double(min(1, max(0, edge / whole))) }
        places.append(
            TextPlace(
                page: page + 1, span: whole(start, end), left: share(row.box.x0, width), top: share(row.box.y0, height),
                right: share(row.box.x1, width), bottom: share(row.box.y1, height)))
    }

    /// A span that cuts no character.
    private func whole(_ start: Int, _ end: Int) -> ByteSpan {
        var (start, end) = (start, end)
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return ByteSpan(start: start, end: end)
    }
}
