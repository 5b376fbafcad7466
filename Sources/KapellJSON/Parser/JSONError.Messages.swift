extension JSONError.Reason: CustomStringConvertible {
    /// The reason in words, with the remedy where there is one.
    public var description: String {
        switch self {
        case .empty: "there is no value, the text is empty. Give at least null, {} or []."
        case .unexpectedEnd: "the text ends in the middle of the value. It may have been cut off."
        case .unexpected(let byte, let expected): Self.message(for: byte, expected)
        case .invalidLiteral: "unknown word. The words of JSON are true, false and null, in lower case."
        case .leadingZero: "a number begins with a zero. Remove the zero, or put the number in double quotes."
        case .numberOutOfRange: "a number is too great for 64 bits. Put it in double quotes."
        case .invalidEscape(let byte):
            "\(Self.name(of: byte)) cannot follow a backslash. To write a backslash itself, double it."
        case .invalidUnicodeEscape: "\"\\u\" needs four hexadecimal digits, like \\u00e9."
        case .controlCharacter(let byte):
            "\(Self.name(of: byte)) stands unescaped in a string. Write it as \(Self.escape(of: byte))."
        case .invalidUTF8: "a string holds bytes that are not UTF-8. Save the text as UTF-8."
        case .notUTF8: "this is not text in UTF-8. It may be UTF-16, or a binary file."
        case .trailingContent: "something follows the end of the value. Remove it, or wrap the values in an array."
        case .tooDeep(let limit): "arrays and objects are nested deeper than the limit of \(limit). Flatten them."
        case .tooLarge(let limit): "the text is larger than the limit of \(limit) bytes. Split it."
        }
    }

    private static func message(for byte: UInt8, _ expected: JSONError.Expectation) -> String {
        let found = "found \(name(of: byte)) where \(expected) should be."
        let isValue = expected == .value || expected == .element || expected == .elementOrEnd
        let isKey = expected == .key || expected == .keyOrEnd
        switch byte {
        case UInt8(ascii: "]") where expected == .element, UInt8(ascii: "}") where expected == .key:
            return "\(found) Remove the comma before it."
        case UInt8(ascii: "'") where isValue || isKey:
            return "\(found) Use double quotes."
        case UInt8(ascii: "/") where expected != .digit, UInt8(ascii: "#") where expected != .digit:
            return "\(found) JSON has no comments."
        case UInt8(ascii: "N") where isValue, UInt8(ascii: "I") where isValue || expected == .digit:
            return "\(found) NaN, Infinity and None have no form in JSON; use null."
        default:
            return found
        }
    }

    private static func name(of byte: UInt8) -> String {
        switch byte {
        case 0x09: "a tab"
        case 0x0A, 0x0D: "a line break"
        case 0x22: "a double quote"
        case 0x21...0x7E: "\"\(Unicode.Scalar(byte))\""
        case 0x20: "a space"
        default: "the byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
        }
    }

    private static func escape(of byte: UInt8) -> String {
        switch byte {
        case 0x08: "\\b"
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0C: "\\f"
        case 0x0D: "\\r"
        default: "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
        }
    }
}
