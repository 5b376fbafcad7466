import KapellCore
import KapellJSON

/// Reads an answer line by line; a whole answer is a single line.
struct OllamaAnswerReader {
    private var calls = 0
    private var ids: Set<String> = []
    private var reason: FinishReason?

    /// - Throws: the error that the line holds.
    mutating func read(_ line: JSONObject, isWhole: Bool = false) throws(KapellError) -> [ModelEvent] {
        if let error = OpenAIErrors.found(in: line) { throw error }
        var events: [ModelEvent] = []
        let message = line["message"]
        if let thought = message?["thinking"]?.stringValue ?? line["thinking"]?.stringValue, !thought.isEmpty {
            events.append(.reasoning(thought))
        }
        if let text = message?["content"]?.stringValue ?? line["response"]?.stringValue, !text.isEmpty {
            events.append(.text(text))
        }
        for call in message?["tool_calls"]?.arrayValue ?? [] {
            try read(call, salt: line["created_at"]?.stringValue ?? "", into: &events)
        }
        if isWhole || line["done"]?.boolValue == true {
            if line["prompt_eval_count"] != nil || line["eval_count"] != nil { events.append(.usage(Self.usage(line))) }
            reason = Self.reason(line["done_reason"]?.stringValue)
        }
        return events
    }

    /// - Throws: where no line said that the answer was done.
    mutating func finish() throws(KapellError) -> [ModelEvent] {
        guard let reason else { throw .cutStream() }
        return [.finished(reason == .stop && calls > 0 ? .toolCalls : reason)]
    }

    private mutating func read(
        _ call: JSONValue, salt: String, into events: inout [ModelEvent]
    ) throws(KapellError) {
        guard calls < DialectLimits.toolCalls else {
            throw KapellError(.tooLarge, "The provider's answer calls more than \(calls) tools.")
        }
        let function = call["function"] ?? call
        let name = function["name"]?.stringValue ?? ""
        let arguments = ToolArguments.text(function["arguments"])
        var id = call["id"]?.stringValue ?? ""
        if id.isEmpty || ids.contains(id) { id = CallLedger.id(calls, name, salt: salt + arguments) }
        ids.insert(id)
        events.append(.toolArguments(index: calls, id: id, name: name, fragment: arguments))
        calls += 1
    }

    private static func usage(_ line: JSONObject) -> ModelUsage {
        ModelUsage(
            inputTokens: max(line["prompt_eval_count"]?.intValue ?? 0, 0),
            outputTokens: max(line["eval_count"]?.intValue ?? 0, 0))
    }

    private static func reason(_ word: String?) -> FinishReason {
        switch word {
        case "length": .length
        case "content_filter": .contentFilter
        default: .stop
        }
    }
}
