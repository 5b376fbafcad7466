package import KapellCore
import KapellText

/// Finds the clause that a sentence stands in: the lines around it up to a blank one, an item of a list, a heading or a
/// table.
package struct ClauseReader: Sendable {
    /// A clause of more words is not quoted whole.
    package static let mostWords = 60
    private static let mostBytes = 1_200

    private let lists: ListReader
    private var bytes: [UInt8] { lists.bytes }

    /// - Parameter lists: reads the same text.
    package init(_ lists: ListReader) { self.lists = lists }

    /// - Returns: `nil` where it is long, is nothing more than the sentence, or speaks to a model instead of to a reader.
    package func clause(at span: ByteSpan) -> ByteSpan? {
        guard span.start >= 0, span.start < span.end, span.end <= bytes.count else { return nil }
        var (first, last) = (line(at: span.start), line(at: span.end - 1))
        guard !isRow(first), !isRow(last) else { return nil }
        while first.start > 0, !isOpening(first), last.end - first.start <= Self.mostBytes {
            let above = line(at: first.start - 1)
            guard !isBlank(above), !isRow(above), !isHeading(above) else { break }
            first = above
        }
        while last.end < bytes.count, last.end - first.start <= Self.mostBytes {
            let below = line(at: last.end + 1)
            guard !isBlank(below), !isRow(below), !isHeading(below), !isOpening(below) else { break }
            last = below
        }
        let clause = trimmed(ByteSpan(start: first.start, end: last.end))
        guard clause != span, clause.start <= span.start, span.end <= clause.end else { return nil }
        let text = String(decoding: bytes[clause.start..<clause.end], as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace).count
        return words > Self.mostWords || InstructionDetector.isInstruction(text) ? nil : clause
    }

    /// The line that a byte stands in, without its line break; an empty one behind the end.
    private func line(at index: Int) -> ByteSpan {
        guard index < bytes.count else { return ByteSpan(start: bytes.count, end: bytes.count) }
        let start = bytes[..<index].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return ByteSpan(start: start, end: bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count)
    }

    private func isBlank(_ line: ByteSpan) -> Bool { trimmed(line).count == 0 }

    private func isRow(_ line: ByteSpan) -> Bool {
        let line = trimmed(line)
        return Sentences.isTableRow(bytes[line.start..<line.end])
    }

    private func isHeading(_ line: ByteSpan) -> Bool {
        let line = trimmed(line)
        return line.count > 0 && bytes[line.start] == UInt8(ascii: "#")
    }

    /// Whether an item of a list or a numbered clause begins with this line.
    private func isOpening(_ line: ByteSpan) -> Bool {
        let line = trimmed(line)
        guard line.count > 0 else { return false }
        if lists.mark(at: line.start) != nil { return true }
        // 8.2 and 14.3.1
        let number = bytes[line.start..<line.end].prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
        return number.first?.isDigit == true && number.contains(UInt8(ascii: "."))
            && bytes[line.start..<line.end].dropFirst(number.count).first == UInt8(ascii: " ")
    }

    private func trimmed(_ span: ByteSpan) -> ByteSpan {
        var (start, end) = (span.start, span.end)
        while start < end, Self.space.contains(bytes[start]) { start += 1 }
        while end > start, Self.space.contains(bytes[end - 1]) { end -= 1 }
        return ByteSpan(start: start, end: end)
    }

    private static let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0x0C]
}
