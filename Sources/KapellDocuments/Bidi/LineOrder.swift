/// Brings the signs of a laid-out line into the order in which they are read.
///
/// A page shows a line in the order of Unicode's bidirectional algorithm (UAX #9). Here it is undone: in a line from right
/// to left everything is read from its right end, except runs from left to right: words in Latin letters with what lies
/// between them, and numbers with the signs that belong to them. Where one look may come of two texts, a number beside a
/// Latin word is taken to belong to it, on the side where it stands.
enum LineOrder {
    /// A sign of the line, and where it stands.
    struct Sign: Sendable {
        var scalar: Unicode.Scalar
        var kind: BidiKind
        var box: Box
    }

    /// Signs that are read in one direction, in reading order.
    struct Run: Sendable {
        var signs: [Sign]
        var isRightToLeft: Bool
    }

    /// - Parameters:
    ///   - signs: from left to right; marks behind the letter that they stand on.
    ///   - isRightToLeft: the direction of the paragraph.
    static func runs(_ signs: [Sign], isRightToLeft: Bool) -> [Run] {
        let runs = isRightToLeft ? rightRuns(signs[...]) : leftRuns(signs)
        return BracketOrder.mended(runs)
    }

    /// A line from left to right: what lies between its first and its last letter of another direction is turned, up to
    /// the next Latin letter.
    private static func leftRuns(_ signs: [Sign]) -> [Run] {
        var runs: [Run] = []
        var plain = 0
        var index = 0
        while index < signs.count {
            guard signs[index].kind.isRightToLeft else {
                index += 1
                continue
            }
            var (last, next) = (index, index + 1)
            while next < signs.count, signs[next].kind != .left, signs[next].kind != .gap {
                if signs[next].kind.isRightToLeft { last = next }
                next += 1
            }
            while last + 1 < signs.count, signs[last + 1].kind == .mark { last += 1 }
            if plain < index { runs.append(Run(signs: Array(signs[plain..<index]), isRightToLeft: false)) }
            runs += rightRuns(signs[index...last])
            (plain, index) = (last + 1, last + 1)
        }
        if plain < signs.count { runs.append(Run(signs: Array(signs[plain...]), isRightToLeft: false)) }
        return runs
    }

    private static func rightRuns(_ signs: ArraySlice<Sign>) -> [Run] {
        var runs: [Run] = []
        var end = signs.endIndex
        for run in LeftRuns(signs).ranges.reversed() {
            if run.upperBound < end { runs.append(turned(signs[run.upperBound..<end])) }
            runs.append(Run(signs: Array(signs[run]), isRightToLeft: false))
            end = run.lowerBound
        }
        if signs.startIndex < end { runs.append(turned(signs[signs.startIndex..<end])) }
        return runs
    }

    /// The signs from the last to the first, each with the marks that stand on it.
    private static func turned(_ signs: ArraySlice<Sign>) -> Run {
        var result: [Sign] = []
        result.reserveCapacity(signs.count)
        var end = signs.endIndex
        for index in signs.indices.reversed() where signs[index].kind != .mark || index == signs.startIndex {
            result.append(contentsOf: signs[index..<end])
            end = index
        }
        return Run(signs: result, isRightToLeft: true)
    }
}
