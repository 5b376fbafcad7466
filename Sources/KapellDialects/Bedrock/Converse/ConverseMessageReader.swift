import KapellCore
import KapellJSON

/// Reads the messages of a request of Converse.
struct ConverseMessageReader {
    var messages: [ModelMessage] = []
    var losses: [DialectLoss] = []
    /// Blocks that only Bedrock understands, by their place. They cannot be left out without harm.
    var own: JSONObject = [:]

    private var toolNames: [String: String] = [:]

    init() {}

    static func mark(_ point: JSONValue) -> ModelCacheMark { ModelCacheMark(timeToLive: point["ttl"]?.stringValue) }

    /// Reads instructions; each message ends where a mark stands.
    mutating func read(system value: JSONValue, at field: String) throws(KapellError) {
        if value.isNull { return }
        guard let blocks = value.arrayValue else { throw .field(field, "must be a list of blocks") }
        var spoken = MarkedMessages(.system)
        for (index, block) in blocks.enumerated() {
            let place = "\(field)[\(index)]"
            if let point = block["cachePoint"] {
                spoken.mark(Self.mark(point))
            } else if let text = block["text"]?.stringValue {
                spoken.add(.text(text))
            } else if let text = block["guardContent"]?["text"]?["text"]?.stringValue {
                losses.append(DialectLoss(.approximated, "\(place).guardContent"))
                spoken.add(.text(text))
            } else {
                throw .field(place, "must be a text or a cache point")
            }
        }
        messages += spoken.finish()
    }

    mutating func read(_ value: JSONValue, at index: Int) throws(KapellError) {
        let field = "messages[\(index)]"
        guard let blocks = value["content"]?.arrayValue else {
            throw .field("\(field).content", "must be a list of blocks")
        }
        switch value["role"]?.stringValue {
        case "user": try read(user: blocks, field)
        case "assistant": try read(assistant: blocks, field)
        case "system": try read(system: .array(blocks), at: "\(field).content")
        default: throw .field("\(field).role", "must be `user`, `assistant` or `system`")
        }
    }

    private mutating func read(user blocks: [JSONValue], _ field: String) throws(KapellError) {
        var turn = UserBlocks()
        for (index, value) in blocks.enumerated() {
            let place = "\(field).content[\(index)]"
            guard let block = value.objectValue else { throw .field(place, "must be an object") }
            if let point = block["cachePoint"] {
                turn.mark(Self.mark(point))
            } else if let result = block["toolResult"]?.objectValue {
                turn.add(result: try read(result: result, "\(place).toolResult"), at: place)
            } else if let part = try part(block, place) {
                turn.add(part)
            }
        }
        messages += turn.finish()
        losses += turn.losses
    }

    private mutating func read(result: JSONObject, _ field: String) throws(KapellError) -> ModelMessage {
        guard let id = result["toolUseId"]?.stringValue else { throw .field("\(field).toolUseId", "must be a text") }
        var parts: [ModelMessagePart] = []
        for (index, value) in (result["content"]?.arrayValue ?? []).enumerated() {
            let place = "\(field).content[\(index)]"
            guard let block = value.objectValue else { throw .field(place, "must be an object") }
            if let json = block["json"] {
                parts.append(.text(json.serialized()))
            } else if let part = try part(block, place) {
                parts.append(part)
            }
        }
        var message = ModelMessage(.tool, parts: parts, origin: .tool(name: toolNames[id] ?? ""))
        message.toolCallID = id
        message.isError = result["status"]?.stringValue == "error"
        return message
    }

    /// A text, an image or a file; `nil` for a block of Bedrock's own, which is noted.
    private mutating func part(_ block: JSONObject, _ field: String) throws(KapellError) -> ModelMessagePart? {
        if let text = block["text"]?.stringValue { return .text(text) }
        if let attachment = try BedrockMedia.attachment(block, field) {
            let document = block["document"]
            if let context = document?["context"], !context.isNull {
                losses.append(DialectLoss(.dropped, "\(field).document.context"))
            }
            if document?["citations"]?["enabled"] == true {
                losses.append(DialectLoss(.dropped, "\(field).document.citations"))
            }
            return .attachment(attachment)
        }
        let text: String?
        if let guarded = block["guardContent"] {
            text = guarded["text"]?["text"]?.stringValue
        } else if let cited = block["citationsContent"] {
            text = (cited["content"]?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }.joined()
        } else if let found = block["searchResult"]?.objectValue {
            text = found.searchResultText
        } else {
            text = nil
        }
        guard let text else {
            own[field] = .object(block)
            return nil
        }
        losses.append(DialectLoss(.approximated, field))
        return .text(text)
    }

    private mutating func read(assistant blocks: [JSONValue], _ field: String) throws(KapellError) {
        var turn = AssistantBlocks()
        for (index, value) in blocks.enumerated() {
            let place = "\(field).content[\(index)]"
            guard let block = value.objectValue else { throw .field(place, "must be an object") }
            if let point = block["cachePoint"] {
                turn.mark(Self.mark(point), isLast: index == blocks.count - 1, at: "\(place).cachePoint")
            } else if let thought = block["reasoningContent"] {
                turn.add(Self.reasoning(thought), at: place)
            } else if let call = block["toolUse"]?.objectValue {
                guard let name = call["name"]?.stringValue else {
                    throw .field("\(place).toolUse.name", "must be a text")
                }
                let id = call["toolUseId"]?.stringValue ?? ""
                toolNames[id] = name
                turn.add(ModelToolCall(id: id, name: name, arguments: ToolArguments.text(call["input"])))
            } else if let part = try part(block, place) {
                turn.add(part, at: place)
            }
        }
        messages += turn.finish()
        losses += turn.losses
    }

    static func reasoning(_ block: JSONValue) -> ModelReasoning {
        if let blob = block["redactedContent"]?.stringValue {
            return ModelReasoning(text: "", signature: OpaqueReasoning.signature(data: BedrockBlob.data(blob)))
        }
        let text = block["reasoningText"]
        return ModelReasoning(text: text?["text"]?.stringValue ?? "", signature: text?["signature"]?.stringValue)
    }
}
