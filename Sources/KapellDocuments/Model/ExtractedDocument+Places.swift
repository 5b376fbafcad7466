public import KapellCore

extension ExtractedDocument {
    /// The boxes that cover a piece of the text on its pages, line by line.
    ///
    /// Inside a line the letters are taken to be equally wide, so an edge may be off by a letter or two.
    ///
    /// - Parameter span: UTF-8 byte offsets in ``text``.
    /// - Returns: nothing where the format has no pages, or where the span lies between lines.
    public func places(of span: ByteSpan) -> [TextPlace] {
        // The places follow each other in the text.
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle].span.end <= span.start { low = middle + 1 } else { high = middle }
        }
        return places[low...].prefix { $0.span.start < span.end }.map { line in
            let start = max(span.start, line.span.start)
            let end = min(span.end, line.span.end)
            let width = (line.right - line.left) / Double(max(1, line.span.count))
            var part = line
            part.span = ByteSpan(start: start, end: end)
            let (before, behind) = (width * Double(start - line.span.start), width * Double(line.span.end - end))
            let isTurned = start > line.span.start || end < line.span.end ? isRightToLeft(line.span) : false
            part.left = line.left + (isTurned ? behind : before)
            part.right = line.right - (isTurned ? before : behind)
            return part
        }
    }

    /// Whether a place's text runs from right to left: each place is read in one direction.
    private func isRightToLeft(_ span: ByteSpan) -> Bool {
        let bytes = text.utf8
        guard span.start >= 0, span.end <= bytes.count, span.start < span.end else { return false }
        let start = bytes.index(bytes.startIndex, offsetBy: span.start)
        let end = bytes.index(start, offsetBy: span.count)
        return text.unicodeScalars[start..<end].contains(where: \.isRightToLeft)
    }
}
