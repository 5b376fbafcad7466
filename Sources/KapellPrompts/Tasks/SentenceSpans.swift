import KapellCore

/// Sentences of a plain text, as spans of its UTF-8 bytes. Good enough for prose in Latin script.
enum SentenceSpans {
    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "etc", "inc", "ltd", "co", "jr", "sr", "e.g", "i.e", "fig",
        "art",
    ]

    static func of(_ text: String) -> [ByteSpan] {
        let bytes = Array(text.utf8)
        var spans: [ByteSpan] = []
        var start = 0
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            let isBreak = byte == 0x0A && place + 1 < bytes.count && bytes[place + 1] == 0x0A
            let isMark = byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
            var end = place + 1
            if isMark {
                while end < bytes.count, ")\"'".utf8.contains(bytes[end]) { end += 1 }
            }
            if isBreak || isMark && ends(bytes, start, place, end) {
                append(bytes, start, isBreak ? place : end, to: &spans)
                start = end
            }
            place = isMark ? end : place + 1
        }
        append(bytes, start, bytes.count, to: &spans)
        return spans
    }

    /// The texts of spans, in order.
    static func texts(of spans: [ByteSpan], in text: String) -> [String] {
        let bytes = Array(text.utf8)
        return spans.map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) }
    }

    /// Whether a mark ends a sentence: white space follows, then no small letter, and no abbreviation stands before.
    private static func ends(_ bytes: [UInt8], _ start: Int, _ mark: Int, _ end: Int) -> Bool {
        guard end < bytes.count else { return true }
        guard isSpace(bytes[end]) else { return false }
        var next = end
        while next < bytes.count, isSpace(bytes[next]) { next += 1 }
        if next < bytes.count, (0x61...0x7A).contains(bytes[next]) { return false }
        guard bytes[mark] == UInt8(ascii: ".") else { return true }
        var word = mark
        while word > start, !isSpace(bytes[word - 1]) { word -= 1 }
        let text = String(decoding: bytes[word..<mark], as: UTF8.self).lowercased()
        return !abbreviations.contains(text) && (text.utf8.count > 1 || text.utf8.first.map { $0 < 0x61 } == true)
    }

    private static func append(_ bytes: [UInt8], _ start: Int, _ end: Int, to spans: inout [ByteSpan]) {
        var (start, end) = (start, end)
        while start < end, isSpace(bytes[start]) { start += 1 }
        while end > start, isSpace(bytes[end - 1]) { end -= 1 }
        if start < end { spans.append(ByteSpan(start: start, end: end)) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

extension String {
    /// The bytes of a span, as text.
    func bytes(_ span: ByteSpan) -> String {
        let start = utf8.index(utf8.startIndex, offsetBy: span.start)
        let end = utf8.index(start, offsetBy: span.count)
        return String(decoding: utf8[start..<end], as: UTF8.self)
    }
}
