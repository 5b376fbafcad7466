/// One line of words.
struct TextRow: Sendable {
    /// From left to right; in reading order once the line is read.
    var words: [PDFWord]
    /// Where the lines of its column are seen from their beginnings: mirrored in a paragraph from right to left.
    var box: Box
    /// Where it stands on the page.
    let place: Box
    /// Height of most of its letters.
    let size: Float
    /// Whether it is read from right to left.
    var isRightToLeft = false
    /// What is read in one direction each, once a line with letters from right to left is read.
    var pieces: [Piece]?

    /// - Parameter words: at least one, in any order.
    init(_ words: [PDFWord]) {
        self.words = words.sorted { $0.box.x0 < $1.box.x0 }
        place = words.dropFirst().reduce(words[0].box) { $0.union($1.box) }
        box = place
        size = Self.commonHeight(words)
    }

    /// The height that half of the letters do not exceed.
    static func commonHeight(_ words: [PDFWord]) -> Float {
        if words.count == 1 { return max(words[0].box.height, 1) }
        let sorted = words.sorted { $0.box.height < $1.box.height }
        let letters = sorted.reduce(0) { $0 + $1.text.utf8.count }
        var count = 0
        for word in sorted {
            count += word.text.utf8.count
            if count * 2 >= letters { return max(word.box.height, 1) }
        }
        return 1
    }

    /// Whether two lines are set in the same size; a line with words in two fonts has the size of either.
    func hasSize(of other: TextRow) -> Bool {
        if abs(size - other.size) <= max(size, other.size) * 0.12 { return true }
        return has(other.size) || other.has(size)
    }

    private func has(_ height: Float) -> Bool {
        words.contains { $0.text.utf8.count > 1 && abs($0.box.height - height) < height * 0.05 }
    }

    /// The words with single blanks, or none where the page leaves no room for one. Leaders (". . . . .") become two
    /// blanks.
    var text: String {
        var result = ""
        var previous: PDFWord?
        var index = 0
        while index < words.count {
            let leader = leaderLength(from: index)
            if leader > 0 {
                index += leader
                if !result.isEmpty, index < words.count { result += "  " }
                previous = nil
                continue
            }
            // The words of a line that was read are parted already.
            if let previous, pieces != nil || needsBlank(previous, words[index]) { result += " " }
            result += words[index].text
            previous = words[index]
            index += 1
        }
        return result
    }

    /// How many words from `start` on are a leader: nothing but dots, and at least four of them.
    private func leaderLength(from start: Int) -> Int {
        var (end, dots) = (start, 0)
        while end < words.count, words[end].text.utf8.first == UInt8(ascii: "."),
            words[end].text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") })
        {
            dots += words[end].text.utf8.count
            end += 1
        }
        return dots >= 4 ? end - start : 0
    }

    /// Whether two words, the first of which stands to the left, are two words.
    func needsBlank(_ left: PDFWord, _ right: PDFWord) -> Bool {
        let gap = right.box.x0 - left.box.x1
        if gap >= size * 0.1 {
            return !(gap < size * 0.3 && left.text.endsInIdeograph && right.text.startsWithIdeograph)
        }
        // A raised number behind a word is a note's mark, and in front of one the mark of the note itself.
        return Self.isRaised(right, beside: left) || Self.isRaised(left, beside: right)
    }

    private static func isRaised(_ mark: PDFWord, beside word: PDFWord) -> Bool {
        mark.box.height < word.box.height * 0.85 && mark.box.middleY < word.box.middleY
            && mark.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension String {
    /// Scripts that are written without blanks.
    var endsInIdeograph: Bool { unicodeScalars.last?.isIdeograph ?? false }
    var startsWithIdeograph: Bool { unicodeScalars.first?.isIdeograph ?? false }
}

extension Unicode.Scalar {
    var isIdeograph: Bool {
        switch value {
        case 0x2E80...0x9FFF, 0xF900...0xFAFF, 0xFF00...0xFF65, 0x20000...0x3FFFF: true
        default: false
        }
    }
}
