internal import KapellCore

/// The headings of a plain text: short numbered or capital lines that stand alone, and underlined lines.
enum PlainHeadings {
    static func find(in bytes: [UInt8]) -> [Heading] {
        let lines = Array(TextLines(bytes, from: bytes.offsetAfterMark)).map { bytes.trimmed($0) }
        let first = lines.firstIndex { !$0.isEmpty }
        var headings: [Heading] = []
        for (index, line) in lines.enumerated() where !line.isEmpty && line.count <= 120 {
            guard index == 0 || lines[index - 1].isEmpty else { continue }
            let next = index + 1 < lines.count ? lines[index + 1] : line.upperBound..<line.upperBound
            if let level = underlineLevel(bytes, next, below: line) {
                headings.append(heading(bytes, line, level, end: next.upperBound))
            } else if next.isEmpty || index == first, let level = HeadingRules.level(of: bytes.string(line)) {
                headings.append(heading(bytes, line, level, end: line.upperBound))
            }
        }
        return headings
    }

    private static func heading(_ bytes: [UInt8], _ line: Range<Int>, _ level: Int, end: Int) -> Heading {
        Heading(level: level, title: bytes.string(line), span: ByteSpan(start: line.lowerBound, end: end))
    }

    /// A line of `=` or `-` about as long as the line above it.
    private static func underlineLevel(_ bytes: [UInt8], _ text: Range<Int>, below line: Range<Int>) -> Int? {
        guard text.count >= 3, text.count + 2 >= min(line.count, 40), let mark = bytes[text].first else { return nil }
        guard mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-"), bytes[text].allSatisfy({ $0 == mark }) else {
            return nil
        }
        guard bytes[line].contains(where: { $0 != mark }) else { return nil }
        return mark == UInt8(ascii: "=") ? 1 : 2
    }
}
