import KapellCore
import KapellJSON

/// Reads the messages of a conversation.
struct CohereMessageReader {
    private(set) var messages: [ModelMessage] = []
    private(set) var losses: [DialectLoss] = []
    /// Parts that the hub does not hold.
    private(set) var unknown = JSONObject()
    private var ledger = CallLedger()

    mutating func read(_ value: JSONValue?) throws(KapellError) {
        guard let list = value?.arrayValue, !list.isEmpty else {
            throw KapellError(.invalidRequest, "`messages` must be a list with at least one message.")
        }
        for (at, value) in list.enumerated() {
            let place = "messages[\(at)]"
            guard let object = value.objectValue else { throw CohereRequestReader.wrong(place, "an object") }
            switch object["role"]?.stringValue?.lowercased() {
            case "system", "developer":
                messages.append(ModelMessage(.system, parts: try parts(object["content"], place)))
            case "user": messages.append(ModelMessage(.user, parts: try parts(object["content"], place)))
            case "assistant", "chatbot": messages.append(try assistant(object, place))
            case "tool": messages.append(try tool(object, place))
            case let role:
                throw KapellError(
                    .invalidRequest, "`\(place).role` is \(role.map { "\"\($0.prefix(40))\"" } ?? "missing").",
                    remedy: "It must be `system`, `user`, `assistant` or `tool`.")
            }
        }
    }

    private mutating func parts(
        _ content: JSONValue?, _ place: String
    ) throws(KapellError) -> [ModelMessagePart] {
        switch content {
        case nil, .null: return []
        case .string(let text): return [.text(text)]
        case .array(let blocks):
            var parts: [ModelMessagePart] = []
            for (at, block) in blocks.enumerated() {
                if let part = try part(block, "\(place).content[\(at)]") { parts.append(part) }
            }
            return parts
        default: throw CohereRequestReader.wrong("\(place).content", "a text or a list of blocks")
        }
    }

    private mutating func part(_ block: JSONValue, _ place: String) throws(KapellError) -> ModelMessagePart? {
        switch block["type"]?.stringValue {
        case "text": return .text(block["text"]?.stringValue ?? "")
        case "image_url":
            let image = block["image_url"]
            guard let address = image?["url"]?.stringValue ?? image?.stringValue, !address.isEmpty else {
                throw CohereRequestReader.wrong("\(place).image_url.url", "an address")
            }
            if let detail = image?["detail"]?.stringValue, detail != "auto" {
                losses.append(DialectLoss(.dropped, "\(place).image_url.detail"))
            }
            guard let (type, base64) = DataURL.parts(of: address) else {
                return .attachment(ModelAttachment(.url(address)))
            }
            guard let bytes = Base64.decode(base64) else {
                throw CohereRequestReader.wrong("\(place).image_url.url", "bytes in base64")
            }
            return .attachment(ModelAttachment(.bytes(bytes), mediaType: type))
        case "document": return .text(document(block["document"], place))
        case nil: throw CohereRequestReader.wrong("\(place).type", "a text")
        default:
            unknown[place] = block
            return nil
        }
    }

    /// A document's data as text.
    private mutating func document(_ value: JSONValue?, _ place: String) -> String {
        if value?["id"]?.stringValue != nil { losses.append(DialectLoss(.dropped, "\(place).document.id")) }
        guard let data = value?["data"] ?? value else { return "" }
        return data.stringValue ?? data.serialized()
    }

    private mutating func assistant(_ object: JSONObject, _ place: String) throws(KapellError) -> ModelMessage {
        var message = ModelMessage.assistant("")
        if let plan = object["tool_plan"]?.stringValue, !plan.isEmpty {
            message.reasoning.append(ModelReasoning(text: plan))
        }
        switch object["content"] {
        case nil, .null: break
        case .string(let text): message.content = text
        case .array(let blocks):
            for (at, block) in blocks.enumerated() {
                if let thought = block["thinking"]?.stringValue {
                    message.reasoning.append(ModelReasoning(text: thought))
                } else if let text = block["text"]?.stringValue {
                    message.content += text
                } else {
                    unknown["\(place).content[\(at)]"] = block
                }
            }
        default: throw CohereRequestReader.wrong("\(place).content", "a text or a list of blocks")
        }
        if let citations = object["citations"]?.arrayValue, !citations.isEmpty {
            losses.append(DialectLoss(.dropped, "\(place).citations"))
        }
        for (at, call) in (object["tool_calls"]?.arrayValue ?? []).enumerated() {
            let function = call["function"]
            guard let name = function?["name"]?.stringValue, !name.isEmpty else {
                throw CohereRequestReader.wrong("\(place).tool_calls[\(at)].function.name", "a text")
            }
            message.toolCalls.append(
                ModelToolCall(
                    id: ledger.call(id: call["id"]?.stringValue, name: name), name: name,
                    arguments: ToolArguments.text(function?["arguments"])))
        }
        return message
    }

    private mutating func tool(_ object: JSONObject, _ place: String) throws(KapellError) -> ModelMessage {
        let call = ledger.result(id: object["tool_call_id"]?.stringValue, name: nil)
        let content = try parts(object["content"], place)
        var message = ModelMessage(.tool, parts: content, origin: .tool(name: call.name))
        message.toolCallID = call.id
        return message
    }
}
