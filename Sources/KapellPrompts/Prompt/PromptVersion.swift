import Crypto
import KapellJSON

/// Names what a prompt says: the SHA-256 of its meaning.
///
/// The meaning is the front matter (read, so that comments, quotation marks and the order of its keys do not count),
/// the body with LF at the ends of its lines, and the examples of its file.
public struct PromptVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// 64 hexadecimal digits.
    public let description: String

    init(front: JSONObject, body: String, examples: [JSONValue]) {
        let sorted = JSONObject(front.keys.sorted().map { ($0, front[$0] ?? .null) })
        let meaning: JSONValue = ["front": .object(sorted), "body": .string(body), "examples": .array(examples)]
        description = SHA256.hash(data: meaning.serializedBytes()).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0\(digits)" : digits
        }.joined()
    }

    /// Reads a version; `nil` when `text` is not 64 hexadecimal digits.
    public init?(_ text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy(Self.isDigit) else { return nil }
        description = text
    }

    /// The first 12 digits, for people.
    public var short: String { String(description.prefix(12)) }

    public static func < (left: PromptVersion, right: PromptVersion) -> Bool { left.description < right.description }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
