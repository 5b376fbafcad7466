package import KapellCore
import KapellText

/// Follows a list in a document's text, so that it is quoted whole: a sentence that announces items with the items behind
/// it, and an item or a table row with its neighbours where a question asks for all of them.
package struct ListReader: Sendable {
    /// A list that was found.
    package struct Found: Sendable, Hashable {
        package var span: ByteSpan
        /// Whether it goes on behind the span.
        package var isCut: Bool
    }

    /// A quotation of more bytes is cut at an item's end.
    package static let mostBytes = 3_000
    /// Sentences that are read on each side.
    private static let mostSentences = 60

    let bytes: [UInt8]

    package init(_ text: String) { bytes = Array(text.utf8) }

    /// - Parameter wantsAll: whether the question asks for all items; only then an item brings its neighbours.
    /// - Returns: `nil` where there is no list, or nothing more of it than `span`.
    package func list(at span: ByteSpan, wantsAll: Bool) -> Found? {
        guard span.start >= 0, span.start < span.end, span.end <= bytes.count else { return nil }
        if announces(span) { return items(behind: span) }
        guard wantsAll else { return nil }
        if isRow(span) { return rows(around: span) }
        return mark(at: span.start) == nil ? nil : neighbours(of: span)
    }

    /// Whether a sentence ends with a colon.
    private func announces(_ span: ByteSpan) -> Bool {
        var end = span.end
        if text(span).hasSuffix(" or") || text(span).hasSuffix(" and") { return false }
        while end > span.start, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "*") { end -= 1 }
        return end > span.start && bytes[end - 1] == UInt8(ascii: ":")
    }

    private func text(_ span: ByteSpan) -> String { String(decoding: bytes[span.start..<span.end], as: UTF8.self) }

    // MARK: Items

    /// How an item begins.
    enum Mark: Equatable {
        case bullet
        case letter(Int)
        case number(Int)

        func precedes(_ other: Mark) -> Bool {
            switch (self, other) {
            case (.bullet, .bullet): true
            case (.letter(let one), .letter(let two)), (.number(let one), .number(let two)): two == one + 1
            default: false
            }
        }
    }

    /// `- `, `* `, `• `, `a) `, `(b) `, `1. `, `(2) `, `iv. `.
    func mark(at start: Int) -> Mark? {
        let head = Array(bytes[start..<min(bytes.count, start + 8)])
        guard let first = head.first else { return nil }
        if "-*".utf8.contains(first) { return head.count > 1 && head[1] == UInt8(ascii: " ") ? .bullet : nil }
        if head.starts(with: Array("•".utf8)) { return .bullet }
        let inner = first == UInt8(ascii: "(") ? head.dropFirst() : head[...]
        let label = inner.prefix { ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z")) || $0.isDigit }
        guard !label.isEmpty, label.count <= 4, let end = inner.dropFirst(label.count).first,
            end == UInt8(ascii: ")") || (end == UInt8(ascii: ".") && first != UInt8(ascii: "("))
        else { return nil }
        let text = String(decoding: label, as: UTF8.self).lowercased()
        if let number = Int(text) { return .number(number) }
        if let number = Self.roman[text], text != "i" || inner.count > label.count { return .number(-1000 + number) }
        guard label.count == 1, let letter = text.utf8.first else { return nil }
        return .letter(Int(letter))
    }

    private static let roman = ["i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8]

    private func items(behind span: ByteSpan) -> Found? {
        let limit = min(bytes.count, span.start + 2 * Self.mostBytes)
        let sentences = Sentences(bytes: bytes).spans(in: ByteSpan(start: span.end, end: limit))
            .prefix(Self.mostSentences)
        guard let first = sentences.first else { return nil }
        if isRow(first) {
            return rows(around: first).map { Found(span: .init(start: span.start, end: $0.span.end), isCut: $0.isCut) }
        }
        guard let mark = mark(at: first.start) else { return nil }
        var found = reach(from: span.start, end: first.end, mark, sentences.dropFirst())
        // What is behind the last sentence that was read may be of the list as well.
        if found.span.end == sentences.last?.end, sentences.count == Self.mostSentences || limit < bytes.count {
            found.isCut = true
        }
        return found
    }

    /// Goes on to the last item that follows in order.
    private func reach(from start: Int, end: Int, _ mark: Mark, _ sentences: ArraySlice<ByteSpan>) -> Found {
        var end = end
        var mark = mark
        var isOpen = true
        for (offset, sentence) in sentences.enumerated() {
            if let next = self.mark(at: sentence.start), mark.precedes(next) {
                if sentence.end - start > Self.mostBytes {
                    return Found(span: .init(start: start, end: end), isCut: true)
                }
                mark = next
                end = sentence.end
                isOpen = true
            } else if isOpen, !hasBlankLine(end, sentence.start), self.mark(at: sentence.start) == nil || mark.isOuter {
                // A further sentence of the item.
                if sentence.end - start > Self.mostBytes {
                    return Found(span: .init(start: start, end: end), isCut: true)
                }
                end = sentence.end
            } else {
                isOpen = false
                // An item inside an item, or a paragraph of one: the list may go on behind it.
                let rest = sentences.dropFirst(offset + 1).prefix(6)
                guard rest.contains(where: { self.mark(at: $0.start).map(mark.precedes) ?? false }) else { break }
                if sentence.end - start > Self.mostBytes {
                    return Found(span: .init(start: start, end: end), isCut: true)
                }
                end = sentence.end
            }
        }
        return Found(span: .init(start: start, end: end), isCut: false)
    }

    /// The list that an item is of, with the sentence that announces it.
    private func neighbours(of span: ByteSpan) -> Found? {
        let lower = max(0, span.start - Self.mostBytes)
        let before = Sentences(bytes: bytes).spans(in: ByteSpan(start: lower, end: span.start)).suffix(
            Self.mostSentences)
        guard let announcing = before.last(where: announces), let found = items(behind: announcing),
            found.span.end >= span.end
        else { return nil }
        return found
    }

    private func hasBlankLine(_ start: Int, _ end: Int) -> Bool {
        guard start < end else { return false }
        return bytes[start..<end].count { $0 == UInt8(ascii: "\n") } > 1
    }

    // MARK: Rows

    private func isRow(_ span: ByteSpan) -> Bool {
        bytes[span.start] == UInt8(ascii: "|") || Sentences.isTableRow(bytes[span.start..<span.end])
    }

    private func rows(around span: ByteSpan) -> Found? {
        var (start, end) = (span.start, span.end)
        var isCut = false
        while let line = line(before: start), isRow(line) {
            guard end - line.start <= Self.mostBytes else {
                isCut = true
                break
            }
            start = line.start
        }
        while let line = line(behind: end), isRow(line) {
            guard line.end - start <= Self.mostBytes else {
                isCut = true
                break
            }
            end = line.end
        }
        return start == span.start && end == span.end ? nil : Found(span: .init(start: start, end: end), isCut: isCut)
    }

    private func line(before index: Int) -> ByteSpan? {
        guard index > 0 else { return nil }
        var end = index - 1
        while end > 0, bytes[end] != UInt8(ascii: "\n") { end -= 1 }
        var start = end
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        return trimmed(start, end)
    }

    private func line(behind index: Int) -> ByteSpan? {
        guard let newline = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let end = bytes[(newline + 1)...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        return trimmed(newline + 1, end)
    }

    private func trimmed(_ start: Int, _ end: Int) -> ByteSpan? {
        var (start, end) = (start, end)
        let space: Set<UInt8> = [0x20, 0x09, 0x0D]
        while start < end, space.contains(bytes[start]) { start += 1 }
        while end > start, space.contains(bytes[end - 1]) { end -= 1 }
        return start < end ? ByteSpan(start: start, end: end) : nil
    }
}

extension ListReader.Mark {
    /// Items of this kind may hold items of another kind.
    var isOuter: Bool { if case .bullet = self { false } else { true } }
}
