import KapellCore

/// Images, sounds and files as OpenAI's APIs carry them.
enum OpenAIFiles {
    /// An address: the bytes themselves where it is a `data:` URL.
    static func attachment(url: String, at path: String) throws(KapellError) -> ModelAttachment {
        guard url.utf8.starts(with: "data:".utf8) else { return ModelAttachment(.url(url)) }
        guard let parts = DataURL.parts(of: url), let bytes = Base64.decode(parts.base64) else {
            throw KapellError(
                .invalidRequest, "`\(path)` is a data URL that cannot be read.",
                remedy: "Send data:image/png;base64,… with the bytes as base64.")
        }
        return ModelAttachment(.bytes(bytes), mediaType: parts.mediaType)
    }

    /// A file's bytes as a `data:` URL, or as base64 alone.
    static func attachment(data: String, name: String?, at path: String) throws(KapellError) -> ModelAttachment {
        var file: ModelAttachment
        if data.utf8.starts(with: "data:".utf8) {
            file = try attachment(url: data, at: path)
        } else {
            guard let bytes = Base64.decode(data) else {
                throw KapellError(.invalidRequest, "`\(path)` must be base64, or a data URL.")
            }
            let isPDF = bytes.starts(with: "%PDF".utf8)
            file = ModelAttachment(.bytes(bytes), mediaType: isPDF ? "application/pdf" : "application/octet-stream")
        }
        file.label = name
        return file
    }

    static func isImage(_ attachment: ModelAttachment) -> Bool {
        attachment.mediaType.map { $0.hasPrefix("image/") } ?? true
    }

    static func audioType(of format: String) -> String { format == "mp3" ? "audio/mpeg" : "audio/\(format)" }

    /// `wav` or `mp3`; `nil` for anything else.
    static func audioFormat(of mediaType: String?) -> String? {
        switch mediaType {
        case "audio/wav", "audio/x-wav", "audio/wave": "wav"
        case "audio/mpeg", "audio/mp3": "mp3"
        default: nil
        }
    }

    /// The address of an image: its own, or a `data:` URL.
    static func url(of attachment: ModelAttachment) -> String {
        switch attachment.content {
        case .url(let url): url
        case .bytes(let bytes):
            DataURL.text(
                mediaType: attachment.mediaType ?? MediaSignature.type(of: bytes) ?? "image/png",
                base64: Base64.encode(bytes))
        }
    }

    /// A name for a file that has none.
    static func name(of attachment: ModelAttachment) -> String {
        switch attachment.mediaType {
        case "application/pdf": "file.pdf"
        case "text/plain": "file.txt"
        default: "file"
        }
    }
}
