/// One spelling for scalars that mean the same: lower case, plain width, no ligatures. A light reading of NFKC.
enum ScalarFolding {
    /// Gives the folded scalars of a scalar of U+0080 or above to `body`.
    static func fold(_ value: UInt32, _ body: (UInt32) -> Void) {
        switch value {
        case 0xC0...0xD6, 0xD8...0xDE, 0x391...0x3A1, 0x3A3...0x3A9, 0x410...0x42F: body(value + 0x20)
        case 0xDF...0xF6, 0xF8...0xFF, 0x3B1...0x3C1, 0x3C3...0x3C9, 0x430...0x45F, 0x3041...0x3096, 0x30A1...0x30FF,
            0x4E00...0x9FFF, 0xAC00...0xD7A3:
            body(value)
        case 0x3C2: body(0x3C3)
        case 0x400...0x40F: body(value + 0x50)
        case 0xAD, 0x200C, 0x200D, 0x2060, 0xFE00...0xFE0F: break
        case 0xB9: body(0x31)
        case 0xB2, 0xB3: body(value - 0x80)
        case 0xAA: body(0x61)
        case 0xBA: body(0x6F)
        case 0x130: body(0x69)
        case 0x2070, 0x2074...0x2079: body(value - 0x2070 + 0x30)
        case 0x2080...0x2089: body(value - 0x2080 + 0x30)
        case 0x203F, 0x2040, 0x2054, 0xFF3F: body(0x5F)
        case 0xFF10...0xFF19, 0xFF41...0xFF5A: body(value - 0xFEE0)
        case 0xFF21...0xFF3A: body(value - 0xFEE0 + 0x20)
        case 0xFB00...0xFB06: for byte in ligatures[Int(value - 0xFB00)].utf8 { body(UInt32(byte)) }
        case 0xFF66...0xFF9D: body(katakana[Int(value - 0xFF66)])
        case 0xFF9E: body(0x3099)
        case 0xFF9F: body(0x309A)
        default:
            guard let scalar = Unicode.Scalar(value) else { return }
            for lower in scalar.properties.lowercaseMapping.unicodeScalars { body(lower.value) }
        }
    }

    /// Gives the letters of a folded scalar without its marks to `body`.
    static func plain(_ value: UInt32, _ body: (UInt32) -> Void) {
        switch value {
        case 0xDF: body(0x73); body(0x73)
        case 0xE6: body(0x61); body(0x65)
        case 0x153: body(0x6F); body(0x65)
        case 0xF0, 0x111: body(0x64)
        case 0xF8: body(0x6F)
        case 0xFE: body(0x74); body(0x68)
        case 0x127: body(0x68)
        case 0x131: body(0x69)
        case 0x142: body(0x6C)
        case 0x300...0x36F: break
        default: body(MarkTable.base(value))
        }
    }

    private static let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"]
    private static let katakana = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
        .unicodeScalars.map(\.value)
}
