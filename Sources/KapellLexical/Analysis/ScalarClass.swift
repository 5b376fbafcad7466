/// What a Unicode scalar is to the cutting of words; a reading of the word-break property of UAX #29.
enum ScalarClass: UInt8 {
    case other
    case letter
    case digit
    /// A combining mark, a joiner or a soft hyphen: part of the word that it follows.
    case extend
    /// A connector such as the underscore.
    case connector
    /// A letter of a script that is written without spaces.
    case ideograph

    /// The class of a scalar of U+0080 or above.
    static func of(_ value: UInt32) -> ScalarClass {
        switch value {
        case 0xC0...0x24F: value == 0xD7 || value == 0xF7 ? .other : .letter
        case 0x300...0x36F, 0xAD, 0x200C, 0x200D, 0x2060, 0xFE00...0xFE0F, 0xFF9E, 0xFF9F: .extend
        case 0x391...0x3A1, 0x3A3...0x3CE, 0x400...0x481: .letter
        case 0x2000...0x206F: value == 0x203F || value == 0x2040 || value == 0x2054 ? .connector : .other
        case 0x3005...0x3007, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF,
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9D, 0x1B000...0x1B16F, 0x20000...0x3FFFD,
            0xAC00...0xD7A3:
            .ideograph
        default: uncommon(value)
        }
    }

    private static func uncommon(_ value: UInt32) -> ScalarClass {
        guard let scalar = Unicode.Scalar(value) else { return .other }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return .extend
        case .decimalNumber, .letterNumber, .otherNumber: return .digit
        case .connectorPunctuation: return .connector
        default:
            guard scalar.properties.isAlphabetic else { return .other }
            // Thai, Lao, Myanmar, Khmer.
            switch value {
            case 0xE01...0xEDF, 0x1000...0x109F, 0x1780...0x17FF, 0xAA60...0xAA7F: return .ideograph
            default: return .letter
            }
        }
    }
}
