/// The text of an answer, to be asked what it states.
struct AnswerText {
    private let folded: [UInt8]
    /// The first word, where it affirms or denies.
    let verdict: EvaluationItem.YesNo?

    /// - Parameter text: with or without the marks `[1]`, `[2]` … at the ends of its lines.
    init(_ text: String) {
        let plain = Self.statements(text).map(\.text).joined(separator: "\n")
        folded = TextFolding.plain(plain)
        let first = folded.prefix { ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x22 || $0 == 0x27 }
        verdict = EvaluationItem.YesNo(rawValue: String(decoding: first, as: UTF8.self))
    }

    /// Whether a fact stands in it, as whole words and whole numbers.
    func holds(_ fact: String) -> Bool {
        ByteSearch(TextFolding.plain(fact)).finds(in: folded) { place in
            isFree(before: place.lowerBound) && isFree(after: place.upperBound)
        }
    }

    /// Neither a letter or digit, nor the whole part of a number.
    private func isFree(before place: Int) -> Bool {
        guard place > 0 else { return true }
        if Self.isWord(folded[place - 1]) { return false }
        return place < 2 || !(Self.isPoint(folded[place - 1]) && Self.isDigit(folded[place - 2]))
    }

    private func isFree(after place: Int) -> Bool {
        guard place < folded.count else { return true }
        if Self.isWord(folded[place]) { return false }
        return place + 1 >= folded.count || !(Self.isPoint(folded[place]) && Self.isDigit(folded[place + 1]))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isWord(_ byte: UInt8) -> Bool { isDigit(byte) || (byte >= 0x61 && byte <= 0x7A) }
    private static func isPoint(_ byte: UInt8) -> Bool { byte == 0x2E || byte == 0x2C }

    /// The statements of an answer, one a line, each with the numbers of its marks.
    static func statements(_ text: String) -> [(text: String, marks: [Int])] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            var rest = trimmed(line)
            var marks: [Int] = []
            while rest.hasSuffix("]"), let open = rest.lastIndex(of: "["),
                let mark = Int(rest[rest.index(after: open)...].dropLast()), mark > 0
            {
                marks.insert(mark, at: 0)
                rest = trimmed(rest[..<open])
            }
            return rest.isEmpty ? nil : (String(rest), marks)
        }
    }

    /// One space for each run of white space, none at the ends.
    static func spaced(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
