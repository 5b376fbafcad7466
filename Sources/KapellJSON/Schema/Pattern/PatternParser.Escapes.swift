extension PatternParser {
    /// A backslash outside of brackets.
    mutating func escape() throws(PatternFailure) -> PatternNode {
        switch peek(1) {
        case "b":
            place += 2
            return .wordBoundary(isNegated: false)
        case "B":
            place += 2
            return .wordBoundary(isNegated: true)
        case "1", "2", "3", "4", "5", "6", "7", "8", "9":
            place += 2
            while let next = peek(), next >= "0", next <= "9" { place += 1 }
            return .backReference
        case "k":
            place += 2
            guard take("<" as Unicode.Scalar) else { throw failure("a group's name is missing") }
            try name()
            return .backReference
        default:
            return scalar(try setEscape())
        }
    }

    /// A backslash that stands for one scalar of a set.
    private mutating func setEscape() throws(PatternFailure) -> PatternSet {
        place += 1
        guard let next = peek() else { throw failure("a backslash stands at the end") }
        place += 1
        switch next {
        case "d": return .digits
        case "D": return PatternSet([.complement(.digits)])
        case "w": return .word
        case "W": return PatternSet([.complement(.word)])
        case "s": return .spaces
        case "S": return PatternSet([.complement(.spaces)])
        case "p", "P":
            guard take("{" as Unicode.Scalar) else { throw failure("\"{\" is missing after \\\(next)") }
            var name = ""
            while let part = peek(), part != "}" {
                name.unicodeScalars.append(part)
                place += 1
            }
            guard take("}" as Unicode.Scalar) else { throw failure("\"}\" is missing after \\\(next){") }
            guard let property = PatternProperty(name) else {
                throw failure("the property \"\(name)\" is not known here: use general categories, such as \\p{L}")
            }
            return PatternSet([.property(property, isNegated: next == "P")])
        case "t": return PatternSet(0x09)
        case "n": return PatternSet(0x0A)
        case "v": return PatternSet(0x0B)
        case "f": return PatternSet(0x0C)
        case "r": return PatternSet(0x0D)
        case "0":
            if let digit = peek(), digit >= "0", digit <= "9" { throw failure("octal escapes are not known") }
            return PatternSet(0)
        case "c":
            guard let letter = peek(), letter.value < 128, letter.properties.isAlphabetic else {
                throw failure("a letter is missing after \\c")
            }
            place += 1
            return PatternSet(letter.value & 0x1F)
        case "x": return PatternSet(try hexadecimal(2))
        case "u": return PatternSet(try unicodeEscape())
        default:
            let isLetterOrDigit = next.value < 128 && (PatternSet.word.contains(next.value) && next != "_")
            guard !isLetterOrDigit else { throw failure("\\\(next) has no meaning") }
            return PatternSet(next.value)
        }
    }

    private mutating func hexadecimal(_ count: Int) throws(PatternFailure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = peek().flatMap({ Character($0).hexDigitValue }) else {
                throw failure("\(count) hexadecimal digits are missing")
            }
            value = value * 16 + UInt32(digit)
            place += 1
        }
        return value
    }

    private mutating func unicodeEscape() throws(PatternFailure) -> UInt32 {
        if take("{" as Unicode.Scalar) {
            var value: UInt32 = 0
            let start = place
            while let digit = peek().flatMap({ Character($0).hexDigitValue }), value <= 0x10FFFF {
                value = value * 16 + UInt32(digit)
                place += 1
            }
            guard place > start, value <= 0x10FFFF, take("}" as Unicode.Scalar) else {
                throw failure("\\u{…} must hold a scalar up to 10FFFF")
            }
            return value
        }
        let first = try hexadecimal(4)
        guard first >= 0xD800, first < 0xDC00, peek() == "\\", peek(1) == "u" else { return first }
        let start = place
        place += 2
        if let second = try? hexadecimal(4), second >= 0xDC00, second < 0xE000 {
            return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        }
        place = start
        return first
    }

    // MARK: Brackets

    /// What stands in brackets, with the bracket that closes them.
    mutating func set() throws(PatternFailure) -> PatternSet {
        let isNegated = take("^" as Unicode.Scalar)
        var items: [PatternSet.Item] = []
        while true {
            guard peek() != nil else { throw failure("a \"[\" is not closed") }
            if take("]" as Unicode.Scalar) { return PatternSet(items, isNegated: isNegated) }
            let low = try member()
            if peek() == "-", let after = peek(1), after != "]" {
                place += 1
                let high = try member()
                guard let first = Self.single(low), let last = Self.single(high) else {
                    // A class at one end: the dash stands for itself.
                    items += [Self.item(low), .range(0x2D, 0x2D), Self.item(high)]
                    continue
                }
                guard first <= last else { throw failure("a range has its ends in the wrong order") }
                items.append(.range(first, last))
            } else {
                items.append(Self.item(low))
            }
        }
    }

    private mutating func member() throws(PatternFailure) -> PatternSet {
        guard let next = peek() else { throw failure("a \"[\" is not closed") }
        if next == "\\" {
            if peek(1) == "b" {
                place += 2
                return PatternSet(0x08)
            }
            return try setEscape()
        }
        place += 1
        return PatternSet(next.value)
    }

    private static func single(_ set: PatternSet) -> UInt32? {
        guard set.items.count == 1, case .range(let low, let high) = set.items[0], low == high else { return nil }
        return low
    }

    private static func item(_ set: PatternSet) -> PatternSet.Item {
        if set.items.count == 1, !set.isNegated { return set.items[0] }
        return .complement(PatternSet([.complement(set)]))
    }
}
