import KapellCore
import KapellJSON

/// Reads a whole answer.
enum CohereResponseReader {
    static func read(_ body: JSONObject) throws(KapellError) -> [ModelEvent] {
        guard let message = body["message"]?.objectValue else {
            if let error = body["message"]?.stringValue { throw CohereErrors.error(error) }
            if let error = OpenAIErrors.found(in: body) { throw error }
            throw .unreadableAnswer("it has no message")
        }
        var events: [ModelEvent] = []
        if let plan = message["tool_plan"]?.stringValue, !plan.isEmpty { events.append(.reasoning(plan)) }
        if let text = message["content"]?.stringValue, !text.isEmpty { events.append(.text(text)) }
        for block in message["content"]?.arrayValue ?? [] {
            if let thought = block["thinking"]?.stringValue, !thought.isEmpty { events.append(.reasoning(thought)) }
            if let text = block["text"]?.stringValue, !text.isEmpty { events.append(.text(text)) }
        }
        let calls = message["tool_calls"]?.arrayValue ?? []
        guard calls.count <= DialectLimits.toolCalls else {
            throw KapellError(.tooLarge, "The provider's answer calls more than \(DialectLimits.toolCalls) tools.")
        }
        var ids: Set<String> = []
        for (index, call) in calls.enumerated() {
            let name = call["function"]?["name"]?.stringValue ?? ""
            let arguments = ToolArguments.text(call["function"]?["arguments"])
            var id = call["id"]?.stringValue ?? ""
            if id.isEmpty || ids.contains(id) {
                id = CallLedger.id(index, name, salt: (body["id"]?.stringValue ?? "") + arguments)
            }
            ids.insert(id)
            events.append(.toolArguments(index: index, id: id, name: name, fragment: arguments))
        }
        if let usage = body["usage"]?.objectValue { events.append(.usage(CohereUsage.read(usage))) }
        let reason = try CohereFinish.read(
            body["finish_reason"]?.stringValue ?? "COMPLETE", hasCalls: !calls.isEmpty, error: nil)
        events.append(.finished(reason))
        return events
    }
}

/// Writes a whole answer.
enum CohereResponseWriter {
    static func whole(_ response: ModelResponse, id: String) -> JSONObject {
        var message: JSONObject = ["role": "assistant"]
        var blocks: [JSONValue] = []
        let thoughts = response.reasoning
        let calls = response.toolCalls
        if !calls.isEmpty {
            message["tool_plan"] = .string(thoughts)
            message["tool_calls"] = .array(calls.map { CohereCalls.json($0) })
        } else if !thoughts.isEmpty {
            blocks.append(["type": "thinking", "thinking": .string(thoughts)])
        }
        if !response.text.isEmpty || (blocks.isEmpty && calls.isEmpty) {
            blocks.append(["type": "text", "text": .string(response.text)])
        }
        if !blocks.isEmpty { message["content"] = .array(blocks) }
        return [
            "id": .string(id), "finish_reason": .string(CohereFinish.word(response.finishReason)),
            "message": .object(message), "usage": CohereUsage.write(response.usage),
        ]
    }
}
