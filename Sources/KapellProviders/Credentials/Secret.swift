public import KapellCore

/// A text that must not be seen: a key, a token.
///
/// It is shown as `‹secret›` wherever values are shown: in descriptions, in string interpolation, by mirrors. It is not
/// `Codable`. What it holds is taken out by ``reveal()`` alone, and only on the way to the wire.
public struct Secret: Sendable, Hashable {
    private let value: String

    /// White space at both ends, which files and terminals add, is left out.
    ///
    /// - Parameter name: what errors call it, such as the environment variable.
    /// - Throws: `configuration` where it is empty or holds characters that no header field can carry.
    public init(_ text: String, named name: String = "The key") throws(KapellError) {
        let bytes = text.utf8.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed()
        guard !bytes.isEmpty else {
            throw KapellError(.configuration, "\(name) is empty.", remedy: "Set it to the provider's key.")
        }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            throw KapellError(
                .configuration, "\(name) holds characters that no key has.",
                remedy: "Copy the key again, without line breaks.")
        }
        value = String(decoding: Array(bytes), as: UTF8.self)
    }

    /// The text itself.
    package func reveal() -> String { value }

    /// `text` with every occurrence of the secret taken out.
    func redacted(_ text: String) -> String {
        guard value.utf8.count >= 4, text.contains(value) else { return text }
        return String(decoding: redacted(Array(text.utf8)), as: UTF8.self)
    }

    /// `bytes` with every occurrence of the secret taken out.
    func redacted(_ bytes: [UInt8]) -> [UInt8] {
        let secret = Array(value.utf8)
        guard secret.count >= 4, bytes.count >= secret.count else { return bytes }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == secret[0], bytes[index...].starts(with: secret) {
                result += Array("***".utf8)
                index += secret.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "‹secret›" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
