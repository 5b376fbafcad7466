import KapellCore
import KapellJSON

/// Writes messages for a provider, one after the other.
struct ChatMessageWriter {
    let options: OpenAIChatOptions
    private(set) var losses: [DialectLoss] = []
    private var messages: [JSONValue] = []
    /// Images of the tool results that were written last. They follow in a user's message, since results are texts.
    private var pictures: [JSONValue] = []

    init(options: OpenAIChatOptions) { self.options = options }

    mutating func write(_ message: ModelMessage, at path: String) throws(KapellError) {
        if message.role != .tool { flushPictures() }
        var object: JSONObject
        switch message.role {
        case .system:
            object = ["role": .string(options.systemRole.rawValue), "content": try texts(message, at: path)]
        case .user: object = ["role": "user", "content": try userContent(message, at: path)]
        case .assistant: object = assistant(message, at: path)
        case .tool: object = try result(message, at: path)
        }
        if let mark = message.cacheMark { write(mark, into: &object, at: path) }
        messages.append(.object(object))
    }

    mutating func finish() -> [JSONValue] {
        flushPictures()
        return messages
    }

    private mutating func flushPictures() {
        guard !pictures.isEmpty else { return }
        messages.append(["role": "user", "content": .array(pictures)])
        pictures = []
    }

    /// The content of a message that is text alone.
    private func texts(_ message: ModelMessage, at path: String) throws(KapellError) -> JSONValue {
        guard message.attachments.isEmpty else {
            throw KapellError(
                .unsupported, "`\(path)` has an image or a file; the provider takes them from users and tools alone.",
                remedy: "Send it in a user's message.")
        }
        let parts = message.parts
        guard options.takesTextParts, parts.count > 1 else { return .string(message.content) }
        return .array(try self.parts(parts, at: path))
    }

    private func userContent(_ message: ModelMessage, at path: String) throws(KapellError) -> JSONValue {
        if message.attachments.isEmpty { return try texts(message, at: path) }
        return .array(try parts(message.parts, at: path))
    }

    private func parts(_ parts: [ModelMessagePart], at path: String) throws(KapellError) -> [JSONValue] {
        var values: [JSONValue] = []
        for part in parts {
            switch part {
            case .text(let text): values.append(["type": "text", "text": .string(text)])
            case .attachment(let attachment): values.append(try self.attachment(attachment, at: path))
            }
        }
        return values
    }

    private func attachment(_ attachment: ModelAttachment, at path: String) throws(KapellError) -> JSONValue {
        if OpenAIFiles.isImage(attachment) {
            return ["type": "image_url", "image_url": ["url": .string(OpenAIFiles.url(of: attachment))]]
        }
        guard case .bytes(let bytes) = attachment.content else {
            throw KapellError(
                .unsupported, "`\(path)` has a file by its address; the provider takes files as bytes alone.",
                remedy: "Send the file's bytes.")
        }
        if let format = OpenAIFiles.audioFormat(of: attachment.mediaType) {
            let data = Base64.encode(bytes)
            return ["type": "input_audio", "input_audio": ["data": .string(data), "format": .string(format)]]
        }
        return [
            "type": "file",
            "file": [
                "filename": .string(attachment.label ?? OpenAIFiles.name(of: attachment)),
                "file_data": .string(OpenAIFiles.url(of: attachment)),
            ],
        ]
    }

    private mutating func assistant(_ message: ModelMessage, at path: String) -> JSONObject {
        var object: JSONObject = ["role": "assistant"]
        let isSilent = message.content.isEmpty && !message.toolCalls.isEmpty
        object["content"] = isSilent && options.takesNullContent ? .null : .string(message.content)
        let thought = message.reasoning.map(\.text).joined()
        if !thought.isEmpty {
            if let field = options.reasoningField {
                object[field.rawValue] = .string(thought)
            } else {
                losses.append(DialectLoss(.dropped, "\(path).reasoning"))
            }
        }
        let details = options.returnsReasoningDetails ? ReasoningDetails.list(in: message.reasoning) : []
        if !details.isEmpty { object["reasoning_details"] = .array(details) }
        if message.reasoning.contains(where: { $0.signature != nil }), details.isEmpty {
            losses.append(DialectLoss(.dropped, "\(path).reasoning.signature"))
        }
        if !message.attachments.isEmpty { losses.append(DialectLoss(.dropped, "\(path).attachments")) }
        if !message.toolCalls.isEmpty {
            object["tool_calls"] = .array(
                message.toolCalls.enumerated().map { call($1, at: "\(path).tool_calls[\($0)]") })
        }
        return object
    }

    private mutating func call(_ call: ModelToolCall, at path: String) -> JSONValue {
        var object: JSONObject = OpenAITools.chatCall(call)
        if let signature = call.signature {
            if options.returnsCallSignatures {
                object["extra_content"] = ["google": ["thought_signature": .string(signature)]]
            } else {
                losses.append(DialectLoss(.dropped, "\(path).signature"))
            }
        }
        return .object(object)
    }

    private mutating func result(_ message: ModelMessage, at path: String) throws(KapellError) -> JSONObject {
        guard let id = message.toolCallID, !id.isEmpty else {
            throw KapellError(.invalidRequest, "`\(path)` is a tool's result without the id of its call.")
        }
        if message.isError { losses.append(DialectLoss(.dropped, "\(path).is_error")) }
        let texts = message.parts.filter { if case .text = $0 { true } else { false } }
        var content = JSONValue.string(message.content)
        if options.takesTextParts, texts.count > 1 { content = .array(try parts(texts, at: path)) }
        if !message.attachments.isEmpty {
            for picture in message.attachments { pictures.append(try attachment(picture, at: path)) }
            losses.append(DialectLoss(.approximated, "\(path).content"))
        }
        return ["role": "tool", "tool_call_id": .string(id), "content": content]
    }

    /// Marks the last part of a message.
    private mutating func write(_ mark: ModelCacheMark, into object: inout JSONObject, at path: String) {
        guard let kind = options.cacheMarks else {
            losses.append(DialectLoss(.dropped, "\(path).cache_control"))
            return
        }
        var parts = object["content"]?.arrayValue ?? []
        if let text = object["content"]?.stringValue, !text.isEmpty {
            parts = [["type": "text", "text": .string(text)]]
        }
        guard let last = parts.indices.last, var part = parts[last].objectValue else {
            losses.append(DialectLoss(.dropped, "\(path).cache_control"))
            return
        }
        if Self.losesTime(mark, as: kind) {
            losses.append(DialectLoss(.approximated, "\(path).cache_control.ttl"))
        }
        part[kind.rawValue] = Self.mark(mark, as: kind)
        parts[last] = .object(part)
        object["content"] = .array(parts)
    }

    /// Whether a time that was asked for cannot be said; five minutes are what caches keep at least.
    static func losesTime(_ mark: ModelCacheMark, as kind: OpenAIChatOptions.CacheMarks) -> Bool {
        kind == .promptCacheBreakpoint && mark.timeToLive.map { $0 != "5m" } ?? false
    }

    static func mark(_ mark: ModelCacheMark, as kind: OpenAIChatOptions.CacheMarks) -> JSONValue {
        guard kind == .cacheControl else { return ["mode": "explicit"] }
        var object: JSONObject = ["type": "ephemeral"]
        if let time = mark.timeToLive { object["ttl"] = .string(time) }
        return .object(object)
    }
}
