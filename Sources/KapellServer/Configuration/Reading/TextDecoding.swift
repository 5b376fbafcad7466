/// The bytes of a file as text.
enum TextDecoding {
    /// The text, without a byte order mark at its start, or the place of the first byte that is not UTF-8.
    static func decode(_ bytes: [UInt8]) -> Result<String, Invalid> {
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        if let text = String(validating: content, as: UTF8.self) { return .success(text) }
        var line = 1
        for part in content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil {
                let column =
                    String(decoding: part, as: UTF8.self).unicodeScalars
                    .prefix { $0 != "\u{FFFD}" }.count + 1
                return .failure(Invalid(line: line, column: column))
            }
            line += 1
        }
        return .failure(Invalid(line: 1, column: 1))
    }

    struct Invalid: Error {
        var line: Int
        var column: Int
    }
}
