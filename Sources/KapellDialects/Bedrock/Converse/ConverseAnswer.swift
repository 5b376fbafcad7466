import KapellCore
import KapellJSON

/// A whole answer of Converse.
enum ConverseAnswer {
    static func finishWord(_ reason: FinishReason) -> String {
        switch reason {
        case .stop: "end_turn"
        case .length: "max_tokens"
        case .toolCalls: "tool_use"
        case .contentFilter: "content_filtered"
        }
    }

    /// - Throws: `model` where the model wrote something that is no answer.
    static func reason(_ word: String, callsTools: Bool) throws(KapellError) -> FinishReason {
        switch word {
        case "tool_use": .toolCalls
        case "max_tokens", "model_context_window_exceeded": .length
        case "guardrail_intervened", "content_filtered": .contentFilter
        case "malformed_model_output", "malformed_tool_use":
            throw .unreadableAnswer("Bedrock says `\(word)`")
        default: callsTools ? .toolCalls : .stop
        }
    }

    static func callID(_ answer: DialectAnswer, _ index: Int) -> String { "tooluse_\(answer.id)_\(index)" }

    static func body(_ response: ModelResponse, of answer: DialectAnswer) -> JSONObject {
        var content = response.reasoningBlocks.map { JSONValue.object(BedrockBlockWriter.block($0)) }
        if !response.text.isEmpty { content.append(["text": .string(response.text)]) }
        for (index, call) in response.toolCalls.enumerated() {
            let id = call.id.isEmpty ? callID(answer, index) : call.id
            content.append([
                "toolUse": [
                    "toolUseId": .string(id), "name": .string(call.name),
                    "input": .object(ToolArguments.anyObject(call.arguments).object),
                ]
            ])
        }
        return [
            "output": ["message": ["role": "assistant", "content": .array(content)]],
            "stopReason": .string(finishWord(response.finishReason ?? .stop)),
            "usage": .object(BedrockUsage.json(response.usage)),
            // How long it took is not known here, and the wire wants a number.
            "metrics": ["latencyMs": 0],
        ]
    }

    /// - Throws: `model` where the body is no answer.
    static func events(of body: JSONObject) throws(KapellError) -> [ModelEvent] {
        guard let content = body["output"]?["message"]?["content"]?.arrayValue else {
            throw .unreadableAnswer("it has no `output`")
        }
        guard let word = body["stopReason"]?.stringValue else { throw .unreadableAnswer("it has no `stopReason`") }
        var events: [ModelEvent] = []
        var calls = 0
        for block in content {
            if let text = block["text"]?.stringValue {
                if !text.isEmpty { events.append(.text(text)) }
            } else if let cited = block["citationsContent"]?["content"]?.arrayValue {
                for piece in cited { if let text = piece["text"]?.stringValue { events.append(.text(text)) } }
            } else if let thought = block["reasoningContent"] {
                let reasoning = ConverseMessageReader.reasoning(thought)
                if !reasoning.text.isEmpty { events.append(.reasoning(reasoning.text)) }
                if let signature = reasoning.signature { events.append(.signature(signature)) }
            } else if let call = block["toolUse"]?.objectValue, call["type"]?.stringValue != "server_tool_use" {
                guard calls < DialectLimits.toolCalls else { throw .unreadableAnswer("it holds too many tool calls") }
                let id = call["toolUseId"]?.stringValue ?? ""
                events.append(
                    .toolArguments(
                        index: calls, id: id.isEmpty ? "call_\(calls)" : id, name: call["name"]?.stringValue ?? "",
                        fragment: ToolArguments.text(call["input"])))
                calls += 1
            }
        }
        if let usage = BedrockUsage.usage(body["usage"]) { events.append(.usage(usage)) }
        events.append(.finished(try reason(word, callsTools: calls > 0)))
        return events
    }
}
