import KapellCore
import KapellJSON

/// Images and files in Anthropic's blocks, both ways.
enum AnthropicMedia {
    private static let imageTypes: Set<String> = ["image/jpeg", "image/png", "image/gif", "image/webp"]

    /// A text, an image or a file in a client's block; `nil` for a block that only Anthropic understands.
    static func part(_ block: JSONObject, _ field: String) throws(KapellError) -> ModelMessagePart? {
        switch block["type"]?.stringValue {
        case "text":
            guard let text = block["text"]?.stringValue else { throw .field("\(field).text", "must be a text") }
            return .text(text)
        case "image", "document":
            guard let source = block["source"]?.objectValue else {
                throw .field("\(field).source", "must be an object")
            }
            let isImage = block["type"]?.stringValue == "image"
            guard let content = try content(source, isImage: isImage, "\(field).source") else { return nil }
            var attachment = content
            attachment.label = block["title"]?.stringValue
            return .attachment(attachment)
        case "search_result": return .text(block.searchResultText)
        case nil: throw .field("\(field).type", "is missing")
        default: return nil
        }
    }

    private static func content(
        _ source: JSONObject, isImage: Bool, _ field: String
    ) throws(KapellError) -> ModelAttachment? {
        switch source["type"]?.stringValue {
        case "base64":
            guard let bytes = source["data"]?.stringValue.flatMap({ Base64.decode($0) }) else {
                throw .field("\(field).data", "must be base64")
            }
            return ModelAttachment(.bytes(bytes), mediaType: source["media_type"]?.stringValue)
        case "url":
            guard let url = source["url"]?.stringValue else { throw .field("\(field).url", "must be a text") }
            return ModelAttachment(.url(url), mediaType: isImage ? nil : "application/pdf")
        case "text":
            guard let text = source["data"]?.stringValue else { throw .field("\(field).data", "must be a text") }
            return ModelAttachment(.bytes([UInt8](text.utf8)), mediaType: "text/plain")
        case "content":
            let blocks = source["content"]?.arrayValue ?? []
            let texts = blocks.compactMap { $0["text"]?.stringValue }
            guard
                let text = source["content"]?.stringValue
                    ?? (texts.count == blocks.count ? texts.joined(separator: "\n") : nil)
            else { return nil }
            return ModelAttachment(.bytes([UInt8](text.utf8)), mediaType: "text/plain")
        default: return nil
        }
    }

    /// The block for an image or a file.
    ///
    /// - Throws: `unsupported` for a kind that Anthropic does not read.
    static func block(_ attachment: ModelAttachment, at field: String) throws(KapellError) -> JSONObject {
        var type = attachment.mediaType?.lowercased().prefix { $0 != ";" }.split(separator: " ").joined() ?? ""
        if type == "image/jpg" { type = "image/jpeg" }
        switch attachment.content {
        case .bytes(let bytes):
            if type.isEmpty || type == "application/octet-stream" { type = MediaSignature.type(of: bytes) ?? type }
            if imageTypes.contains(type) { return image(base64(bytes, type)) }
            if type == "application/pdf" { return document(base64(bytes, type), attachment.label) }
            if isText(type), let text = String(validating: bytes, as: UTF8.self) {
                return document(
                    ["type": "text", "media_type": "text/plain", "data": .string(text)], attachment.label)
            }
        case .url(let url):
            let source: JSONObject = ["type": "url", "url": .string(url)]
            if let parts = DataURL.parts(of: url), let bytes = Base64.decode(parts.base64) {
                let whole = ModelAttachment(.bytes(bytes), mediaType: parts.mediaType, label: attachment.label)
                return try block(whole, at: field)
            }
            guard url.hasPrefix("https://") || url.hasPrefix("http://") else { break }
            if type == "application/pdf" { return document(source, attachment.label) }
            if type.isEmpty || type == "image/*" || imageTypes.contains(type) { return image(source) }
        }
        throw KapellError(
            .unsupported,
            "`\(field)` holds \(type.isEmpty ? "a file" : "`\(type)`"), which Anthropic's models do not read.",
            remedy: "Send JPEG, PNG, GIF, WebP, PDF or plain text, as bytes or as an address that begins with https.")
    }

    private static func isText(_ type: String) -> Bool {
        type.hasPrefix("text/") || type == "application/json" || type == "application/xml"
    }

    private static func base64(_ bytes: [UInt8], _ type: String) -> JSONObject {
        ["type": "base64", "media_type": .string(type), "data": .string(Base64.encode(bytes))]
    }

    private static func image(_ source: JSONObject) -> JSONObject { ["type": "image", "source": .object(source)] }

    private static func document(_ source: JSONObject, _ title: String?) -> JSONObject {
        var block: JSONObject = ["type": "document", "source": .object(source)]
        if let title, !title.isEmpty { block["title"] = .string(title) }
        return block
    }
}
