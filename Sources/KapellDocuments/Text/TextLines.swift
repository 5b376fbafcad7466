internal import KapellCore

/// The lines of a text as byte ranges, without their line breaks (`\n`, `\r\n`).
struct TextLines: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        position = start
    }

    mutating func next() -> Range<Int>? {
        guard position < bytes.count else { return nil }
        let start = position
        var end = start
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        position = end + 1
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return start..<end
    }
}

extension [UInt8] {
    /// Where the text behind a byte order mark begins.
    var offsetAfterMark: Int { starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// The range without blanks and tabs at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }

    /// The range as a string.
    func string(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }
}

extension [Heading] {
    /// The first heading of the highest level that occurs; `nil` when there is none.
    var bestTitle: String? {
        self.min { ($0.level, $0.span.start) < ($1.level, $1.span.start) }?.title
    }
}
