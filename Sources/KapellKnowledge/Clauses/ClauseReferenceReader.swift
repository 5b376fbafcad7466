import KapellCore
import KapellText

/// Reads the clauses that a text points to.
struct ClauseReferenceReader {
    private let bytes: [UInt8]
    private let words: [Words.Word]
    private var next = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
        words = Words.split(text)
    }

    mutating func read() -> [ClauseReference] {
        var found: [ClauseReference] = []
        while next < words.count, found.count < ClauseReference.most {
            let start = next
            if let one = reference() {
                if var last = found.last, joins(last, one) {
                    last.steps = (last.steps + one.steps).enumerated()
                        .sorted { ($0.element.kind.depth, $0.offset) < ($1.element.kind.depth, $1.offset) }.map(
                            \.element)
                    last.span = ByteSpan(start: last.span.start, end: one.span.end)
                    found[found.count - 1] = last
                } else {
                    found.append(one)
                }
                found += further(of: one)
            } else {
                next = start + 1
            }
        }
        return Array(found.prefix(ClauseReference.most))
    }

    /// One reference that begins with this word.
    private mutating func reference() -> ClauseReference? {
        var kind = ClauseReference.kind(words[next].text)
        var place = next
        var start = words[place].start
        if kind != nil {
            place += 1
            if place < words.count, ["no", "nr", "number"].contains(words[place].text) { place += 1 }
        } else if let sign = sign(before: next) {
            kind = .section
            start = sign
        }
        guard let kind, place < words.count, place == next || follows(place),
            let label = label(place, letters: kind != .clause && kind != .paragraph), !isMeasure(place)
        else { return nil }
        next = place + 1
        var steps = [ClauseReference.Step(kind, label)]
        let end = items(behind: place, &steps)
        return ClauseReference(steps: steps, span: ByteSpan(start: start, end: end))
    }

    /// "clauses 21.2 and 21.3", "clauses 8, 9 or 10".
    private mutating func further(of first: ClauseReference) -> [ClauseReference] {
        var found: [ClauseReference] = []
        guard let kind = first.steps.last(where: { $0.kind != .item })?.kind else { return [] }
        while next < words.count, found.count < ClauseReference.most {
            var place = next
            let isJoined = ["and", "or", "to"].contains(words[place].text)
            if isJoined { place += 1 }
            guard place < words.count, isJoined || gap(before: place).contains(UInt8(ascii: ",")),
                bytes[words[place].start].isDigit, let label = label(place, letters: false), !isMeasure(place)
            else { break }
            next = place + 1
            var steps = [ClauseReference.Step(kind, label)]
            let end = items(behind: place, &steps)
            found.append(ClauseReference(steps: steps, span: ByteSpan(start: words[place].start, end: end)))
        }
        return found
    }

    /// Takes `(b)(ii)` behind a number.
    ///
    /// - Returns: where the reference ends.
    private mutating func items(behind place: Int, _ steps: inout [ClauseReference.Step]) -> Int {
        var end = words[place].end
        while next < words.count, words[next].text.utf8.count <= 4, words[next].end < bytes.count,
            words[next].start == end + 1, bytes[end] == UInt8(ascii: "("), bytes[words[next].end] == UInt8(ascii: ")")
        {
            steps.append(ClauseReference.Step(.item, words[next].text))
            end = words[next].end + 1
            next += 1
        }
        return end
    }

    /// Whether two references are one: "Schedule 2, Part B", "Part B of Schedule 5".
    private func joins(_ one: ClauseReference, _ other: ClauseReference) -> Bool {
        guard let kind = one.steps.first?.kind, let next = other.steps.first?.kind, kind.depth != next.depth,
            !(kind.isClause && next.isClause && kind.depth < next.depth && kind != .article)
        else { return false }
        let between = String(decoding: bytes[one.span.end..<other.span.start], as: UTF8.self).trimmingSpace.lowercased()
        return ["", ",", "of", "in", "to", "of the", "in the"].contains(between)
    }

    private func label(_ place: Int, letters: Bool) -> String? {
        let raw = String(decoding: bytes[words[place].start..<words[place].end], as: UTF8.self)
        return ClauseReference.label(raw, letters: letters)
    }

    /// Nothing but spaces, a full stop or a sign of a section stands before a number.
    private func follows(_ place: Int) -> Bool {
        gap(before: place).allSatisfy { [UInt8(ascii: " "), UInt8(ascii: "."), 0xC2, 0xA7, 0xA0, 0x0A].contains($0) }
    }

    private func gap(before place: Int) -> ArraySlice<UInt8> {
        bytes[(place > 0 ? words[place - 1].end : 0)..<words[place].start]
    }

    /// Where the sign `§` right before a number stands.
    private func sign(before place: Int) -> Int? {
        guard bytes[words[place].start].isDigit else { return nil }
        let gap = gap(before: place)
        return gap.indices.dropLast().first { gap[$0] == 0xC2 && gap[$0 + 1] == 0xA7 }
    }

    /// "the notice clause 30 days": a number of something.
    private func isMeasure(_ place: Int) -> Bool {
        guard place + 1 < words.count else { return false }
        return Self.units.contains(words[place + 1].text)
    }

    private static let units: Set<String> = [
        "day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "percent", "per", "euros",
        "dollars", "pounds", "times",
    ]
}
