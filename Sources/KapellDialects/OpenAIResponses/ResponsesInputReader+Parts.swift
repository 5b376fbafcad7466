import KapellCore
import KapellJSON

extension ResponsesInputReader {
    /// A text, or a list of parts; and the mark of the last part that has one.
    mutating func content(
        _ value: JSONValue?, at path: String
    ) throws(KapellError) -> (parts: [ModelMessagePart], mark: ModelCacheMark?) {
        switch value {
        case .string(let text): return ([.text(text)], nil)
        case .array(let values):
            var parts: [ModelMessagePart] = []
            var mark: ModelCacheMark?
            for (index, value) in values.enumerated() {
                let place = "\(path)[\(index)]"
                guard let fields = value.objectValue else {
                    throw KapellError(.invalidRequest, "`\(place)` must be an object.")
                }
                if let part = try part(fields, at: place) { parts.append(part) } else { kept.append(place, value) }
                if let found = OpenAITools.cacheMark(fields) {
                    mark = found
                    if index < values.count - 1 || fields["prompt_cache_breakpoint"]?["ttl"] != nil {
                        losses.append(DialectLoss(.approximated, "\(place).prompt_cache_breakpoint"))
                    }
                }
            }
            return (parts, mark)
        default: throw KapellError(.invalidRequest, "`\(path)` must be a text or a list of parts.")
        }
    }

    /// `nil` for what has no place in the hub: files that the provider holds, and kinds that are not known.
    private mutating func part(_ fields: JSONObject, at path: String) throws(KapellError) -> ModelMessagePart? {
        switch fields["type"]?.stringValue {
        case "input_text", "output_text", "text": return .text(try text(fields, "text", at: path))
        case "refusal": return .text(try text(fields, "refusal", at: path))
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
