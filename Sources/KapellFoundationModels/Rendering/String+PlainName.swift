extension String {
    /// Whether there is nothing to read.
    var isBlank: Bool {
        // Most texts begin with a letter of ASCII.
        if let first = utf8.first, (0x21...0x7E).contains(first) { return false }
        return allSatisfy(\.isWhitespace)
    }

    /// Whether all providers take this as the name of a tool, or the id of a call: 1 to 64 letters, digits, `_`, `-`.
    var isPlainName: Bool { (1...64).contains(utf8.count) && utf8.allSatisfy(\.isPlainNameByte) }
}

extension UInt8 {
    /// Whether this is an ASCII letter or digit, `_` or `-`.
    var isPlainNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
