import KapellDocuments

/// Writes pages of words in their places, as pdftotext finds them, without a PDF file.
///
/// Every sign is half as wide as it is high, and a blank a quarter.
struct LaidOutPage {
    var words: [PDFWord] = []
    private var line: Int32 = 0

    static let (width, height) = (Float(600), Float(800))

    /// A line as it looks, from left to right, from `left` on or up to `right`.
    mutating func line(_ text: String, left: Float? = nil, right: Float? = nil, top: Float, size: Float = 10) {
        let parts = text.split(separator: " ").map(String.init)
        let wide = parts.reduce(Float(parts.count - 1) * size / 4) { $0 + Self.width(of: $1, size) }
        var x = left ?? (right ?? 540) - wide
        line += 1
        for part in parts {
            let width = Self.width(of: part, size)
            words.append(PDFWord(text: part, box: Box(x0: x, y0: top, x1: x + width, y1: top + size), line: line))
            x += width + size / 4
        }
    }

    /// A small raised mark behind the last word.
    mutating func mark(_ text: String) {
        guard let last = words.last else { return }
        let (size, x) = (last.box.y1 - last.box.y0, last.box.x1)
        let box = Box(x0: x, y0: last.box.y0 - 1, x1: x + size * 0.3, y1: last.box.y0 - 1 + size * 0.6)
        words.append(PDFWord(text: text, box: box, line: line))
    }

    private static func width(of text: String, _ size: Float) -> Float { Float(text.unicodeScalars.count) * size / 2 }

    static func read(_ pages: [LaidOutPage]) -> PDFReconstruction {
        var source = PDFWords()
        source.pages = pages.map { PDFPage(width: width, height: height, words: $0.words) }
        return PDFReconstruction(source)
    }

    /// One line between two others in the same direction, read.
    static func read(line: String, isRightToLeft: Bool = true) -> String {
        var page = LaidOutPage()
        let other = isRightToLeft ? "םלוע םולש םוי לכ הנש לכב ריעה לכב" : "all the year round and in the whole town"
        for (index, text) in [other, line, other].enumerated() {
            if isRightToLeft {
                page.line(text, right: 540, top: 100 + 60 * Float(index))
            } else {
                page.line(text, left: 60, top: 100 + 60 * Float(index))
            }
        }
        let lines = read([page]).text.split(separator: "\n")
        return lines.count == 3 ? String(lines[1]) : "\(lines.count) lines"
    }
}
