/// What a scalar is to the judgement of a text.
enum ScalarKind {
    /// A letter of the Latin, Greek, Cyrillic or another script that parts its words with spaces.
    case letter
    /// A letter of a script that does not: each counts as a word.
    case ideograph
    case digit
    /// An accent that follows its letter, or an invisible joiner.
    case mark
    case space
    case punctuation
    /// Nothing that a text holds when it was read right: U+FFFD, private use, controls, noncharacters.
    case broken

    init(_ value: UInt32) {
        switch value {
        case 0x61...0x7A, 0x41...0x5A: self = .letter
        case 0x30...0x39: self = .digit
        case 0x20, 0x09...0x0D, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
            self = .space
        case 0...0x1F, 0x7F...0x9F, 0xE000...0xF8FF, 0xFFF9...0xFFFD, 0xFDD0...0xFDEF, 0xF0000...: self = .broken
        case _ where value & 0xFFFE == 0xFFFE: self = .broken
        case 0x21...0x7E: self = .punctuation
        case 0xAA, 0xB5, 0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2C1: self = .letter
        case 0x300...0x36F, 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x20D0...0x20FF, 0xFE00...0xFE0F,
            0xFEFF:
            self = .mark
        case 0xA1...0x36F, 0x2010...0x2BFF, 0x2E00...0x2E7F, 0x3001...0x3020, 0xFE10...0xFE6F, 0xFF00...0xFF0F,
            0xFF1A...0xFF20, 0x1F000...0x1FFFF:
            self = .punctuation
        case 0x0E00...0x0EFF, 0x0F00...0x0FFF, 0x1000...0x109F, 0x1780...0x17FF, 0x2E80...0xA4CF, 0xF900...0xFAFF,
            0x20000...0x3FFFF:
            self = .ideograph
        default: self = .letter
        }
    }

    /// The value of the small letter, for Latin, Greek and Cyrillic; enough to compare words by.
    static func lowercase(_ value: UInt32) -> UInt32 {
        switch value {
        case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE, 0x391...0x3A9, 0x410...0x42F: value + 0x20
        case 0x400...0x40F: value + 0x50
        case 0x100...0x137, 0x14A...0x177: value | 1
        default: value
        }
    }

    /// Whether a letter is of the Latin script.
    static func isLatin(_ value: UInt32) -> Bool {
        (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value) || (0xC0...0x24F).contains(value)
            || (0x1E00...0x1EFF).contains(value)
    }

    /// Whether a Latin letter sounds by itself: a vowel with any accent, `y` included. Ranges of Latin-1 and Latin
    /// Extended-A; a letter beyond them counts as one, so that no word is called unspeakable for a rare accent.
    static func isVowel(_ value: UInt32) -> Bool {
        switch lowercase(value) {
        case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: true
        case 0xE0...0xE6, 0xE8...0xEF, 0xF2...0xF6, 0xF8...0xFD, 0xFF: true
        case 0x100...0x105, 0x112...0x11B, 0x128...0x133, 0x14C...0x153, 0x168...0x173: true
        case 0x180...: true
        default: false
        }
    }
}
