internal import KapellCore

/// Finds the bytes of a part again in the file that it is packed in: their number and their hash.
///
/// It tells the parts of one file apart. Two with the same bytes have the same pages. It is no proof against who made the
/// file: whoever did decides what is drawn anyway.
enum PartFingerprint {
    static func of(_ bytes: [UInt8]) -> String {
        "\(bytes.count)-\(String(StableHash.value(bytes), radix: 16))"
    }

    /// Whether bytes have it. Only those of the right number are hashed.
    static func matches(_ fingerprint: String, _ bytes: [UInt8]) -> Bool {
        fingerprint.hasPrefix("\(bytes.count)-") && of(bytes) == fingerprint
    }

    /// Whether a text has the form: a child may answer anything.
    static func isOne(_ text: String) -> Bool {
        let halves = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return text.utf8.count <= 40 && halves.count == 2 && Int(text.prefix { $0 != "-" }).map { $0 >= 0 } == true
            && UInt64(text.drop { $0 != "-" }.dropFirst(), radix: 16) != nil
    }
}
