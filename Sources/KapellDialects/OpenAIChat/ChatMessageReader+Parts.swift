import KapellCore
import KapellJSON

extension ChatMessageReader: OpenAIPartReader {
    static var takesBareTexts: Bool { true }

    /// `nil` for what has no place in the hub.
    mutating func part(_ fields: JSONObject, at path: String) throws(KapellError) -> ModelMessagePart? {
        switch fields["type"]?.stringValue {
        case "text", "input_text", "output_text": return try text(fields, "text", at: path)
        case "refusal": return try text(fields, "refusal", at: path)
        case "image_url":
            if let detail = fields["image_url"]?["detail"]?.stringValue, detail != "auto" {
                losses.append(DialectLoss(.dropped, "\(path).image_url.detail"))
            }
            guard let url = (fields["image_url"]?["url"] ?? fields["image_url"])?.stringValue, !url.isEmpty else {
                throw KapellError(.invalidRequest, "`\(path).image_url.url` must be a text.")
            }
            return .attachment(try OpenAIFiles.attachment(url: url, at: "\(path).image_url.url"))
        case "file":
            guard let file = fields["file"]?.objectValue else {
                throw KapellError(.invalidRequest, "`\(path).file` must be an object.")
            }
            guard let data = file["file_data"]?.stringValue else { return nil }
            let name = file["filename"]?.stringValue
            return .attachment(try OpenAIFiles.attachment(data: data, name: name, at: "\(path).file.file_data"))
        case "input_audio": return try audio(fields, at: path)
        case nil: throw KapellError(.invalidRequest, "`\(path).type` is missing.")
        default: return nil
        }
    }
}
