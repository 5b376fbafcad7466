/// Latin letters without their accents.
enum LatinFolding {
    /// The base letter of a lower-case Latin letter with an accent; any other scalar unchanged.
    static func base(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xE0...0xE5: "a"
        case 0xE7: "c"
        case 0xE8...0xEB: "e"
        case 0xEC...0xEF: "i"
        case 0xF1: "n"
        case 0xF2...0xF6, 0xF8: "o"
        case 0xF9...0xFC: "u"
        case 0xFD, 0xFF: "y"
        default: scalar
        }
    }
}
