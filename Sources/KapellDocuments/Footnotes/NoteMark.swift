/// The marks of footnotes: numbers, stars and daggers.
enum NoteMark {
    /// The mark at the beginning of a note, and what follows it in the same word: `1`, `1.`, `1)`, `¹`, `*`, `†Only`.
    static func beginning(of word: String) -> (mark: String, rest: String)? {
        let scalars = Array(word.unicodeScalars)
        let raised = scalars.prefix { raisedDigit($0) != nil }
        if !raised.isEmpty, let mark = number(raised.compactMap(raisedDigit)) {
            return (mark, string(scalars.dropFirst(raised.count)))
        }
        if let first = scalars.first, symbols.contains(first) {
            let mark = scalars.prefix { $0 == first }
            let rest = scalars.dropFirst(mark.count)
            guard mark.count <= 3, rest.first.map({ !symbols.contains($0) }) ?? true else { return nil }
            return (string(mark), string(rest))
        }
        let digits = scalars.prefix { digit($0) != nil }
        let end = scalars.dropFirst(digits.count)
        guard end.isEmpty || end.elementsEqual(".".unicodeScalars) || end.elementsEqual(")".unicodeScalars) else {
            return nil
        }
        return number(digits.compactMap(digit)).map { ($0, "") }
    }

    /// The marks of a word of nothing else that stands raised in the text: `3`, `3,4`, `*`.
    static func raised(_ word: String) -> [String]? {
        if let symbol = symbolMark(word) { return [symbol] }
        var marks: [String] = []
        for part in word.split(separator: ",") {
            guard marks.count < 8, let mark = number(part.unicodeScalars.compactMap(digit)),
                part.unicodeScalars.allSatisfy({ digit($0) != nil })
            else { return nil }
            marks.append(mark)
        }
        return marks.isEmpty ? nil : marks
    }

    /// The mark at the end of a word, and the word without it: `price*`, `price²`.
    static func ending(of word: String) -> (stem: String, mark: String)? {
        let scalars = Array(word.unicodeScalars)
        let raised = scalars.reversed().prefix { raisedDigit($0) != nil }.reversed()
        if !raised.isEmpty, raised.count < scalars.count, let mark = number(raised.compactMap(raisedDigit)) {
            return (string(scalars.dropLast(raised.count)), mark)
        }
        guard let last = scalars.last, symbols.contains(last) else { return nil }
        let mark = scalars.reversed().prefix { $0 == last }
        let stem = scalars.dropLast(mark.count)
        guard mark.count <= 3, let before = stem.last, !symbols.contains(before) else { return nil }
        return (string(stem), string(mark))
    }

    private static func symbolMark(_ word: String) -> String? {
        guard let (mark, rest) = beginning(of: word), rest.isEmpty, Int(mark) == nil else { return nil }
        return mark
    }

    private static let symbols = Set("*†‡\u{2217}".unicodeScalars)

    /// Up to three digits without a zero in front.
    private static func number(_ digits: [Int]) -> String? {
        guard (1...3).contains(digits.count), digits[0] > 0 else { return nil }
        return digits.map(String.init).joined()
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x30...0x39: Int(scalar.value) - 0x30
        case 0x660...0x669: Int(scalar.value) - 0x660
        default: nil
        }
    }

    private static func raisedDigit(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0xB9: 1
        case 0xB2, 0xB3: Int(scalar.value) - 0xB0
        case 0x2070, 0x2074...0x2079: Int(scalar.value) - 0x2070
        default: nil
        }
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: Array(scalars))
        return String(view)
    }
}
