/// Bytes within a text: `data:image/png;base64,…` (RFC 2397).
package enum DataURL {
    /// The media type and the still encoded bytes, or `nil` where `text` is not such an address.
    package static func parts(of text: String) -> (mediaType: String, base64: Substring)? {
        guard text.utf8.starts(with: "data:".utf8), let comma = text.firstIndex(of: ",") else { return nil }
        let head = text[text.index(text.startIndex, offsetBy: 5)..<comma]
        guard head.hasSuffix(";base64") else { return nil }
        let type = head.dropLast(";base64".count)
        return (type.isEmpty ? "text/plain" : String(type), text[text.index(after: comma)...])
    }

    package static func text(mediaType: String, base64: String) -> String { "data:\(mediaType);base64,\(base64)" }
}
