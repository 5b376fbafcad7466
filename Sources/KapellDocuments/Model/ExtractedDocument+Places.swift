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
            part.left = line.left + (line.isRightToLeft ? behind : before)
            part.right = line.right - (line.isRightToLeft ? before : behind)
            return part
        }
    }
}
