internal import KapellCore

/// The headings of a Markdown file (CommonMark's ATX and setext forms), and the title of its front matter.
///
/// Fenced code, HTML comments and front matter hold no headings.
struct MarkdownOutline {
    private(set) var headings: [Heading] = []
    /// `title:` of a YAML front matter.
    private(set) var title: String?

    private let bytes: [UInt8]
    /// Where the paragraph that may turn out to be a setext heading begins and ends.
    private var paragraph: Range<Int>?
    private var fence: (mark: UInt8, length: Int)?
    private var isInComment = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let start = skipFrontMatter(from: bytes.offsetAfterMark)
        for line in TextLines(bytes, from: start) { take(line) }
    }

    private mutating func take(_ line: Range<Int>) {
        let text = bytes.trimmed(line)
        let indent = text.lowerBound - line.lowerBound
        if let open = fence {
            if indent <= 3, let mark = fenceMark(text), mark.mark == open.mark, mark.length >= open.length,
                text.lowerBound + mark.length == text.upperBound
            {
                fence = nil
            }
            return
        }
        if isInComment {
            isInComment = !contains("-->", in: text)
            return
        }
        guard !text.isEmpty else {
            paragraph = nil
            return
        }
        // Four blanks are code, unless they continue a paragraph.
        if indent > 3 || bytes[line.lowerBound] == 0x09 {
            if let begun = paragraph { paragraph = begun.lowerBound..<text.upperBound }
            return
        }
        if let mark = fenceMark(text) {
            fence = mark
            paragraph = nil
        } else if starts("<!--", text) {
            isInComment = !contains("-->", in: text)
            paragraph = nil
        } else if let heading = atx(text) {
            headings.append(contentsOf: [heading].filter { !$0.title.isEmpty })
            paragraph = nil
        } else if let level = underline(text), let begun = paragraph {
            let title = bytes.string(begun).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            headings.append(
                Heading(level: level, title: title, span: ByteSpan(start: begun.lowerBound, end: text.upperBound)))
            paragraph = nil
        } else if isOtherBlock(text) {
            paragraph = nil
        } else {
            paragraph = (paragraph?.lowerBound ?? text.lowerBound)..<text.upperBound
        }
    }

    private func atx(_ text: Range<Int>) -> Heading? {
        var index = text.lowerBound
        while index < text.upperBound, bytes[index] == UInt8(ascii: "#") { index += 1 }
        let level = index - text.lowerBound
        guard (1...6).contains(level) else { return nil }
        guard index == text.upperBound || bytes[index] == 0x20 || bytes[index] == 0x09 else { return nil }
        var title = bytes.trimmed(index..<text.upperBound)
        // A closing run of # belongs to the mark when a blank stands before it.
        var end = title.upperBound
        while end > title.lowerBound, bytes[end - 1] == UInt8(ascii: "#") { end -= 1 }
        if end == title.lowerBound || bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 {
            title = bytes.trimmed(title.lowerBound..<end)
        }
        return Heading(
            level: level, title: bytes.string(title), span: ByteSpan(start: text.lowerBound, end: text.upperBound))
    }

    /// The level of a setext underline.
    private func underline(_ text: Range<Int>) -> Int? {
        let mark = bytes[text.lowerBound]
        guard mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-") else { return nil }
        return bytes[text].allSatisfy { $0 == mark } ? (mark == UInt8(ascii: "=") ? 1 : 2) : nil
    }

    private func fenceMark(_ text: Range<Int>) -> (mark: UInt8, length: Int)? {
        guard let mark = bytes[text].first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
        var end = text.lowerBound
        while end < text.upperBound, bytes[end] == mark { end += 1 }
        guard end - text.lowerBound >= 3 else { return nil }
        // Backticks behind an opening run make it inline code.
        if mark == UInt8(ascii: "`"), bytes[end..<text.upperBound].contains(mark) { return nil }
        return (mark, end - text.lowerBound)
    }

    /// List items, quotations, tables and rules: a line of dashes below them is no heading.
    private func isOtherBlock(_ text: Range<Int>) -> Bool {
        let first = bytes[text.lowerBound]
        let next = text.count > 1 ? bytes[text.lowerBound + 1] : 0x20
        switch first {
        case UInt8(ascii: ">"), UInt8(ascii: "|"): return true
        case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"):
            return next == 0x20 || next == 0x09 || bytes[text].allSatisfy { $0 == first || $0 == 0x20 }
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            let digits = bytes[text].prefix { (0x30...0x39).contains($0) }
            let rest = bytes[text].dropFirst(digits.count)
            return rest.starts(with: Array(". ".utf8)) || rest.starts(with: Array(") ".utf8))
        default: return false
        }
    }

    /// Returns where the text behind a YAML front matter begins, and keeps its title.
    private mutating func skipFrontMatter(from start: Int) -> Int {
        var lines = TextLines(bytes, from: start)
        guard let first = lines.next(), bytes.string(first) == "---" else { return start }
        var found: String?
        var count = 0
        while let line = lines.next(), count < 200 {
            count += 1
            let text = bytes.string(bytes.trimmed(line))
            if text == "---" || text == "..." {
                title = found
                return min(bytes.count, line.upperBound + 1)
            }
            if bytes.string(line).hasPrefix("title:") {
                let value = text.dropFirst(6).drop { $0 == " " }
                let quoted = value.count >= 2 && value.first == value.last && "\"'".contains(value.first ?? " ")
                found = String(quoted ? value.dropFirst().dropLast() : value)
                if found?.isEmpty == true { found = nil }
            }
        }
        return start
    }

    private func starts(_ mark: StaticString, _ text: Range<Int>) -> Bool {
        bytes[text].starts(with: UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount))
    }

    private func contains(_ mark: String, in text: Range<Int>) -> Bool {
        DocumentSource(bytes: bytes, name: "").contains(Array(mark.utf8), in: text)
    }
}
