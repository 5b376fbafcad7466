/// What a sign means for the direction of a line: the classes of Unicode's bidirectional algorithm (UAX #9, table 4),
/// as far as they matter for text that has been laid out already.
enum BidiKind: Sendable {
    /// A letter that is written from left to right.
    case left
    /// A letter that is written from right to left, but no Arabic one.
    case right
    /// An Arabic letter: digits behind it keep fewer signs with them.
    case arabic
    case digit
    /// An Arabic-Indic digit, or a sign inside such a number.
    case arabicDigit
    /// `+` and `-`.
    case sign
    /// What separates the parts of a number: `,` `.` `:` `/`.
    case separator
    /// `%`, `#`, currencies.
    case unit
    /// A mark on the letter before it.
    case mark
    /// Between two words.
    case blank
    /// Between two words that stand far apart, as behind a tab stop.
    case gap
    case neutral

    var isRightToLeft: Bool { self == .right || self == .arabic }

    /// Whether the sign holds a run from left to right together.
    var isLeftToRight: Bool { self == .left || self == .digit }

    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x30...0x39, 0x6F0...0x6F9, 0xB2, 0xB3, 0xB9, 0x2070...0x2079, 0x2080...0x2089: self = .digit
        case 0x2B, 0x2D, 0x207A, 0x207B, 0x2212: self = .sign
        case 0x2C, 0x2E, 0x2F, 0x3A, 0x60C: self = .separator
        case 0x23...0x25, 0xA2...0xA5, 0xB0, 0xB1, 0x66A, 0x2030, 0x2031, 0x20A0...0x20CF, 0x2116: self = .unit
        case 0x20: self = .blank
        case 0x00..<0x80: self = scalar.properties.isAlphabetic ? .left : .neutral
        case 0x590...0x5FF: self = Self.isMark(scalar) ? .mark : .right
        case 0x600...0x605, 0x660...0x669, 0x66B, 0x66C, 0x6DD, 0x8E2: self = .arabicDigit
        case 0x606...0x60F, 0x6DE, 0x6E9: self = .neutral
        case 0x610...0x7BF, 0x860...0x8FF: self = Self.isMark(scalar) ? .mark : .arabic
        case 0x7C0...0x85F, 0xFB1D...0xFB4F, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
            self = Self.isMark(scalar) ? .mark : .right
        case 0xFB50...0xFD3D, 0xFD50...0xFDFF, 0xFE70...0xFEFC: self = .arabic
        case 0x200B...0x200D: self = .mark
        default:
            if Self.isMark(scalar) {
                self = .mark
            } else {
                self = scalar.properties.isAlphabetic || scalar.properties.numericType != nil ? .left : .neutral
            }
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        let category = scalar.properties.generalCategory
        return category == .nonspacingMark || category == .enclosingMark
    }
}

/// How many letters of a text are written in which direction.
struct LetterCount: Sendable {
    private(set) var right = 0
    private(set) var left = 0

    init() {}

    init(_ words: some Sequence<PDFWord>) {
        for word in words { add(word.text) }
    }

    mutating func add(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
                if scalar.isRightToLeft { right += 1 }
            case 0x41...0x5A, 0x61...0x7A, 0xC0...0x58F, 0x900...0x1FFF, 0x2C00...0xD7FF: left += 1
            default: break
            }
        }
    }

    static func + (first: LetterCount, second: LetterCount) -> LetterCount {
        var sum = first
        sum.right += second.right
        sum.left += second.left
        return sum
    }

    var isRightToLeft: Bool { right > left }
}

extension Unicode.Scalar {
    /// Whether the sign is a letter that is written from right to left.
    var isRightToLeft: Bool {
        switch value {
        case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
            BidiKind(self).isRightToLeft
        default: false
        }
    }
}
