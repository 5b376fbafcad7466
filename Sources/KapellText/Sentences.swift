package import KapellCore

/// Cuts a text into sentences: spans without white space at their ends, that lie in order and do not overlap.
///
/// A line break ends a sentence where a blank line, a heading, a list item or a table row follows; inside a paragraph
/// that is wrapped at a fixed width it does not.
package struct Sentences {
    private let bytes: [UInt8]

    package init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// Sentences within `range`.
    package func spans(in range: ByteSpan) -> [ByteSpan] {
        var spans: [ByteSpan] = []
        var start = range.start
        var index = range.start
        while index < range.end {
            let byte = bytes[index]
            // White space in front belongs to no sentence, and is not to be read again for each full stop behind it.
            if index == start, isSpace(byte) { start += 1 }
            if byte == UInt8(ascii: "\n"), endsAtLineBreak(index, in: range) {
                append(start, index, to: &spans)
                start = index + 1
            } else if isTerminator(byte), endsSentence(at: index, start: start, in: range) {
                let end = afterClosers(index + 1, range.end)
                append(start, end, to: &spans)
                start = end
                index = end - 1
            }
            index += 1
        }
        append(start, range.end, to: &spans)
        return spans
    }

    private func append(_ start: Int, _ end: Int, to spans: inout [ByteSpan]) {
        var first = start
        var last = end
        while first < last, isSpace(bytes[first]) { first += 1 }
        while last > first, isSpace(bytes[last - 1]) { last -= 1 }
        if last > first { spans.append(ByteSpan(start: first, end: last)) }
    }

    // MARK: Line breaks

    private func endsAtLineBreak(_ index: Int, in range: ByteSpan) -> Bool {
        var next = index + 1
        while next < range.end,
            bytes[next] == UInt8(ascii: " ") || bytes[next] == UInt8(ascii: "\t") || bytes[next] == UInt8(ascii: "\r")
        {
            next += 1
        }
        guard next < range.end else { return true }
        if bytes[next] == UInt8(ascii: "\n") { return true }
        let line = lineStart(before: index, range.start)
        return startsItem(next, range.end) || isTableRow(line, index) || isTableRow(next, lineEnd(next, range.end))
            || isHeadingLine(line, index)
    }

    private func lineStart(before index: Int, _ lower: Int) -> Int {
        var start = index
        while start > lower, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        return start
    }

    private func lineEnd(_ index: Int, _ upper: Int) -> Int {
        var end = index
        while end < upper, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        return end
    }

    /// `- `, `* `, `• `, `(a) `, `1. `, `12.3 `, `# `.
    private func startsItem(_ index: Int, _ upper: Int) -> Bool {
        let byte = bytes[index]
        let next = index + 1 < upper ? bytes[index + 1] : 0
        if (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "*")) && isSpace(next) { return true }
        if byte == UInt8(ascii: "#") || byte == UInt8(ascii: "|") || byte == UInt8(ascii: ">") { return true }
        if byte == 0xE2, index + 2 < upper, next == 0x80, bytes[index + 2] == 0xA2 { return true }
        if byte == UInt8(ascii: "(") {
            var end = index + 1
            while end < upper, end - index < 6, isAlphanumeric(bytes[end]) { end += 1 }
            return end > index + 1 && end < upper && bytes[end] == UInt8(ascii: ")")
        }
        return numberedItem(index, upper)
    }

    private func numberedItem(_ index: Int, _ upper: Int) -> Bool {
        var end = index
        var dots = 0
        while end < upper, end - index < 12, bytes[end].isDigit || bytes[end] == UInt8(ascii: ".") {
            if bytes[end] == UInt8(ascii: ".") { dots += 1 }
            end += 1
        }
        guard end > index, bytes[index].isDigit, end < upper else { return false }
        if bytes[end] == UInt8(ascii: ")") { return true }
        return dots > 0 && isSpace(bytes[end]) && end - index <= 8
    }

    private func isTableRow(_ start: Int, _ end: Int) -> Bool {
        Self.isTableRow(bytes[min(start, end)..<end])
    }

    /// Cells separated by `|`, tabs, or two spaces and more that do not follow a mark or a line break: after a full
    /// stop, two spaces are a habit of typists.
    package static func isTableRow(_ line: ArraySlice<UInt8>) -> Bool {
        var run = 0
        var last: UInt8 = 0
        for (offset, byte) in line.enumerated() {
            switch byte {
            case UInt8(ascii: "|"), UInt8(ascii: "\t"): return offset > 0 || byte == UInt8(ascii: "|")
            case UInt8(ascii: " "): run += 1
            default:
                if run >= 2, run < offset, !marks.contains(last) { return true }
                run = 0
                last = byte
            }
        }
        return false
    }

    private static let marks = Set(".:;!?,)\"'\n\r".utf8)

    /// `# …`, a line of capitals, or `12. Title` without a full stop.
    private func isHeadingLine(_ start: Int, _ end: Int) -> Bool {
        guard end > start else { return false }
        if bytes[start] == UInt8(ascii: "#") { return true }
        var letters = 0
        for byte in bytes[start..<end] {
            if byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") { return false }
            if byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") { letters += 1 }
        }
        return letters >= 3
    }

    // MARK: Full stops

    private func isTerminator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
    }

    private func endsSentence(at index: Int, start: Int, in range: ByteSpan) -> Bool {
        let after = afterClosers(index + 1, range.end)
        guard after < range.end else { return true }
        guard isSpace(bytes[after]) else { return false }
        var next = after
        while next < range.end, isSpace(bytes[next]) { next += 1 }
        guard next < range.end else { return true }
        // A row between bars is one sentence, whatever its cells say: `| 4 | Brown & Co. B.V. | two |`.
        if bytes[start] == UInt8(ascii: "|") { return false }
        if bytes[index] != UInt8(ascii: ".") { return true }
        if bytes[next] >= UInt8(ascii: "a"), bytes[next] <= UInt8(ascii: "z") { return false }
        return !isAbbreviation(before: index, start: start)
    }

    private func afterClosers(_ index: Int, _ upper: Int) -> Int {
        var end = index
        while end < upper {
            if bytes[end] == UInt8(ascii: "\"") || bytes[end] == UInt8(ascii: "'") || bytes[end] == UInt8(ascii: ")")
                || bytes[end] == UInt8(ascii: "]")
            {
                end += 1
            } else if end + 2 < upper, bytes[end] == 0xE2, bytes[end + 1] == 0x80,
                bytes[end + 2] == 0x9D || bytes[end + 2] == 0x99
            {
                end += 3
            } else {
                break
            }
        }
        return end
    }

    /// The word in front of a full stop is a known abbreviation, an initial, or an item number that opens the sentence.
    private func isAbbreviation(before index: Int, start: Int) -> Bool {
        var first = index
        while first > start, isAlphanumeric(bytes[first - 1]) || bytes[first - 1] == UInt8(ascii: ".") { first -= 1 }
        let word = String(decoding: bytes[first..<index], as: UTF8.self).lowercased()
        if word.isEmpty { return false }
        var opening = start
        while opening < first, isSpace(bytes[opening]) { opening += 1 }
        if opening == first, word.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }) { return true }
        if word.utf8.count == 1, let only = word.utf8.first, !only.isDigit { return true }
        return Self.abbreviations.contains(word)
    }

    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "st", "no", "nos", "art", "sec", "para", "cl", "e.g", "i.e", "etc", "inc",
        "ltd", "co", "corp", "vs", "v", "fig", "approx", "dept", "est", "u.s", "u.k", "p", "pp", "cf", "al", "jr", "sr",
    ]

    private func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t")
            || byte == UInt8(ascii: "\r") || byte == 0x0C
    }

    private func isAlphanumeric(_ byte: UInt8) -> Bool {
        byte.isDigit || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
    }
}
