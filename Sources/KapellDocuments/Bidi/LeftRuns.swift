/// The runs from left to right in a line that is read from right to left.
struct LeftRuns {
    /// From left to right; they do not touch each other's signs.
    private(set) var ranges: [Range<Int>] = []

    private let signs: ArraySlice<LineOrder.Sign>
    /// For each sign whether the next letter to its right, which is read before it, is an Arabic one.
    private var isBehindArabic: [Bool] = []
    /// For each sign whether a Latin letter comes to its right before one of another direction.
    private var isBeforeLatin: [Bool] = []

    init(_ signs: ArraySlice<LineOrder.Sign>) {
        self.signs = signs
        guard signs.contains(where: { $0.kind.isLeftToRight || $0.kind == .arabicDigit }) else { return }
        lookAhead()
        var index = signs.startIndex
        while index < signs.endIndex {
            if let run = words(from: index) {
                ranges += run
                index = run.last?.upperBound ?? index + 1
            } else if let run = number(from: index) {
                ranges.append(run)
                index = run.upperBound
            } else {
                index += 1
            }
        }
    }

    private mutating func lookAhead() {
        isBehindArabic = [Bool](repeating: false, count: signs.count)
        isBeforeLatin = isBehindArabic
        var (isArabic, isLatin) = (false, false)
        for index in signs.indices.reversed() {
            switch signs[index].kind {
            case .arabic: (isArabic, isLatin) = (true, false)
            case .right: (isArabic, isLatin) = (false, false)
            case .left: (isArabic, isLatin) = (false, true)
            case .arabicDigit, .gap: isLatin = false
            default: break
            }
            isBehindArabic[index - signs.startIndex] = isArabic
            isBeforeLatin[index - signs.startIndex] = isLatin
        }
    }

    /// Latin words and the numbers beside them, with what stands between them; `nil` where there is no Latin letter before
    /// the next one of another direction.
    private func words(from start: Int) -> [Range<Int>]? {
        guard signs[start].kind.isLeftToRight, isBeforeLatin[start - signs.startIndex] else { return nil }
        var (end, next) = (start + 1, start + 1)
        scan: while next < signs.endIndex {
            switch signs[next].kind {
            case .right, .arabic, .arabicDigit, .gap: break scan
            case .left, .digit: end = next + 1
            case .mark where end == next: end = next + 1
            default: break
            }
            next += 1
        }
        return parts(of: withUnit(start..<end))
    }

    /// With the percent sign or currency behind the number at its end. In Arabic such a sign is read before the number:
    /// then the number does not belong to the words.
    private func withUnit(_ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        guard end < signs.endIndex, signs[end].kind == .unit, signs[end - 1].kind == .digit else { return range }
        guard isBehindArabic[end - signs.startIndex] else {
            while end < signs.endIndex, signs[end].kind == .unit { end += 1 }
            return range.lowerBound..<end
        }
        while end > range.lowerBound, signs[end - 1].kind != .left { end -= 1 }
        return range.lowerBound..<end
    }

    /// A comma with a blank before it, and a bracket without its partner, are read from right to left: they part the run.
    private func parts(of range: Range<Int>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var range = range
        while let cut = firstCut(in: range) {
            let first = trimmed(range.lowerBound..<cut)
            let rest = trimmed(cut + 1..<range.upperBound)
            if !first.isEmpty { parts.append(first) }
            guard !rest.isEmpty else { return parts }
            range = rest
        }
        return parts + [closed(range)]
    }

    private func firstCut(in range: Range<Int>) -> Int? {
        var open = 0
        for index in range {
            let scalar = signs[index].scalar
            switch scalar {
            case ",", ";", ":", "!", "?":
                let isApart = index > range.lowerBound && signs[index - 1].kind == .blank
                if isApart, index + 1 < range.upperBound, signs[index + 1].kind != .blank { return index }
            case "(", "[", "{": open += 1
            case ")", "]", "}":
                if open == 0 { return index }
                open -= 1
            default: break
            }
        }
        return nil
    }

    /// Without what is neither letter nor digit at its ends.
    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, !signs[first].kind.isLeftToRight { range = first + 1..<range.upperBound }
        while let last = range.last, !signs[last].kind.isLeftToRight, signs[last].kind != .mark {
            range = range.lowerBound..<last
        }
        return range
    }

    /// With the bracket behind it that closes one inside.
    private func closed(_ range: Range<Int>) -> Range<Int> {
        var open = 0
        for index in range {
            switch signs[index].scalar {
            case "(", "[", "{": open += 1
            case ")", "]", "}": open -= 1
            default: break
            }
        }
        var end = range.upperBound
        while open > 0, end < signs.endIndex, ")]}".unicodeScalars.contains(signs[end].scalar) {
            end += 1
            open -= 1
        }
        return range.lowerBound..<end
    }

    /// A number: digits with single signs between them, and percent signs and currencies at its ends.
    private func number(from start: Int) -> Range<Int>? {
        let isArabic = isBehindArabic[start - signs.startIndex]
        switch signs[start].kind {
        case .arabicDigit: return digits(from: start, isArabic: true)
        case .digit: return withUnits(digits(from: start, isArabic: isArabic), isArabic: isArabic)
        default: return nil
        }
    }

    private func digits(from start: Int, isArabic: Bool) -> Range<Int> {
        let kind = signs[start].kind
        var end = start + 1
        while end < signs.endIndex {
            if signs[end].kind == kind || signs[end].kind == .mark {
                end += 1
            } else if end + 1 < signs.endIndex, signs[end + 1].kind == kind,
                signs[end].kind == .separator || (signs[end].kind == .sign && !isArabic)
            {
                end += 2
            } else {
                break
            }
        }
        return start..<end
    }

    private func withUnits(_ range: Range<Int>, isArabic: Bool) -> Range<Int> {
        guard !isArabic else { return range }
        let floor = ranges.last?.upperBound ?? signs.startIndex
        var (start, end) = (range.lowerBound, range.upperBound)
        // A percent sign is read behind its number, on whichever side it stands.
        while start > floor, signs[start - 1].kind == .unit, !"%‰°".unicodeScalars.contains(signs[start - 1].scalar) {
            start -= 1
        }
        while end < signs.endIndex, signs[end].kind == .unit { end += 1 }
        return start..<end
    }
}
