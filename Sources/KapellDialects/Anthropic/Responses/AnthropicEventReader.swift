import KapellCore
import KapellJSON

/// Reads the events of one streamed answer of Anthropic's, however they are framed.
struct AnthropicEventReader {
    private enum Block {
        case text
        case reasoning
        /// The number of the call; its input where it came at once; whether pieces have come.
        case call(Int, input: JSONValue?, hasPieces: Bool)
        /// Blocks of tools that Anthropic runs itself.
        case other
    }

    private var blocks: [Int: Block] = [:]
    private var calls = 0
    private var usage = AnthropicUsage()
    private var reason: String?
    private(set) var isFinished = false

    init() {}

    /// - Throws: the error that the event is; `model` for what cannot be read.
    mutating func take(_ event: JSONObject) throws(KapellError) -> [ModelEvent] {
        guard !isFinished else { return [] }
        let index = event["index"]?.intValue ?? -1
        switch event["type"]?.stringValue {
        case "content_block_delta": return try delta(event["delta"]?.objectValue ?? [:], at: index)
        case "content_block_start": return try start(event["content_block"]?.objectValue ?? [:], at: index)
        case "content_block_stop": return stop(index)
        case "message_start":
            guard let counts = event["message"]?["usage"], !counts.isNull else { return [] }
            usage.update(counts)
            return [.usage(usage.total)]
        case "message_delta":
            if let word = event["delta"]?["stop_reason"]?.stringValue { reason = word }
            guard let counts = event["usage"], !counts.isNull else { return [] }
            usage.update(counts)
            return [.usage(usage.total)]
        case "message_stop":
            guard reason != nil else { throw .cutStream() }
            let before = usage.total
            usage.complete(event["amazon-bedrock-invocationMetrics"])
            return (usage.total == before ? [] : [.usage(usage.total)]) + finished()
        case "error": throw AnthropicErrors.error(in: event) ?? .unreadableAnswer("it is an error without a reason")
        default:
            // Pings, and events of versions to come.
            if let error = event["error"], error.objectValue != nil, let found = AnthropicErrors.error(in: event) {
                throw found
            }
            return []
        }
    }

    /// - Throws: `network` where the answer was cut.
    mutating func finish() throws(KapellError) -> [ModelEvent] {
        if isFinished { return [] }
        guard reason != nil else { throw .cutStream() }
        return finished()
    }

    private mutating func finished() -> [ModelEvent] {
        isFinished = true
        let rest = blocks.keys.sorted().flatMap { stop($0) }
        return rest + [.finished(AnthropicFinish.reason(reason ?? "", callsTools: calls > 0))]
    }

    private mutating func start(_ block: JSONObject, at index: Int) throws(KapellError) -> [ModelEvent] {
        switch block["type"]?.stringValue {
        case "text":
            blocks[index] = .text
            return piece(block["text"]).map { [.text($0)] } ?? []
        case "thinking":
            blocks[index] = .reasoning
            return (piece(block["thinking"]).map { [.reasoning($0)] } ?? [])
                + (piece(block["signature"]).map { [.signature($0)] } ?? [])
        case "redacted_thinking":
            blocks[index] = .other
            return piece(block["data"]).map { [.signature(OpaqueReasoning.signature(data: $0))] } ?? []
        case "tool_use":
            guard calls < DialectLimits.toolCalls else { throw .unreadableAnswer("it holds too many tool calls") }
            let call = calls
            calls += 1
            blocks[index] = .call(call, input: block["input"], hasPieces: false)
            let id = piece(block["id"]) ?? "call_\(call)"
            return [.toolArguments(index: call, id: id, name: block["name"]?.stringValue ?? "", fragment: "")]
        default:
            blocks[index] = .other
            return []
        }
    }

    private mutating func delta(_ delta: JSONObject, at index: Int) throws(KapellError) -> [ModelEvent] {
        switch delta["type"]?.stringValue {
        case "text_delta": return piece(delta["text"]).map { [.text($0)] } ?? []
        case "thinking_delta": return piece(delta["thinking"]).map { [.reasoning($0)] } ?? []
        case "signature_delta": return piece(delta["signature"]).map { [.signature($0)] } ?? []
        case "input_json_delta":
            guard let text = piece(delta["partial_json"]) else { return [] }
            switch blocks[index] {
            case .call(let call, let input, _):
                blocks[index] = .call(call, input: input, hasPieces: true)
                return [.toolArguments(index: call, id: nil, name: nil, fragment: text)]
            case .other: return []
            default: throw .unreadableAnswer("a piece of a tool call came before its beginning")
            }
        default: return []
        }
    }

    private mutating func stop(_ index: Int) -> [ModelEvent] {
        guard case .call(let call, let input, let hasPieces) = blocks.removeValue(forKey: index), !hasPieces else {
            return []
        }
        return [.toolArguments(index: call, id: nil, name: nil, fragment: ToolArguments.text(input))]
    }

    /// A text that is not empty.
    private func piece(_ value: JSONValue?) -> String? {
        guard let text = value?.stringValue, !text.isEmpty else { return nil }
        return text
    }
}
