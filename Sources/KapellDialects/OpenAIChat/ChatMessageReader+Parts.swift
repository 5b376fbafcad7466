import KapellCore
import KapellJSON

extension ChatMessageReader {
    /// The parts of a content, and the mark of the last one that has any.
    mutating func parts(
        _ values: [JSONValue], at path: String
    ) throws(KapellError) -> (parts: [ModelMessagePart], mark: ModelCacheMark?) {
        var parts: [ModelMessagePart] = []
        var mark: ModelCacheMark?
        for (index, value) in values.enumerated() {
            let place = "\(path)[\(index)]"
            if let text = value.stringValue {
                parts.append(.text(text))
                continue
            }
            guard let fields = value.objectValue else {
                throw KapellError(.invalidRequest, "`\(place)` must be an object.")
            }
            if let part = try part(fields, at: place) { parts.append(part) } else { kept.append(place, value) }
            if let found = OpenAITools.cacheMark(fields) {
                mark = found
                if index < values.count - 1 {
                    losses.append(DialectLoss(.approximated, "\(place).cache_control"))
                } else if fields["prompt_cache_breakpoint"]?["ttl"] != nil {
                    losses.append(DialectLoss(.approximated, "\(place).prompt_cache_breakpoint.ttl"))
                }
            }
        }
        return (parts, mark)
    }

    /// `nil` for what has no place in the hub.
    private mutating func part(_ fields: JSONObject, at path: String) throws(KapellError) -> ModelMessagePart? {
        switch fields["type"]?.stringValue {
        case "text", "input_text", "output_text": return .text(try text(fields, "text", at: path))
        case "refusal": return .text(try text(fields, "refusal", at: path))
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
        case "input_audio":
            let format = fields["input_audio"]?["format"]?.stringValue ?? "wav"
            guard let data = fields["input_audio"]?["data"]?.stringValue, let bytes = Base64.decode(data) else {
                throw KapellError(.invalidRequest, "`\(path).input_audio.data` must be base64.")
            }
            return .attachment(ModelAttachment(.bytes(bytes), mediaType: OpenAIFiles.audioType(of: format)))
        case nil: throw KapellError(.invalidRequest, "`\(path).type` is missing.")
        default: return nil
        }
    }

    private func text(_ fields: JSONObject, _ key: String, at path: String) throws(KapellError) -> String {
        guard let text = fields[key]?.stringValue else {
            throw KapellError(.invalidRequest, "`\(path).\(key)` must be a text.")
        }
        return text
    }
}
