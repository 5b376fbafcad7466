extension TemplateTag {
    /// The same tags, where those that stand alone on their line take the whole line with them, as Mustache says: a
    /// section's beginning and end, and a comment.
    static func standalone(_ tags: [TemplateTag], in bytes: [UInt8]) -> [TemplateTag] {
        tags.map { tag in
            var tag = tag
            switch tag.kind {
            case .variable: break
            case .comment: if let line = line(around: tag.outer, bytes) { tag.outer = line }
            case .section, .inverted:
                tag.children = standalone(tag.children, in: bytes)
                if let line = line(around: tag.outer.lowerBound..<tag.inner.lowerBound, bytes) {
                    tag.outer = line.lowerBound..<tag.outer.upperBound
                    tag.inner = line.upperBound..<max(line.upperBound, tag.inner.upperBound)
                }
                if let line = line(around: tag.inner.upperBound..<tag.outer.upperBound, bytes) {
                    // On the line of the beginning there is no other tag, so that this is a later one.
                    tag.inner = tag.inner.lowerBound..<max(tag.inner.lowerBound, line.lowerBound)
                    tag.outer = tag.outer.lowerBound..<line.upperBound
                }
            }
            return tag
        }
    }

    /// The line, with its end, on which a tag stands alone; `nil` where anything but spaces is beside it.
    private static func line(around tag: Range<Int>, _ bytes: [UInt8]) -> Range<Int>? {
        var start = tag.lowerBound
        while start > 0, isBlank(bytes[start - 1]) { start -= 1 }
        guard start == 0 || bytes[start - 1] == 0x0A else { return nil }
        var end = tag.upperBound
        while end < bytes.count, isBlank(bytes[end]) { end += 1 }
        if end < bytes.count, bytes[end] == 0x0D { end += 1 }
        guard end < bytes.count else { return start..<end }
        return bytes[end] == 0x0A ? start..<end + 1 : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
