public import KapellCore

/// Names of prompts. They become parts of addresses and of file names.
public enum PromptName {
    /// How every prompt file's name ends.
    public static let suffix = ".prompt.md"

    /// Whether a text is a name: 1 to 64 small letters, digits, `-` and `_`, the first one a letter or a digit.
    public static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...64).contains(bytes.count), let first = bytes.first, isPlain(first) else { return false }
        return bytes.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    /// The same text, when it is a name.
    ///
    /// - Throws: `.invalidRequest`; a path is never a name.
    public static func checked(_ text: String) throws(KapellError) -> String {
        guard isValid(text) else {
            throw KapellError(
                .invalidRequest, "\(quoted(text)) is not the name of a prompt.",
                remedy: "A name has 1 to 64 small letters, digits, `-` and `_`; the first one a letter or a digit.")
        }
        return text
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

/// Text of a file as a message may show it: short, on one line, without control characters.
func quoted(_ text: String, limit: Int = 60) -> String {
    var result = "`"
    for (count, scalar) in text.unicodeScalars.enumerated() {
        if count == limit {
            result += "…"
            break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "`"
}
