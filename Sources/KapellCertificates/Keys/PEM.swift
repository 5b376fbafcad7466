#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Ed25519 keys as text. Source: RFC 8410; in front of the 32 bytes of a key always stand the same ones.
enum PEM {
    static let secretHead: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
    static let publicHead: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

    static func text(_ bytes: [UInt8], _ label: String) -> String {
        "-----BEGIN \(label)-----\n\(Data(bytes).base64EncodedString())\n-----END \(label)-----\n"
    }

    /// The 32 bytes of a secret key; `nil` for what is none.
    static func seed(_ text: String) -> [UInt8]? {
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.count >= 3, lines.first == "-----BEGIN PRIVATE KEY-----",
            lines.last == "-----END PRIVATE KEY-----",
            let data = Data(base64Encoded: lines.dropFirst().dropLast().joined()),
            data.count == secretHead.count + 32, data.starts(with: secretHead)
        else { return nil }
        return Array(data.dropFirst(secretHead.count))
    }
}
