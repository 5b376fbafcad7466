/// A text of `kapell.yaml` that is about to be written.
enum ImportText: Sendable, Hashable {
    case literal(String)
    /// The value of a variable of the environment.
    case variable(String)

    /// The text in YAML's double quotes, with `$` kept from being read as a variable.
    var yaml: String {
        switch self {
        case .literal(let text):
            Self.quoted(text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$"))
        case .variable(let name): Self.quoted("${\(name)}")
        }
    }

    /// A key or value as it is where YAML takes it for text, else in double quotes.
    static func plain(_ text: String) -> String {
        guard let first = text.utf8.first, isLetter(first), !text.hasSuffix(":"), !text.contains(": "),
            text.utf8.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) || "-_./:".utf8.contains($0) }),
            !words.contains(text.lowercased())
        else { return quoted(text) }
        return text
    }

    /// Words that YAML 1.1 or 1.2 reads as something else than text.
    private static let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                result += "\\"
                result.unicodeScalars.append(scalar)
            case _
            where scalar.value < 0x20 || (0x7F...0xA0).contains(scalar.value)
                || (0x2000...0x206F).contains(scalar.value) || (0xE000...0xF8FF).contains(scalar.value)
                || scalar == "\u{FEFF}" || (0xFFF0...0xFFFF).contains(scalar.value):
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
