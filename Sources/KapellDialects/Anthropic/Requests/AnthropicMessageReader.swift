import KapellCore
import KapellJSON

/// Reads the messages of a request with Anthropic's body.
struct AnthropicMessageReader {
    var messages: [ModelMessage] = []
    var losses: [DialectLoss] = []
    /// Blocks that only Anthropic understands, by their place. They cannot be left out without harm.
    var own: JSONObject = [:]

    private var toolNames: [String: String] = [:]

    init() {}

    /// The mark of a prompt cache on a block, a tool or a whole request.
    static func mark(in object: JSONObject) -> ModelCacheMark? {
        guard let mark = object["cache_control"]?.objectValue else { return nil }
        return ModelCacheMark(timeToLive: mark["ttl"]?.stringValue)
    }

    /// Reads instructions; each message ends where a mark stands, so that all marks are kept.
    mutating func read(system value: JSONValue, at field: String = "system") throws(KapellError) {
        if value.isNull { return }
        if let text = value.stringValue {
            if !text.isEmpty { messages.append(ModelMessage(.system, text)) }
            return
        }
        guard let blocks = value.arrayValue else { throw .field(field, "must be a text or a list of blocks") }
        var spoken = MarkedMessages(.system)
        for (index, block) in blocks.enumerated() {
            guard let object = block.objectValue, let text = object["text"]?.stringValue else {
                throw .field("\(field)[\(index)]", "must be a block of text")
            }
            spoken.add(.text(text))
            if let mark = Self.mark(in: object) { spoken.mark(mark) }
        }
        messages += spoken.finish()
    }

    mutating func read(_ value: JSONValue, at index: Int) throws(KapellError) {
        let field = "messages[\(index)]"
        guard let message = value.objectValue else { throw .field(field, "must be an object") }
        let content = message["content"] ?? .null
        switch message["role"]?.stringValue {
        case "user": try read(user: try blocks(content, field), field)
        case "assistant": try read(assistant: try blocks(content, field), field)
        case "system": try read(system: content, at: "\(field).content")
        default: throw .field("\(field).role", "must be `user`, `assistant` or `system`")
        }
    }

    private func blocks(_ content: JSONValue, _ field: String) throws(KapellError) -> [JSONObject] {
        if let text = content.stringValue { return [["type": "text", "text": .string(text)]] }
        guard let values = content.arrayValue else {
            throw .field("\(field).content", "must be a text or a list of blocks")
        }
        var blocks: [JSONObject] = []
        for (index, value) in values.enumerated() {
            guard let block = value.objectValue else { throw .field("\(field).content[\(index)]", "must be an object") }
            blocks.append(block)
        }
        return blocks
    }

    private mutating func read(user blocks: [JSONObject], _ field: String) throws(KapellError) {
        var turn = UserBlocks()
        for (index, block) in blocks.enumerated() {
            let place = "\(field).content[\(index)]"
            if block["type"]?.stringValue == "tool_result" {
                turn.add(result: try result(block, place), at: place)
            } else if let part = try part(block, place) {
                turn.add(part)
                if let mark = Self.mark(in: block) { turn.mark(mark) }
            }
        }
        messages += turn.finish()
        losses += turn.losses
    }

    private mutating func result(_ block: JSONObject, _ field: String) throws(KapellError) -> ModelMessage {
        guard let id = block["tool_use_id"]?.stringValue else { throw .field("\(field).tool_use_id", "must be a text") }
        var parts: [ModelMessagePart] = []
        let content = block["content"] ?? .null
        var mark = Self.mark(in: block)
        if !content.isNull {
            for (index, inner) in try blocks(content, field).enumerated() {
                let place = "\(field).content[\(index)]"
                if let part = try part(inner, place) { parts.append(part) }
                if let innerMark = Self.mark(in: inner) {
                    mark = mark ?? innerMark
                    losses.append(DialectLoss(.approximated, "\(place).cache_control"))
                }
            }
        }
        var message = ModelMessage(.tool, parts: parts, origin: .tool(name: toolNames[id] ?? ""))
        message.toolCallID = id
        message.isError = block["is_error"]?.boolValue ?? false
        message.cacheMark = mark
        return message
    }

    /// A text, an image or a file; `nil` for a block of Anthropic's own, which is noted.
    private mutating func part(_ block: JSONObject, _ field: String) throws(KapellError) -> ModelMessagePart? {
        if let citations = block["citations"], citations.arrayValue?.isEmpty == false || citations["enabled"] == true {
            losses.append(DialectLoss(.dropped, "\(field).citations"))
        }
        if let context = block["context"], !context.isNull { losses.append(DialectLoss(.dropped, "\(field).context")) }
        let part = try AnthropicMedia.part(block, field)
        if part == nil { own[field] = .object(block) }
        if block["type"]?.stringValue == "search_result" { losses.append(DialectLoss(.approximated, field)) }
        return part
    }

    private mutating func read(assistant blocks: [JSONObject], _ field: String) throws(KapellError) {
        var turn = AssistantBlocks()
        for (index, block) in blocks.enumerated() {
            let place = "\(field).content[\(index)]"
            switch block["type"]?.stringValue {
            case "thinking", "redacted_thinking": turn.add(Self.reasoning(block), at: place)
            case "tool_use":
                let id = block["id"]?.stringValue ?? ""
                guard let name = block["name"]?.stringValue else { throw .field("\(place).name", "must be a text") }
                toolNames[id] = name
                turn.add(ModelToolCall(id: id, name: name, arguments: ToolArguments.text(block["input"])))
            default:
                guard let part = try part(block, place) else { continue }
                turn.add(part, at: place)
            }
            if let mark = Self.mark(in: block) {
                turn.mark(mark, isLast: index == blocks.count - 1, at: "\(place).cache_control")
            }
        }
        messages += turn.finish()
        losses += turn.losses
    }

    private static func reasoning(_ block: JSONObject) -> ModelReasoning {
        if let data = block["data"]?.stringValue, block["type"]?.stringValue == "redacted_thinking" {
            return ModelReasoning(text: "", signature: OpaqueReasoning.signature(data: data))
        }
        let signature = block["signature"]?.stringValue
        return ModelReasoning(
            text: block["thinking"]?.stringValue ?? "", signature: signature?.isEmpty == false ? signature : nil)
    }
}
