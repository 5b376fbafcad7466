internal import KapellCore

/// Finds the lines of the pages in the text that was made of them.
///
/// The text has the letters of the lines in their order; only blanks differ, and a hyphen or a leader may be gone. So one
/// walk over both finds every line; one that is not there does not lose the others. A line that is read in two directions
/// has a place for each of its pieces.
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
        guard let pieces = row.pieces else { return find(row.text, in: row.place, on: page) }
        for piece in pieces { find(piece.text, in: piece.box, on: page) }
    }

    private mutating func find(_ text: String, in box: Box, on page: Int) {
        guard places.count < Self.limit, pages.indices.contains(page) else { return }
        let letters = text.utf8.filter { $0 > 0x20 }
        guard let first = letters.first, let (start, end) = match(letters, from: cursor) ?? search(letters, first)
        else { return }
        cursor = end
        let (width, height) = (max(pages[page].width, 1), max(pages[page].height, 1))
        func share(_ edge: Float, _ whole: Float) -> Double { Double(min(1, max(0, edge / whole))) }
        places.append(
            TextPlace(
                page: page + 1, span: whole(start, end), left: share(box.x0, width), top: share(box.y0, height),
                right: share(box.x1, width), bottom: share(box.y1, height),
                isRightToLeft: text.unicodeScalars.contains(where: \.isRightToLeft)))
    }

    /// Where letters stand from an offset on; `nil` where hardly any of them do.
    private func match(_ letters: [UInt8], from offset: Int) -> (start: Int, end: Int)? {
        var cursor = offset
        var start: Int?
        var end = offset
        var found = 0
        for (index, byte) in letters.enumerated() {
            var next = cursor
            while next < bytes.count, bytes[next] <= 0x20 { next += 1 }
            guard next < bytes.count, bytes[next] == byte else {
                // What begins elsewhere is not looked at to its end.
                if index >= 8, found * 2 < index { return nil }
                continue
            }
            start = start ?? next
            cursor = next + 1
            end = cursor
            found += 1
        }
        guard let start, found * 10 >= letters.count * 7 else { return nil }
        return (start, end)
    }

    /// Where letters stand further on: what lies between was written in another order, or not at all.
    private func search(_ letters: [UInt8], _ first: UInt8) -> (start: Int, end: Int)? {
        guard letters.count >= 4 else { return nil }
        for offset in cursor..<min(cursor + Self.reach, bytes.count) where bytes[offset] == first {
            if let found = match(letters, from: offset), found.start == offset { return found }
        }
        return nil
    }

    /// How far a line is searched for that does not stand where the one before ends.
    private static let reach = 4_096

    /// A span that cuts no character.
    private func whole(_ start: Int, _ end: Int) -> ByteSpan {
        var (start, end) = (start, end)
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return ByteSpan(start: start, end: end)
    }
}
