import KapellCore
import KapellJSON

/// Writes answers as clients of Ollama read them.
struct OllamaAnswerWriter {
    let model: String
    let created: String
    let route: OllamaDialect.Route

    init(_ answer: DialectAnswer, _ route: OllamaDialect.Route) {
        model = answer.model
        let seconds = min(max(answer.created, 0), 9_000_000_000)
        created = Timestamp(nanoseconds: seconds * 1_000_000_000).description
        self.route = route
    }

    func whole(_ response: ModelResponse) -> JSONObject {
        let (calls, isWhole) = Self.calls(response.toolCalls)
        var object = line(text: response.text, thinking: response.reasoning, calls: calls)
        end(&object, response.finishReason, callsAreWhole: isWhole, response.usage)
        return object
    }

    /// A line without its end.
    func line(text: String, thinking: String = "", calls: [JSONValue] = []) -> JSONObject {
        var object: JSONObject = ["model": .string(model), "created_at": .string(created)]
        switch route {
        case .chat:
            var message: JSONObject = ["role": "assistant", "content": .string(text)]
            if !thinking.isEmpty { message["thinking"] = .string(thinking) }
            if !calls.isEmpty { message["tool_calls"] = .array(calls) }
            object["message"] = .object(message)
        case .generate:
            object["response"] = .string(text)
            if !thinking.isEmpty { object["thinking"] = .string(thinking) }
        }
        return object
    }

    /// Makes `object` the last line. Times are not measured here: each is one nanosecond, as clients divide by them.
    func end(_ object: inout JSONObject, _ reason: FinishReason?, callsAreWhole: Bool, _ usage: ModelUsage) {
        object["done"] = true
        object["done_reason"] = .string(Self.reason(reason, callsAreWhole: callsAreWhole))
        object["total_duration"] = 1
        object["load_duration"] = 1
        object["prompt_eval_count"] = JSONValue(usage.inputTokens)
        object["prompt_eval_duration"] = 1
        object["eval_count"] = JSONValue(usage.outputTokens)
        object["eval_duration"] = 1
    }

    /// The calls. Arguments are objects here: a call whose arguments are none, because it was cut or the model wrote
    /// it badly, is left out.
    static func calls(_ calls: [ModelToolCall]) -> (calls: [JSONValue], isWhole: Bool) {
        var written: [JSONValue] = []
        for call in calls {
            guard let arguments = ToolArguments.object(call.arguments) else { continue }
            written.append([
                "id": .string(call.id),
                "function": [
                    "index": JSONValue(written.count), "name": .string(call.name), "arguments": .object(arguments),
                ],
            ])
        }
        return (written, written.count == calls.count)
    }

    /// An answer whose calls are not all there was cut, whatever else ended it.
    private static func reason(_ reason: FinishReason?, callsAreWhole: Bool) -> String {
        switch reason {
        case .contentFilter: "content_filter"
        case .length, nil: "length"
        case .stop, .toolCalls: callsAreWhole ? "stop" : "length"
        }
    }
}
