/// The escapes of JSON strings (RFC 8259, section 7).
enum JSONEscapes {
    /// What a backslash and `letter` stand for; nil where they stand for nothing (or for `\u`).
    static func byte(for letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The scalar of a pair of surrogates.
    static func scalar(high: UInt16, low: UInt16) -> UInt32 {
        0x1_0000 + (UInt32(high & 0x3FF) << 10 | UInt32(low & 0x3FF))
    }

    /// Gives the UTF-8 bytes of `scalar`, or those of U+FFFD for a surrogate.
    @inline(__always)
    static func encode(_ scalar: UInt32, _ put: (UInt8) -> Void) {
        for byte in UTF8.encode(Unicode.Scalar(scalar) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter {
            put(byte)
        }
    }
}
