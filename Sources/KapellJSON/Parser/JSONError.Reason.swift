extension JSONError {
    /// What is wrong with a text.
    public enum Reason: Sendable, Hashable {
        /// There is nothing but white space.
        case empty

        /// The text ends before its value does.
        case unexpectedEnd

        /// A byte that may not stand here.
        case unexpected(UInt8, expected: Expectation)

        /// A word that begins like `true`, `false` or `null` and goes on otherwise.
        case invalidLiteral

        /// A number with a zero before its first digit, like `012`.
        case leadingZero

        /// A number too great for a `Double`.
        case numberOutOfRange

        /// A backslash before a byte that has no escaped form.
        case invalidEscape(UInt8)

        /// A `\u` without four hexadecimal digits.
        case invalidUnicodeEscape

        /// A control character (below U+0020) within a string.
        case controlCharacter(UInt8)

        /// Bytes within a string that are not UTF-8.
        case invalidUTF8

        /// The text is in another encoding (UTF-16, UTF-32) or is not text.
        case notUTF8

        /// Something follows the value.
        case trailingContent

        /// More arrays and objects lie in one another than `limit` allows.
        case tooDeep(limit: Int)

        /// The text has more bytes than `limit` allows.
        case tooLarge(limit: Int)

        /// The reason for a byte that may not stand where it is, outside of strings.
        static func misplaced(_ byte: UInt8, _ expected: Expectation) -> Reason {
            byte == 0x00 || byte >= 0xFE ? .notUTF8 : .unexpected(byte, expected: expected)
        }
    }
}
