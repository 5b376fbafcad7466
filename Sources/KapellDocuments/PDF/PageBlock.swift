/// A part of a page in reading order.
enum PageBlock: Sendable {
    case paragraph(PDFParagraph)
    case table(PDFTable)
}

/// A paragraph as far as it lies in one column of one page.
struct PDFParagraph: Sendable {
    var rows: [TextRow]
    /// Right edge of the column, as far as lines reach.
    var right: Float
    /// Left edge of the column.
    var left: Float
    /// Whether only a line break stands before it: one short line among others (an address, a list of names).
    var isTight = false
    /// Whether it begins with a number, a letter or a bullet.
    var hasLabel = false
    /// Whether the lines stand in the middle of the column.
    var isCentred = false

    var size: Float { rows[0].size }

    /// Whether a word of the given width would not have fitted on the last line.
    func isFull(before word: PDFWord?) -> Bool {
        guard let last = rows.last else { return false }
        return PDFParagraph.isFull(last, right: right, next: word)
    }

    static func isFull(_ row: TextRow, right: Float, next word: PDFWord?) -> Bool {
        let needed = (word?.box.width ?? row.size * 2) + row.size * 0.25
        return right - row.box.x1 < needed + row.size * 0.15
    }
}

/// A table: its rows, each with its cells from left to right.
struct PDFTable: Sendable {
    /// The lines of one cell.
    typealias Cell = [TextRow]

    /// Empty cells are kept.
    var rows: [[Cell]]
    var columns: Int
}

/// What is known of the whole document when a page is laid out.
struct DocumentMetrics: Sendable {
    /// Height of most letters.
    var bodySize: Float = 10
    /// Usual distance of two lines of a paragraph, as a multiple of their size.
    var leading: Float = 1.25
    /// Where full lines of a page with one column end.
    var right: Float = 0
    /// Where lines of a page with one column begin.
    var left: Float = 0
    /// Whether most letters are written from right to left.
    var isRightToLeft = false
}
