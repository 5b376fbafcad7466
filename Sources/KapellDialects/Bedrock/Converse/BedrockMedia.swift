import KapellCore
import KapellJSON

/// Images and files in Converse's blocks, both ways.
enum BedrockMedia {
    /// A kind of block, the media types that it holds, and Bedrock's words for them. The first word of a type is the
    /// one that is written.
    private static let kinds: [(block: String, formats: [(word: String, type: String)])] = [
        (
            "image",
            [("png", "image/png"), ("jpeg", "image/jpeg"), ("gif", "image/gif"), ("webp", "image/webp")]
        ),
        (
            "document",
            [
                ("pdf", "application/pdf"), ("csv", "text/csv"), ("doc", "application/msword"),
                ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
                ("xls", "application/vnd.ms-excel"),
                ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("html", "text/html"), ("md", "text/markdown"), ("txt", "text/plain"),
            ]
        ),
        (
            "video",
            [
                ("mkv", "video/x-matroska"), ("mov", "video/quicktime"), ("mp4", "video/mp4"), ("webm", "video/webm"),
                ("flv", "video/x-flv"), ("mpeg", "video/mpeg"), ("mpg", "video/mpeg"), ("wmv", "video/x-ms-wmv"),
                ("three_gp", "video/3gpp"),
            ]
        ),
        (
            "audio",
            [
                ("mp3", "audio/mpeg"), ("wav", "audio/wav"), ("aac", "audio/aac"), ("flac", "audio/flac"),
                ("ogg", "audio/ogg"), ("opus", "audio/opus"), ("m4a", "audio/mp4"), ("mp4", "audio/mp4"),
                ("webm", "audio/webm"), ("mka", "audio/x-matroska"), ("mkv", "audio/x-matroska"),
                ("x-aac", "audio/aac"), ("mpeg", "audio/mpeg"), ("mpga", "audio/mpeg"), ("pcm", "audio/pcm"),
            ]
        ),
    ]

    /// An image or a file in a client's block; `nil` for another block.
    static func attachment(_ block: JSONObject, _ field: String) throws(KapellError) -> ModelAttachment? {
        for kind in kinds {
            guard let object = block[kind.block]?.objectValue else { continue }
            let place = "\(field).\(kind.block)"
            let word = object["format"]?.stringValue
            let type = kind.formats.first { $0.word == word }?.type ?? (kind.block == "document" ? "text/plain" : nil)
            guard let type else { throw .field("\(place).format", "is no format of Bedrock's") }
            var result = ModelAttachment(try content(object["source"]?.objectValue, "\(place).source"), mediaType: type)
            result.label = object["name"]?.stringValue
            return result
        }
        return nil
    }

    private static func content(
        _ source: JSONObject?, _ field: String
    ) throws(KapellError) -> ModelAttachment.Content {
        guard let source else { throw .field(field, "must be an object") }
        if let text = source["bytes"]?.stringValue {
            guard let bytes = Base64.decode(text) else { throw .field("\(field).bytes", "must be base64") }
            return .bytes(bytes)
        }
        if let uri = source["s3Location"]?["uri"]?.stringValue { return .url(uri) }
        if let text = source["text"]?.stringValue { return .bytes([UInt8](text.utf8)) }
        if let blocks = source["content"]?.arrayValue {
            return .bytes([UInt8](blocks.compactMap { $0["text"]?.stringValue }.joined(separator: "\n").utf8))
        }
        throw .field(field, "must hold `bytes`, `text` or `s3Location`")
    }

    /// The block for an image or a file.
    ///
    /// - Throws: `unsupported` for a kind that Bedrock does not read, and for an address, which it does not follow.
    static func block(_ attachment: ModelAttachment, at field: String) throws(KapellError) -> JSONObject {
        var type = attachment.mediaType?.lowercased().prefix { $0 != ";" }.split(separator: " ").joined() ?? ""
        var source: JSONObject
        switch attachment.content {
        case .bytes(let bytes):
            if type.isEmpty || type == "application/octet-stream" { type = MediaSignature.type(of: bytes) ?? type }
            source = ["bytes": .string(Base64.encode(bytes))]
        case .url(let url):
            if let parts = DataURL.parts(of: url), let bytes = Base64.decode(parts.base64) {
                let whole = ModelAttachment(.bytes(bytes), mediaType: parts.mediaType, label: attachment.label)
                return try block(whole, at: field)
            }
            guard url.hasPrefix("s3://") else {
                throw KapellError(
                    .unsupported, "`\(field)` holds an address, which Bedrock does not follow.",
                    remedy: "Send the bytes themselves.")
            }
            source = ["s3Location": ["uri": .string(url)]]
        }
        if type == "image/jpg" { type = "image/jpeg" }
        if type == "application/json" || type == "application/xml" { type = "text/plain" }
        for kind in kinds {
            let isOther = kind.block == "document" && type.hasPrefix("text/")
            guard let word = kind.formats.first(where: { $0.type == type })?.word ?? (isOther ? "txt" : nil) else {
                continue
            }
            var object: JSONObject = ["format": .string(word)]
            if kind.block == "document" { object["name"] = .string(name(attachment.label)) }
            object["source"] = .object(source)
            return [kind.block: .object(object)]
        }
        throw KapellError(
            .unsupported, "`\(field)` holds \(type.isEmpty ? "a file" : "`\(type)`"), which Bedrock does not read.",
            remedy: "Send PNG, JPEG, GIF, WebP, PDF, CSV, HTML, Markdown, plain text or an office document.")
    }

    /// A document's name in the characters that Bedrock allows.
    private static func name(_ label: String?) -> String {
        let clean = String(
            (label ?? "").unicodeScalars.map { scalar -> Character in
                let isAllowed = scalar.properties.isAlphabetic && scalar.isASCII || ("0"..."9").contains(scalar)
                return isAllowed || "-()[]".unicodeScalars.contains(scalar) ? Character(scalar) : " "
            })
        let words = clean.split(separator: " ").joined(separator: " ")
        return words.isEmpty ? "Document" : String(words.prefix(190))
    }
}
