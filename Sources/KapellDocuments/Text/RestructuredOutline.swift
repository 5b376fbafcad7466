internal import KapellCore

/// The headings of a reStructuredText file (docutils, "Sections").
///
/// A heading is a line with a line of the same punctuation mark below it, or above and below it, at least as long. The
/// levels are those in which the styles come up in the file.
enum RestructuredOutline {
    private static let marks = Set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".utf8)

    static func headings(in bytes: [UInt8]) -> [Heading] {
        let lines = Array(TextLines(bytes, from: bytes.offsetAfterMark)).map { range in
            var range = range
            while range.upperBound > range.lowerBound, bytes[range.upperBound - 1] <= 0x20 {
                range = range.lowerBound..<(range.upperBound - 1)
            }
            return range
        }
        var styles: [[UInt8]] = []
        var headings: [Heading] = []
        var index = 0
        while index + 1 < lines.count {
            defer { index += 1 }
            let line = lines[index]
            let isFree = index == 0 || lines[index - 1].isEmpty
            if isFree, let mark = adornment(bytes, line), index + 2 < lines.count,
                adornment(bytes, lines[index + 2]) == mark, isTitle(bytes, bytes.trimmed(lines[index + 1])),
                columns(bytes, lines[index + 1]) <= max(line.count, lines[index + 2].count)
            {
                add([mark, mark], bytes.trimmed(lines[index + 1]), line.lowerBound, lines[index + 2].upperBound)
                index += 2
            } else if isFree, isTitle(bytes, line), !line.isEmpty, bytes[line.lowerBound] > 0x20,
                let mark = adornment(bytes, lines[index + 1]), columns(bytes, line) <= lines[index + 1].count
            {
                add([mark], line, line.lowerBound, lines[index + 1].upperBound)
                index += 1
            }
        }
        func add(_ style: [UInt8], _ title: Range<Int>, _ start: Int, _ end: Int) {
            let level = styles.firstIndex(of: style) ?? styles.count
            if level == styles.count { styles.append(style) }
            headings.append(
                Heading(
                    level: min(6, level + 1), title: withoutRoles(bytes.string(title)),
                    span: ByteSpan(start: start, end: end)))
        }
        return headings
    }

    /// The mark of a line of at least two equal punctuation marks.
    private static func adornment(_ bytes: [UInt8], _ line: Range<Int>) -> UInt8? {
        guard line.count >= 2, let mark = bytes[line].first, marks.contains(mark) else { return nil }
        return bytes[line].allSatisfy { $0 == mark } ? mark : nil
    }

    private static func isTitle(_ bytes: [UInt8], _ line: Range<Int>) -> Bool {
        guard !line.isEmpty, line.count <= 300, adornment(bytes, line) == nil else { return false }
        return !bytes[line].starts(with: Array(".. ".utf8))
    }

    /// Length in characters.
    private static func columns(_ bytes: [UInt8], _ line: Range<Int>) -> Int {
        bytes[line].count { $0 & 0xC0 != 0x80 }
    }

    /// A heading without the marks of roles and literals: :mod:`glob` is glob.
    private static func withoutRoles(_ title: String) -> String {
        var result = ""
        var rest = title[...]
        while let tick = rest.firstIndex(of: "`") {
            var before = rest[..<tick]
            if before.last == ":", let start = before.dropLast().lastIndex(of: ":"),
                before[before.index(after: start)...].dropLast().allSatisfy({ $0.isLetter || $0 == "-" || $0 == "+" })
            {
                before = before[..<start]
            }
            result += before
            rest = rest[rest.index(after: tick)...]
        }
        return (result + rest).trimmed
    }
}
