import Crypto
import KapellCore

/// Ids for engines whose own ids are UUIDs or ASCII: made from namespace and id, the same each time.
enum EngineIDs {
    /// The first 128 bits of SHA-256, in the form of RFC 9562's version 8.
    static func uuid(_ id: String, _ namespace: String) -> String {
        var hash = SHA256()
        hash.update(data: Array(String(namespace.utf8.count).utf8))
        hash.update(data: [0])
        hash.update(data: Array(namespace.utf8))
        hash.update(data: Array(id.utf8))
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Hexadecimal.text(bytes)
        var text = ""
        for (place, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(place) { text += "-" }
            text.append(digit)
        }
        return text
    }

    /// What lies beside the records: the collection's options.
    static let options = "00000000-0000-8000-8000-000000000000"
}
