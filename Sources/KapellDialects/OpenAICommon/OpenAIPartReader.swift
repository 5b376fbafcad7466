import KapellCore
import KapellJSON

/// Reads the parts of a content, as OpenAI's two APIs have them in common.
protocol OpenAIPartReader {
    /// Whether a part may be a bare text.
    static var takesBareTexts: Bool { get }

    var losses: [DialectLoss] { get set }
    /// Parts that have no place in the hub, by their paths.
    var kept: JSONObject { get set }

    /// One part; `nil` for what has no place in the hub.
    mutating func part(_ fields: JSONObject, at path: String) throws(KapellError) -> ModelMessagePart?
}

extension OpenAIPartReader {
    /// The parts of a content, and the mark of the last one that has any.
    mutating func parts(
        _ values: [JSONValue], at path: String
    ) throws(KapellError) -> (parts: [ModelMessagePart], mark: ModelCacheMark?) {
        var parts: [ModelMessagePart] = []
        var mark: ModelCacheMark?
        for (index, value) in values.enumerated() {
            let place = "\(path)[\(index)]"
            if Self.takesBareTexts, let text = value.stringValue {
                parts.append(.text(text))
                continue
            }
            guard let fields = value.objectValue else {
                throw KapellError(.invalidRequest, "`\(place)` must be an object.")
            }
            if let part = try part(fields, at: place) { parts.append(part) } else { kept.append(place, value) }
            guard let found = OpenAITools.cacheMark(fields) else { continue }
            mark = found
            let field = fields["cache_control"]?.objectValue == nil ? "prompt_cache_breakpoint" : "cache_control"
            if index < values.count - 1 {
                losses.append(DialectLoss(.approximated, "\(place).\(field)"))
            } else if fields["prompt_cache_breakpoint"]?["ttl"] != nil {
                losses.append(DialectLoss(.approximated, "\(place).prompt_cache_breakpoint.ttl"))
            }
        }
        return (parts, mark)
    }

    func text(_ fields: JSONObject, _ key: String, at path: String) throws(KapellError) -> ModelMessagePart {
        guard let text = fields[key]?.stringValue else {
            throw KapellError(.invalidRequest, "`\(path).\(key)` must be a text.")
        }
        return .text(text)
    }

    /// `input_audio`, which both APIs have alike.
    func audio(_ fields: JSONObject, at path: String) throws(KapellError) -> ModelMessagePart {
        let audio = fields["input_audio"]
        guard let data = audio?["data"]?.stringValue, let bytes = Base64.decode(data) else {
            throw KapellError(.invalidRequest, "`\(path).input_audio.data` must be base64.")
        }
        let type = OpenAIFiles.audioType(of: audio?["format"]?.stringValue ?? "wav")
        return .attachment(ModelAttachment(.bytes(bytes), mediaType: type))
    }
}
