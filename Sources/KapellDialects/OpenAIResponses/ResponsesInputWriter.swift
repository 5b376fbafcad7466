import KapellCore
import KapellJSON

/// Writes the items of a request's input, message by message.
struct ResponsesInputWriter {
    private(set) var items: [JSONValue] = []
    private(set) var losses: [DialectLoss] = []
    /// Whether reasoning is given back.
    private(set) var hasReasoning = false

    mutating func write(_ message: ModelMessage, at path: String) throws(KapellError) {
        if message.cacheMark != nil { losses.append(DialectLoss(.dropped, "\(path).cache_control")) }
        switch message.role {
        case .system: items.append(["type": "message", "role": "developer", "content": try content(message, at: path)])
        case .user: items.append(["type": "message", "role": "user", "content": try content(message, at: path)])
        case .assistant: writeTurn(message, at: path)
        case .tool:
            guard let id = message.toolCallID, !id.isEmpty else {
                throw KapellError(.invalidRequest, "`\(path)` is a tool's result without the id of its call.")
            }
            if message.isError { losses.append(DialectLoss(.dropped, "\(path).is_error")) }
            items.append([
                "type": "function_call_output", "call_id": .string(id), "output": try content(message, at: path),
            ])
        }
    }

    private mutating func writeTurn(_ message: ModelMessage, at path: String) {
        for block in message.reasoning {
            if let item = ResponsesReasoning.item(of: block) {
                hasReasoning = true
                items.append(item)
            } else {
                losses.append(DialectLoss(.dropped, "\(path).reasoning"))
            }
        }
        if !message.content.isEmpty || message.toolCalls.isEmpty {
            items.append(["type": "message", "role": "assistant", "content": .string(message.content)])
        }
        if !message.attachments.isEmpty { losses.append(DialectLoss(.dropped, "\(path).attachments")) }
        for (index, call) in message.toolCalls.enumerated() {
            if call.signature != nil { losses.append(DialectLoss(.dropped, "\(path).tool_calls[\(index)].signature")) }
            items.append([
                "type": "function_call", "call_id": .string(call.id), "name": .string(call.name),
                "arguments": .string(OpenAITools.arguments(of: call)),
            ])
        }
    }

    /// One text as a text, anything else as parts.
    private func content(_ message: ModelMessage, at path: String) throws(KapellError) -> JSONValue {
        let parts = message.parts
        if message.attachments.isEmpty, parts.count <= 1 { return .string(message.content) }
        var values: [JSONValue] = []
        for part in parts {
            switch part {
            case .text(let text): values.append(["type": "input_text", "text": .string(text)])
            case .attachment(let attachment): values.append(try self.attachment(attachment, at: path))
            }
        }
        return .array(values)
    }

    private func attachment(_ attachment: ModelAttachment, at path: String) throws(KapellError) -> JSONValue {
        if OpenAIFiles.isImage(attachment) {
            return ["type": "input_image", "detail": "auto", "image_url": .string(OpenAIFiles.url(of: attachment))]
        }
        guard attachment.mediaType?.hasPrefix("audio/") != true else {
            throw KapellError(
                .unsupported, "`\(path)` has a sound, which the provider does not take here.",
                remedy: "Leave it out, or name a model of another provider.")
        }
        if case .url(let url) = attachment.content { return ["type": "input_file", "file_url": .string(url)] }
        return [
            "type": "input_file", "filename": .string(attachment.label ?? OpenAIFiles.name(of: attachment)),
            "file_data": .string(OpenAIFiles.url(of: attachment)),
        ]
    }
}
