import KapellCore
import KapellJSON

/// Reads the items of a request's input. Items that belong to one turn of the assistant (reasoning, text, calls)
/// become one message.
struct ResponsesInputReader {
    private var messages: [ModelMessage] = []
    private var turn: ModelMessage?
    var losses: [DialectLoss] = []
    /// Items and parts that have no place in the hub, by their paths.
    var kept = JSONObject()
    private var names: [String: String] = [:]

    mutating func add(_ message: ModelMessage) {
        closeTurn()
        messages.append(message)
    }

    mutating func finish() -> [ModelMessage] {
        closeTurn()
        return messages
    }

    mutating func read(_ item: JSONValue, at path: String) throws(KapellError) {
        guard let fields = item.objectValue else { throw KapellError(.invalidRequest, "`\(path)` must be an object.") }
        switch fields["type"]?.stringValue {
        case nil where fields["role"] != nil, "message": try readMessage(fields, at: path)
        case "reasoning":
            // Reasoning begins a turn; after a text or a call it belongs to the next one.
            if let turn, !turn.content.isEmpty || !turn.toolCalls.isEmpty { closeTurn() }
            let block = ResponsesReasoning.block(ofClient: fields)
            if !block.text.isEmpty || block.signature != nil { addToTurn { $0.reasoning.append(block) } }
        case "function_call":
            let call = try call(fields, at: path)
            names[call.id] = call.name
            addToTurn { $0.toolCalls.append(call) }
        case "function_call_output": try readResult(fields, at: path)
        case nil: throw KapellError(.invalidRequest, "`\(path).type` is missing.")
        default: kept.append(path, item)
        }
    }

    private mutating func closeTurn() {
        if let turn { messages.append(turn) }
        turn = nil
    }

    private mutating func addToTurn(_ change: (inout ModelMessage) -> Void) {
        var message = turn ?? ModelMessage(.assistant, "")
        change(&message)
        turn = message
    }

    private mutating func readMessage(_ fields: JSONObject, at path: String) throws(KapellError) {
        let role: ModelMessage.Role
        switch fields["role"]?.stringValue {
        case "system", "developer": role = .system
        case "user": role = .user
        case "assistant": role = .assistant
        case let other:
            throw KapellError(
                .invalidRequest, "`\(path).role` is \(other.map { "\"\($0.prefix(40))\"" } ?? "missing").",
                remedy: "Send system, developer, user or assistant.")
        }
        let content = try self.content(fields["content"], at: "\(path).content")
        var message = ModelMessage(role, parts: content.parts)
        message.cacheMark = content.mark
        guard role == .assistant else { return add(message) }
        // A text after calls, or a second text, begins a turn of its own.
        if let turn, !turn.content.isEmpty || !turn.toolCalls.isEmpty { closeTurn() }
        message.reasoning = turn?.reasoning ?? []
        turn = message
    }

    private func call(_ fields: JSONObject, at path: String) throws(KapellError) -> ModelToolCall {
        guard let name = fields["name"]?.stringValue, !name.isEmpty else {
            throw KapellError(.invalidRequest, "`\(path).name` must be a text.")
        }
        guard let id = (fields["call_id"] ?? fields["id"])?.stringValue, !id.isEmpty else {
            throw KapellError(.invalidRequest, "`\(path).call_id` must be a text.")
        }
        let arguments = fields["arguments"]?.stringValue ?? fields["arguments"]?.objectValue?.description ?? ""
        return ModelToolCall(id: id, name: name, arguments: arguments.isEmpty ? "{}" : arguments)
    }

    private mutating func readResult(_ fields: JSONObject, at path: String) throws(KapellError) {
        guard let id = fields["call_id"]?.stringValue, !id.isEmpty else {
            throw KapellError(
                .invalidRequest, "`\(path).call_id` is missing.", remedy: "Send the `call_id` of the call it answers.")
        }
        let content = try self.content(fields["output"], at: "\(path).output")
        var message = ModelMessage(.tool, parts: content.parts, origin: .tool(name: names[id] ?? ""))
        message.toolCallID = id
        message.isError = fields["status"] == "incomplete"
        add(message)
    }
}
