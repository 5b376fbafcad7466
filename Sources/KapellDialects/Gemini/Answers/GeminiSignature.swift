import KapellJSON

/// How a proof travels through `thoughtSignature`, a field of bytes.
///
/// In the hub a proof of Gemini's for a thought stands behind a tag that says whose it is: other providers sign thoughts in
/// base64, too, and each refuses the proofs of the others. Calls are signed by Gemini alone, and have no tag.
///
/// Clients decode proofs and write them again in the alphabet of URLs. One of Gemini's is brought back to the usual
/// alphabet when it is read. Any other, which another provider made, would break a client or would come back changed: it
/// is put in base64 behind a mark, and taken out again.
enum GeminiSignature {
    private static let mark = Array("kapell-signature:".utf8)
    private static let tag = "gemini#"

    /// The proof of a thought, as the hub has it.
    static func tagged(_ proof: String) -> String { tag + proof }

    /// The proof itself; `nil` for another provider's.
    static func untagged(_ signature: String) -> String? {
        signature.utf8.starts(with: tag.utf8) ? String(signature.dropFirst(tag.count)) : nil
    }

    /// For a client.
    static func forClient(_ signature: String, ofCall: Bool) -> String {
        if let proof = ofCall ? signature : untagged(signature), isBase64(proof) { return proof }
        return Base64.encode(mark + signature.utf8)
    }

    /// From a client.
    static func fromClient(_ text: String, ofCall: Bool) -> String {
        guard let bytes = GeminiBytes.decode(text) else { return text }
        if bytes.starts(with: mark) { return String(decoding: bytes.dropFirst(mark.count), as: UTF8.self) }
        let proof = Base64.encode(bytes)
        return ofCall ? proof : tagged(proof)
    }

    /// Whether Gemini itself would read `proof` as bytes.
    static func isBase64(_ proof: String) -> Bool {
        guard let bytes = Base64.decode(proof) else { return false }
        return Base64.encode(bytes) == proof && !bytes.starts(with: mark)
    }
}

/// Bytes as the rules of Protocol Buffers have them in JSON: base64 in either alphabet, padded or not.
enum GeminiBytes {
    static func decode(_ text: String) -> [UInt8]? {
        var bytes = Array(text.utf8)
        for place in bytes.indices {
            if bytes[place] == UInt8(ascii: "-") { bytes[place] = UInt8(ascii: "+") }
            if bytes[place] == UInt8(ascii: "_") { bytes[place] = UInt8(ascii: "/") }
        }
        while bytes.count % 4 != 0 { bytes.append(UInt8(ascii: "=")) }
        return Base64.decode(String(decoding: bytes, as: UTF8.self))
    }
}
