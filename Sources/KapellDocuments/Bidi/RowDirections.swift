/// Decides in which direction the lines of a column are read.
struct RowDirections {
    /// Lines that follow each other in one direction, in reading order.
    struct Segment {
        var rows: [TextRow]
        var isRightToLeft: Bool
    }

    private(set) var segments: [Segment] = []

    /// - Parameters:
    ///   - rows: from top to bottom.
    ///   - isRightToLeft: the direction of most of the document.
    ///   - isNear: whether two lines are as near as those of one paragraph.
    init(_ rows: [TextRow], isRightToLeft: Bool, isNear: (TextRow, TextRow) -> Bool) {
        let letters = rows.map { LetterCount($0.words) }
        let sum = letters.reduce(LetterCount(), +)
        let whole = isRightToLeft && sum.right * 4 > sum.left || sum.isRightToLeft
        var start = 0
        for end in 1...rows.count {
            if end < rows.count, isNear(rows[end - 1], rows[end]) { continue }
            let block = Array(rows[start..<end])
            let isRightToLeft = Self.direction(of: block, letters[start..<end], whole: whole)
            let read = zip(block, letters[start..<end]).map { row, letters in
                row.read(Self.direction(of: row, letters, block: isRightToLeft))
            }
            if segments.last?.isRightToLeft == isRightToLeft {
                segments[segments.count - 1].rows += read
            } else {
                segments.append(Segment(rows: read, isRightToLeft: isRightToLeft))
            }
            start = end
        }
    }

    /// The direction of most letters, unless the ends of sentences say otherwise: a full stop stands at the left end of a
    /// line from right to left. A paragraph of a text from right to left may have many foreign words.
    private static func direction(
        of block: [TextRow], _ letters: ArraySlice<LetterCount>, whole: Bool
    ) -> Bool {
        let sum = letters.reduce(LetterCount(), +)
        guard sum.right > 0 else { return sum.left == 0 && whole }
        var (right, left) = (0, 0)
        for row in block {
            if endsAtLeft(row) { right += 1 }
            if endsAtRight(row) { left += 1 }
        }
        if right > left, sum.right * 12 > sum.left { return true }
        if left > right, sum.left * 12 > sum.right { return false }
        return whole ? sum.right * 4 > sum.left : sum.isRightToLeft
    }

    /// A line in one script may be read in its own direction, whatever stands around it.
    private static func direction(of row: TextRow, _ letters: LetterCount, block: Bool) -> Bool {
        if letters.right == 0, letters.left > 0 { return block && startsWithStop(row) }
        if letters.left == 0, letters.right > 0 { return block || endsAtLeft(row) || !endsAtRight(row) }
        return block
    }

    private static func startsWithStop(_ row: TextRow) -> Bool {
        row.words.first?.text.unicodeScalars.first.map(isStop) ?? false
    }

    /// A stop at the left end, to the right of it a letter from right to left or a digit.
    private static func endsAtLeft(_ row: TextRow) -> Bool {
        guard let scalars = row.words.first?.text.unicodeScalars, let first = scalars.first, isStop(first) else {
            return false
        }
        return scalars.dropFirst().first.map { $0.isRightToLeft || BidiKind($0) == .digit } ?? false
    }

    private static func endsAtRight(_ row: TextRow) -> Bool {
        guard let scalars = row.words.last?.text.unicodeScalars, let last = scalars.last, isStop(last) else {
            return false
        }
        return scalars.dropLast().last.map(\.isRightToLeft) ?? false
    }

    private static func isStop(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", ",", ";", ":", "!", "?", "\u{60C}", "\u{61B}", "\u{61F}", "\u{6D4}": true
        default: false
        }
    }
}
