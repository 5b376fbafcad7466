import KapellCore
import KapellJSON

/// Reads the messages of a request, one after the other.
struct ChatMessageReader {
    private(set) var messages: [ModelMessage] = []
    var losses: [DialectLoss] = []
    /// Parts that have no place in the hub, by their paths.
    var kept = JSONObject()
    /// The calls of the last assistant that no result has answered yet.
    private var open: [ModelToolCall] = []

    mutating func read(_ value: JSONValue, at path: String) throws(KapellError) {
        guard let fields = value.objectValue else {
            throw KapellError(.invalidRequest, "`\(path)` must be an object.")
        }
        var message: ModelMessage
        switch fields["role"]?.stringValue {
        case "system", "developer": message = try self.message(.system, fields, at: path)
        case "user": message = try self.message(.user, fields, at: path)
        case "assistant": message = try assistant(fields, at: path)
        case "tool": message = try result(fields, at: path, callID: fields["tool_call_id"]?.stringValue)
        case "function": message = try result(fields, at: path, callID: nil)
        case let role:
            throw KapellError(
                .invalidRequest, "`\(path).role` is \(role.map { "\"\($0.prefix(40))\"" } ?? "missing").",
                remedy: "Send system, developer, user, assistant or tool.")
        }
        if let mark = OpenAITools.cacheMark(fields) { message.cacheMark = mark }
        if let name = fields["name"]?.stringValue, !name.isEmpty, message.role != .tool {
            losses.append(DialectLoss(.dropped, "\(path).name"))
        }
        messages.append(message)
    }

    /// A message whose content is a text or a list of parts.
    private mutating func message(
        _ role: ModelMessage.Role, _ fields: JSONObject, at path: String
    ) throws(KapellError) -> ModelMessage {
        switch fields["content"] {
        case .string(let text): return ModelMessage(role, text)
        case .array(let values):
            let content = try parts(values, at: "\(path).content")
            var message = ModelMessage(role, parts: content.parts)
            message.cacheMark = content.mark
            return message
        case nil, .null:
            if role == .assistant || role == .tool { return ModelMessage(role, "") }
            fallthrough
        default:
            throw KapellError(.invalidRequest, "`\(path).content` must be a text or a list of parts.")
        }
    }

    private mutating func assistant(_ fields: JSONObject, at path: String) throws(KapellError) -> ModelMessage {
        var message = try self.message(.assistant, fields, at: path)
        if message.content.isEmpty, let refusal = fields["refusal"]?.stringValue { message.content = refusal }
        let thought = (fields["reasoning_content"] ?? fields["reasoning"])?.stringValue ?? ""
        if let list = fields["reasoning_details"]?.arrayValue, !list.isEmpty {
            message.reasoning = [ReasoningDetails.block(of: list, thought: thought)]
        } else if !thought.isEmpty {
            message.reasoning = [ModelReasoning(text: thought)]
        }
        for (index, value) in (fields["tool_calls"]?.arrayValue ?? []).enumerated() {
            let place = "\(path).tool_calls[\(index)]"
            if value["type"] == "custom" {
                kept.append(place, value)
                continue
            }
            var call = try self.call(value["function"], id: value["id"], at: place + ".function")
            call.signature = value["extra_content"]?["google"]?["thought_signature"]?.stringValue
            message.toolCalls.append(call)
        }
        if let value = fields["function_call"], !value.isNull {
            message.toolCalls.append(try call(value, id: nil, at: path + ".function_call"))
        }
        if let audio = fields["audio"], !audio.isNull { kept.append("\(path).audio", audio) }
        open = message.toolCalls
        return message
    }

    /// A missing id is made up from the call's place, so that it stays the same in every request.
    private func call(_ value: JSONValue?, id: JSONValue?, at path: String) throws(KapellError) -> ModelToolCall {
        guard let fields = value?.objectValue, let name = fields["name"]?.stringValue, !name.isEmpty else {
            throw KapellError(.invalidRequest, "`\(path).name` must be a text.")
        }
        let arguments: String
        switch fields["arguments"] {
        case nil, .null, "": arguments = "{}"
        case .string(let text): arguments = text
        case .object(let object): arguments = object.description
        default: throw KapellError(.invalidRequest, "`\(path).arguments` must be a JSON object as a text.")
        }
        let id = id?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        return ModelToolCall(id: id ?? Self.madeUpID(path), name: name, arguments: arguments)
    }

    private static func madeUpID(_ path: String) -> String {
        let numbers = path.split { !("0"..."9").contains($0) }
        return "call_" + numbers.joined(separator: "_")
    }

    /// A result without the id of its call answers the first open call of its name, or the first open one.
    private mutating func result(
        _ fields: JSONObject, at path: String, callID: String?
    ) throws(KapellError) -> ModelMessage {
        var message = try self.message(.tool, fields, at: path)
        let name = fields["name"]?.stringValue
        let place =
            if let callID, !callID.isEmpty { open.firstIndex { $0.id == callID } } else {
                open.firstIndex { $0.name == name } ?? open.indices.first
            }
        guard let id = callID.flatMap({ $0.isEmpty ? nil : $0 }) ?? place.map({ open[$0].id }) else {
            throw KapellError(
                .invalidRequest, "`\(path).tool_call_id` is missing.", remedy: "Send the id of the call it answers.")
        }
        message.toolCallID = id
        message.origin = .tool(name: place.map { open[$0].name } ?? name ?? "")
        if let place { open.remove(at: place) }
        return message
    }
}
