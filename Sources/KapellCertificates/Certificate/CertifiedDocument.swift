import KapellJSON

/// A document that an answer cites, so that anybody can tell whether they have the same one.
public struct CertifiedDocument: Sendable, Hashable {
    /// As citations name it.
    public var name: String
    public var kind: String
    /// SHA-256 of the file's bytes.
    public var hash: String
    public var bytes: Int
    /// SHA-256 of the text that was taken out of it, in UTF-8: the offsets of citations count in this text.
    public var textHash: String
    public var textBytes: Int

    /// - Parameters:
    ///   - hash: SHA-256 of the file's bytes, in hexadecimal.
    ///   - text: what was taken out of the file.
    public init(name: String, kind: String, hash: String, bytes: Int, text: String) {
        self.name = name
        self.kind = kind
        self.hash = hash
        self.bytes = bytes
        let text = Array(text.utf8)
        textHash = Fingerprint.of(text)
        textBytes = text.count
    }

    /// Whether the text is the file itself, so that offsets count in the file.
    public var isPlain: Bool { textHash == hash }

    /// `{"name", "kind", "sha256", "bytes", "text_sha256", "text_bytes", "offsets"}`; `offsets` is `file` where they
    /// count in the file itself, else `text`.
    var json: JSONObject {
        [
            "name": .string(name), "kind": .string(kind), "sha256": .string(hash), "bytes": .integer(Int64(bytes)),
            "text_sha256": .string(textHash), "text_bytes": .integer(Int64(textBytes)),
            "offsets": .string(isPlain ? "file" : "text"),
        ]
    }
}
