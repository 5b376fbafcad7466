import KapellJSON

/// How a proof travels through `thoughtSignature`, a field of bytes.
///
/// Clients decode it and write it again in the alphabet of URLs. A proof that is base64 by itself is brought back to
/// the usual alphabet when it is read. Any other, which another provider made, would break a client or would come
/// back changed: it is put in base64 behind a mark, and taken out again.
enum GeminiSignature {
    private static let mark = Array("kapell-signature:".utf8)

    /// For a client.
    static func forClient(_ proof: String) -> String { isBase64(proof) ? proof : Base64.encode(mark + proof.utf8) }

    /// From a client.
    static func fromClient(_ text: String) -> String {
        guard let bytes = GeminiBytes.decode(text) else { return text }
        guard bytes.starts(with: mark) else { return Base64.encode(bytes) }
        return String(decoding: bytes.dropFirst(mark.count), as: UTF8.self)
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
