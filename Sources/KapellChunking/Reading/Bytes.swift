import KapellCore

extension [UInt8] {
    /// Whether the span lies in the text, holds something, and cuts no character at either end.
    func isCut(_ span: ByteSpan) -> Bool {
        span.start >= 0 && span.end <= count && span.start < span.end && isBoundary(span.start) && isBoundary(span.end)
    }

    /// Whether a character begins here, or the text ends.
    func isBoundary(_ offset: Int) -> Bool { offset >= count || self[offset] & 0xC0 != 0x80 }

    /// Whether nothing but white space lies in the range.
    func isBlank(_ start: Int, _ end: Int) -> Bool { start >= end || self[start..<end].allSatisfy(\.isSpace) }

    /// The line that begins at `start`: where it ends, without its line break.
    func lineEnd(_ start: Int, _ limit: Int) -> Int {
        self[start..<limit].firstIndex(of: UInt8(ascii: "\n")) ?? limit
    }

    /// Without white space at both ends; empty at the end where there is nothing else.
    func trimmed(_ span: ByteSpan) -> ByteSpan {
        var start = span.start
        var end = span.end
        while end > start, self[end - 1].isSpace { end -= 1 }
        while start < end, self[start].isSpace { start += 1 }
        return ByteSpan(start: start, end: end)
    }

    func string(_ span: ByteSpan) -> String { String(decoding: self[span.start..<span.end], as: UTF8.self) }

    func starts(_ mark: StaticString, at offset: Int, before end: Int) -> Bool {
        let length = mark.utf8CodeUnitCount
        guard offset + length <= end else { return false }
        return self[offset..<offset + length].elementsEqual(
            UnsafeBufferPointer(start: mark.utf8Start, count: length))
    }
}

extension UInt8 {
    /// White space of ASCII.
    var isSpace: Bool { self == UInt8(ascii: " ") || self >= 0x09 && self <= 0x0D }
}

extension String {
    /// The text itself, or its beginning and `…`.
    func clipped(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var bytes = Array(utf8.prefix(limit + 1))
        while let last = bytes.popLast(), bytes.count > limit || last & 0xC0 == 0x80 {}
        return String(decoding: bytes, as: UTF8.self) + "…"
    }
}
