import KapellCore

/// Names for pieces of documents that stay the same as long as the document and the piece do.
enum ChunkIdentity {
    enum Kind: String { case chunk, parent }

    /// 32 hexadecimal digits.
    static func of(_ kind: Kind, _ hash: String, _ span: ByteSpan) -> String {
        let place = "\(kind.rawValue) \(hash) \(span.start)-\(span.end)"
        // Two hashes of 64 bits over the same, begun differently.
        return StableHash.hex(place) + StableHash.hex("kapell \(place)")
    }
}
