package import KapellCore
import KapellText

/// The numbered parts of a document, read from how its lines begin: `14.3 Each party …`, `ARTICLE 8. DEFAULT`,
/// `Schedule 2: Service Levels`, `(b) …`.
package struct ClauseOutline: Sendable {
    /// A line that begins a part.
    private struct Opening {
        /// `nil` for one that has a number alone, and for a heading that has none.
        var kind: ClauseReference.Kind?
        /// Empty for a heading without a number.
        var label: String
        var start: Int
        /// Where its line begins: what comes before ends there.
        var line = 0
        /// The numbers of the label.
        var numbers: [Int]

        init(kind: ClauseReference.Kind?, label: String, start: Int) {
            self.kind = kind
            self.label = label
            self.start = start
            numbers = label.split(separator: ".").compactMap { Int($0) }
        }
    }

    private let bytes: [UInt8]
    private var openings: [Opening] = []
    /// More are not read: a table of very many numbers is no outline.
    private static let most = 20_000
    /// Openings with the same number that are compared.
    private static let mostAlike = 40

    package init(_ text: String) {
        bytes = Array(text.utf8)
        var start = 0
        var isFirst = true
        while start < bytes.count, openings.count < Self.most {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if var opening = Self.opening(bytes[start..<end], isFirst: isFirst) {
                opening.line = start
                openings.append(opening)
            }
            isFirst = bytes[start..<end].allSatisfy(Self.isSpace) || bytes[start] == UInt8(ascii: "#")
            start = end + 1
        }
    }

    /// Where a clause stands; the longest of several, as a table of contents has them as well.
    package func span(of reference: ClauseReference) -> ByteSpan? {
        var span = ByteSpan(start: 0, end: bytes.count)
        for step in reference.steps {
            let found = openings.indices
                .filter { openings[$0].start >= span.start && openings[$0].start < span.end }
                .filter { Self.matches(step, openings[$0]) }.prefix(Self.mostAlike)
                .map { extent(of: $0, within: span) }
            guard let longest = found.max(by: { ($0.count, $1.start) < ($1.count, $0.start) }) else { return nil }
            span = longest
        }
        while span.end > span.start, Self.isSpace(bytes[span.end - 1]) { span.end -= 1 }
        return span.count > 0 && !reference.steps.isEmpty ? span : nil
    }

    private func extent(of index: Int, within span: ByteSpan) -> ByteSpan {
        let own = openings[index]
        let next = openings[(index + 1)...].first { $0.start >= span.end || Self.ends($0, own) }
        return ByteSpan(start: own.start, end: min(span.end, next?.line ?? bytes.count))
    }

    private static func matches(_ step: ClauseReference.Step, _ opening: Opening) -> Bool {
        guard step.label == opening.label else { return false }
        if let kind = opening.kind {
            let isNumber = step.label.utf8.first?.isDigit == true
            return step.kind == kind || (step.kind.isClause && kind.isClause && isNumber)
        }
        return step.kind.isClause
    }

    /// Whether a part ends where another begins.
    private static func ends(_ next: Opening, _ own: Opening) -> Bool {
        guard !next.label.isEmpty else { return own.kind.map { !$0.isAttached && $0 != .part } ?? true }
        switch own.kind {
        case .some(let kind) where kind.isAttached: return next.kind?.isAttached == true
        case .part: return next.kind == .part || next.kind?.isAttached == true
        case .item: return true
        case .some(let kind): return next.kind == kind || next.kind?.isAttached == true
        case nil:
            guard let kind = next.kind else { return isBehind(next.numbers, own.numbers) }
            return kind != .item
        }
    }

    /// Whether a number comes behind another and is not one of its own: 14.4 and 15 behind 14.3, not 14.3.1.
    private static func isBehind(_ next: [Int], _ own: [Int]) -> Bool {
        !next.starts(with: own) && own.lexicographicallyPrecedes(next)
    }

    // MARK: Lines

    private static func opening(_ line: ArraySlice<UInt8>, isFirst: Bool) -> Opening? {
        let content = line.drop { isSpace($0) || "#*>_".utf8.contains($0) }
        guard let first = content.first else { return nil }
        if isContents(line) { return nil }
        let isHeading = line.first == UInt8(ascii: "#")
        if first.isDigit { return numbered(content, isFirst: isFirst || isHeading) }
        if first == UInt8(ascii: "("), content.count > 3 {
            let letters = content.dropFirst().prefix(5).prefix { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
            guard !letters.isEmpty, content.dropFirst(letters.count + 1).first == UInt8(ascii: ")") else { return nil }
            return Opening(
                kind: .item, label: String(decoding: letters, as: UTF8.self).lowercased(), start: content.startIndex)
        }
        if let opening = named(content), isFirst || isHeading { return opening }
        return isHeading ? Opening(kind: nil, label: "", start: content.startIndex) : nil
    }

    /// A line of a table of contents: behind the title dots, or some space, and the number of a page.
    private static func isContents(_ line: ArraySlice<UInt8>) -> Bool {
        var rest = line
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        let digits = rest.reversed().prefix { $0.isDigit }.count
        rest = rest.dropLast(digits)
        guard (1...4).contains(digits), rest.last.map({ isSpace($0) || $0 == UInt8(ascii: ".") }) == true else {
            return false
        }
        let gap = rest.reversed().prefix { isSpace($0) || $0 == UInt8(ascii: ".") }
        return (gap.count > 1 || gap.first == 0x09) && rest.count > gap.count + 3
    }

    /// `14.3 Each party`, `8. Term`; in the middle of a paragraph only where a sentence begins behind the number.
    private static func numbered(_ content: ArraySlice<UInt8>, isFirst: Bool) -> Opening? {
        let number = content.prefix(13).prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
        let rest = content.dropFirst(number.count)
        let closed = number.last == UInt8(ascii: ".") || rest.first == UInt8(ascii: ")")
        let behind = rest.first == UInt8(ascii: ")") ? rest.dropFirst() : rest
        guard behind.first.map(isSpace) ?? true,
            let label = ClauseReference.label(String(decoding: number, as: UTF8.self), letters: false)
        else { return nil }
        let word = behind.drop(while: isSpace).first ?? 0
        let isText =
            word >= 0x80 || "\"'(*".utf8.contains(word) || (word >= UInt8(ascii: "A") && word <= UInt8(ascii: "Z"))
        let isPlain = !label.contains(".") && !closed
        if isPlain, !(isFirst && isText && label.utf8.count <= 3) { return nil }
        return isFirst || isText ? Opening(kind: nil, label: label, start: content.startIndex) : nil
    }

    /// `ARTICLE 8. DEFAULT`, `Schedule 2: Service Levels`, `§ 5 Term`.
    private static func named(_ content: ArraySlice<UInt8>) -> Opening? {
        if content.starts(with: [0xC2, 0xA7]) {
            let rest = content.dropFirst(2).drop(while: isSpace)
            let number = rest.prefix(12).prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            return ClauseReference.label(String(decoding: number, as: UTF8.self), letters: false)
                .map { Opening(kind: .section, label: $0, start: content.startIndex) }
        }
        let word = content.prefix(12).prefix { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
        guard let kind = ClauseReference.kind(String(decoding: word, as: UTF8.self).lowercased()) else { return nil }
        let rest = content.dropFirst(word.count).drop(while: isSpace)
        let number = rest.prefix(13).prefix {
            $0.isDigit || $0 == UInt8(ascii: ".") || ($0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z"))
        }
        var label = String(decoding: number, as: UTF8.self)
        while label.hasSuffix(".") { label.removeLast() }
        let behind = rest.dropFirst(number.count)
        guard rest.startIndex > content.startIndex + word.count,
            let label = ClauseReference.label(label, letters: true),
            behind.first.map({ isSpace($0) || ":)-*|,".utf8.contains($0) || $0 == 0xE2 }) ?? true
        else { return nil }
        // "Schedule 3 and Schedule 4 apply": a sentence that begins with a reference.
        let next = behind.drop { isSpace($0) }.first
        if number.last != UInt8(ascii: "."), let next, next >= UInt8(ascii: "a"), next <= UInt8(ascii: "z") {
            return nil
        }
        return Opening(kind: kind, label: label, start: content.startIndex)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
}
