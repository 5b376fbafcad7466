/// A box on a page, in points from the upper left corner.
package struct Box: Sendable, Hashable {
    package var x0: Float
    package var y0: Float
    package var x1: Float
    package var y1: Float

    package init(x0: Float, y0: Float, x1: Float, y1: Float) {
        (self.x0, self.y0, self.x1, self.y1) = (x0, y0, x1, y1)
    }

    var width: Float { x1 - x0 }
    var height: Float { y1 - y0 }
    var middleX: Float { (x0 + x1) / 2 }
    var middleY: Float { (y0 + y1) / 2 }

    func union(_ other: Box) -> Box {
        Box(x0: min(x0, other.x0), y0: min(y0, other.y0), x1: max(x1, other.x1), y1: max(y1, other.y1))
    }
}

/// A word with its place.
package struct PDFWord: Sendable, Hashable {
    package var text: String
    package var box: Box
    /// Which of pdftotext's own lines on the page it belongs to.
    package var line: Int32

    package init(text: String, box: Box, line: Int32) {
        (self.text, self.box, self.line) = (text, box, line)
    }
}

/// The words of one page.
package struct PDFPage: Sendable, Hashable {
    package var width: Float
    package var height: Float
    package var words: [PDFWord]

    package init(width: Float, height: Float, words: [PDFWord]) {
        (self.width, self.height, self.words) = (width, height, words)
    }
}

/// What `pdftotext -bbox-layout` says of a file.
package struct PDFWords: Sendable, Hashable {
    /// The title in the file's properties.
    package var title: String?
    package var pages: [PDFPage] = []
    /// By the page's index: how sure the recognition of its image is.
    package var confidences: [Int: Double] = [:]

    package init() {}
}
