import KapellCore
import KapellJSON

/// Reads the messages of a conversation, or the prompt of `/api/generate`.
struct OllamaMessageReader {
    private(set) var messages: [ModelMessage] = []
    private(set) var losses: [DialectLoss] = []
    private(set) var unknown = JSONObject()
    private var ledger = CallLedger()

    mutating func readPrompt(_ body: JSONObject) throws(KapellError) {
        if let system = body["system"]?.stringValue, !system.isEmpty { messages.append(ModelMessage(.system, system)) }
        var parts: [ModelMessagePart] = [.text(body["prompt"]?.stringValue ?? "")]
        parts += try images(body["images"], "images")
        messages.append(ModelMessage(.user, parts: parts))
    }

    mutating func read(_ value: JSONValue) throws(KapellError) {
        guard let list = value.arrayValue, !list.isEmpty else {
            throw KapellError(.invalidRequest, "`messages` must be a list with at least one message.")
        }
        for (at, value) in list.enumerated() {
            let place = "messages[\(at)]"
            guard let object = value.objectValue else { throw OllamaRequestReader.wrong(place, "an object") }
            switch object["role"]?.stringValue {
            case "system", "developer": messages.append(ModelMessage(.system, try text(object, place)))
            case "user": messages.append(try user(object, place))
            case "assistant": messages.append(try assistant(object, place))
            case "tool": messages.append(try tool(object, place))
            case let role:
                throw KapellError(
                    .invalidRequest, "`\(place).role` is \(role.map { "\"\($0.prefix(40))\"" } ?? "missing").",
                    remedy: "It must be `system`, `user`, `assistant` or `tool`.")
            }
        }
    }

    private func text(_ object: JSONObject, _ place: String) throws(KapellError) -> String {
        switch object["content"] {
        case nil, .null: return ""
        case .string(let text): return text
        default: throw OllamaRequestReader.wrong("\(place).content", "a text")
        }
    }

    private func user(_ object: JSONObject, _ place: String) throws(KapellError) -> ModelMessage {
        let files = try images(object["images"], "\(place).images")
        return ModelMessage(.user, parts: [.text(try text(object, place))] + files)
    }

    private mutating func assistant(_ object: JSONObject, _ place: String) throws(KapellError) -> ModelMessage {
        var message = ModelMessage.assistant(try text(object, place))
        if let thinking = object["thinking"]?.stringValue, !thinking.isEmpty {
            message.reasoning = [ModelReasoning(text: thinking)]
        }
        for (at, call) in (object["tool_calls"]?.arrayValue ?? []).enumerated() {
            let function = call["function"] ?? call
            guard let name = function["name"]?.stringValue, !name.isEmpty else {
                throw OllamaRequestReader.wrong("\(place).tool_calls[\(at)].function.name", "a text")
            }
            message.toolCalls.append(
                ModelToolCall(
                    id: ledger.call(id: call["id"]?.stringValue, name: name), name: name,
                    arguments: ToolArguments.text(function["arguments"])))
        }
        for at in (object["images"]?.arrayValue ?? []).indices {
            losses.append(DialectLoss(.dropped, "\(place).images[\(at)]"))
        }
        return message
    }

    private mutating func tool(_ object: JSONObject, _ place: String) throws(KapellError) -> ModelMessage {
        let call = ledger.result(
            id: object["tool_call_id"]?.stringValue,
            name: object["tool_name"]?.stringValue ?? object["name"]?.stringValue)
        let files = try images(object["images"], "\(place).images")
        var message = ModelMessage(
            .tool, parts: [.text(try text(object, place))] + files, origin: .tool(name: call.name))
        message.toolCallID = call.id
        return message
    }

    /// Images are bare base64: what they are shows in their first bytes.
    private func images(_ value: JSONValue?, _ place: String) throws(KapellError) -> [ModelMessagePart] {
        guard let value, !value.isNull else { return [] }
        guard let list = value.arrayValue else { throw OllamaRequestReader.wrong(place, "a list") }
        var parts: [ModelMessagePart] = []
        for (at, image) in list.enumerated() {
            let text = image.stringValue ?? ""
            let base64 = DataURL.parts(of: text).map { String($0.base64) } ?? text
            guard !base64.isEmpty, let bytes = Base64.decode(base64) else {
                throw OllamaRequestReader.wrong("\(place)[\(at)]", "an image in base64")
            }
            parts.append(.attachment(ModelAttachment(.bytes(bytes), mediaType: MediaSignature.type(of: bytes))))
        }
        return parts
    }
}
