import KapellCore
import KapellJSON

/// Writes the messages of a conversation.
struct CohereMessageWriter {
    private(set) var messages: [JSONValue] = []
    private(set) var losses: [DialectLoss] = []

    mutating func write(_ message: ModelMessage, _ place: String) throws(KapellError) {
        if message.cacheMark != nil { losses.append(DialectLoss(.dropped, "\(place).cache_control")) }
        var object: JSONObject = ["role": .string(message.role.rawValue)]
        switch message.role {
        case .system, .user: object["content"] = try content(message, place)
        case .assistant: writeAssistant(message, place, into: &object)
        case .tool:
            object["tool_call_id"] = .string(message.toolCallID ?? "")
            object["content"] = toolContent(message.content)
            if message.isError { losses.append(DialectLoss(.dropped, "\(place).is_error")) }
            for at in message.attachments.indices {
                losses.append(DialectLoss(.dropped, "\(place).attachments[\(at)]"))
            }
        }
        messages.append(.object(object))
    }

    private func content(_ message: ModelMessage, _ place: String) throws(KapellError) -> JSONValue {
        guard !message.attachments.isEmpty else { return .string(message.content) }
        var blocks: [JSONValue] = []
        for (at, part) in message.parts.enumerated() {
            switch part {
            case .text(let text): blocks.append(["type": "text", "text": .string(text)])
            case .attachment(let attachment):
                blocks.append([
                    "type": "image_url",
                    "image_url": ["url": .string(try address(attachment, "\(place).content[\(at)]"))],
                ])
            }
        }
        return .array(blocks)
    }

    private func address(_ attachment: ModelAttachment, _ place: String) throws(KapellError) -> String {
        switch attachment.content {
        case .url(let address) where attachment.mediaType?.hasPrefix("image/") ?? true: return address
        case .bytes(let bytes):
            let type = attachment.mediaType ?? MediaSignature.type(of: bytes) ?? ""
            if type.hasPrefix("image/") { return DataURL.text(mediaType: type, base64: Base64.encode(bytes)) }
        default: break
        }
        throw KapellError(
            .unsupported, "`\(place)` is a file that is no image, which Cohere does not read.",
            remedy: "Send its text.")
    }

    /// What is an object goes as a document, so that the model can cite it; any other text as it is.
    private func toolContent(_ text: String) -> JSONValue {
        guard let object = ToolArguments.strictObject(text) else { return .string(text) }
        return [["type": "document", "document": ["data": .object(object)]]]
    }

    private mutating func writeAssistant(_ message: ModelMessage, _ place: String, into object: inout JSONObject) {
        let thoughts = message.reasoning.map(\.text).joined()
        if message.reasoning.contains(where: { $0.signature != nil }) {
            losses.append(DialectLoss(.dropped, "\(place).reasoning.signature"))
        }
        if !thoughts.isEmpty, message.toolCalls.isEmpty {
            var blocks: [JSONValue] = [["type": "thinking", "thinking": .string(thoughts)]]
            if !message.content.isEmpty { blocks.append(["type": "text", "text": .string(message.content)]) }
            object["content"] = .array(blocks)
        } else if !message.content.isEmpty || message.toolCalls.isEmpty {
            object["content"] = .string(message.content)
        }
        guard !message.toolCalls.isEmpty else { return }
        if !thoughts.isEmpty { object["tool_plan"] = .string(thoughts) }
        for (at, call) in message.toolCalls.enumerated() where call.signature != nil {
            losses.append(DialectLoss(.dropped, "\(place).tool_calls[\(at)].signature"))
        }
        object["tool_calls"] = .array(message.toolCalls.map { CohereCalls.json($0) })
    }
}

/// Tool calls, whose arguments are text.
enum CohereCalls {
    static func json(_ call: ModelToolCall) -> JSONValue {
        let arguments = call.arguments.isEmpty ? "{}" : call.arguments
        return [
            "id": .string(call.id), "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(arguments)],
        ]
    }
}
