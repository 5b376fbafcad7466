/// Encrypted reasoning in Bedrock's blobs, which are base64 on the wire.
enum BedrockBlob {
    /// Stands before data that is no base64 itself.
    private static let prefix = "kapell:"

    /// The blob for encrypted reasoning of any provider.
    static func blob(_ data: String) -> String {
        Base64.decode(data) == nil || data.isEmpty ? Base64.encode([UInt8]((prefix + data).utf8)) : data
    }

    /// The encrypted reasoning in a blob.
    static func data(_ blob: String) -> String {
        guard let bytes = Base64.decode(blob), bytes.starts(with: prefix.utf8) else { return blob }
        return String(decoding: bytes.dropFirst(prefix.utf8.count), as: UTF8.self)
    }
}
