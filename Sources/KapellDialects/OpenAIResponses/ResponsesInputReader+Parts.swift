import KapellCore
import KapellJSON

extension ResponsesInputReader: OpenAIPartReader {
    static var takesBareTexts: Bool { false }

    /// A text, or a list of parts; and the mark of the last part that has one.
    mutating func content(
        _ value: JSONValue?, at path: String
    ) throws(KapellError) -> (parts: [ModelMessagePart], mark: ModelCacheMark?) {
        switch value {
        case .string(let text): return ([.text(text)], nil)
        case .array(let values): return try parts(values, at: path)
        default: throw KapellError(.invalidRequest, "`\(path)` must be a text or a list of parts.")
        }
    }

    /// `nil` for what has no place in the hub: files that the provider holds, and kinds that are not known.
    mutating func part(_ fields: JSONObject, at path: String) throws(KapellError) -> ModelMessagePart? {
        switch fields["type"]?.stringValue {
        case "input_text", "output_text", "text": return try text(fields, "text", at: path)
        case "refusal": return try text(fields, "refusal", at: path)
        case "input_image":
            if let detail = fields["detail"]?.stringValue, detail != "auto" {
                losses.append(DialectLoss(.dropped, "\(path).detail"))
            }
            guard let url = (fields["image_url"]?["url"] ?? fields["image_url"])?.stringValue, !url.isEmpty else {
                return nil
            }
            return .attachment(try OpenAIFiles.attachment(url: url, at: "\(path).image_url"))
        case "input_file":
            let name = fields["filename"]?.stringValue
            if let data = fields["file_data"]?.stringValue {
                return .attachment(try OpenAIFiles.attachment(data: data, name: name, at: "\(path).file_data"))
            }
            guard let url = fields["file_url"]?.stringValue, !url.isEmpty else { return nil }
            // Without a type it would be taken for an image; files by address are nearly always PDF.
            return .attachment(ModelAttachment(.url(url), mediaType: "application/pdf", label: name))
        case "input_audio": return try audio(fields, at: path)
        case nil: throw KapellError(.invalidRequest, "`\(path).type` is missing.")
        default: return nil
        }
    }
}
