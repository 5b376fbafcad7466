import KapellCore
import KapellJSON

/// A whole answer in Anthropic's form.
enum AnthropicAnswer {
    static func id(_ answer: DialectAnswer) -> String { "msg_" + answer.id }

    /// The id of a call whose provider gave none.
    static func callID(_ answer: DialectAnswer, _ index: Int) -> String { "toolu_\(answer.id)_\(index)" }

    static func body(_ response: ModelResponse, of answer: DialectAnswer) -> JSONObject {
        var content: [JSONValue] = []
        for block in response.reasoningBlocks {
            if let data = block.signature.flatMap(OpaqueReasoning.data) {
                content.append(["type": "redacted_thinking", "data": .string(data)])
            } else {
                content.append([
                    "type": "thinking", "thinking": .string(block.text), "signature": .string(block.signature ?? ""),
                ])
            }
        }
        if !response.text.isEmpty { content.append(["type": "text", "text": .string(response.text)]) }
        for (index, call) in response.toolCalls.enumerated() {
            let id = call.id.isEmpty ? callID(answer, index) : call.id
            content.append([
                "type": "tool_use", "id": .string(id), "name": .string(call.name),
                "input": .object(ToolArguments.anyObject(call.arguments).object),
            ])
        }
        return [
            "id": .string(id(answer)), "type": "message", "role": "assistant", "model": .string(answer.model),
            "content": .array(content),
            "stop_reason": .string(AnthropicFinish.word(response.finishReason ?? .stop)), "stop_sequence": .null,
            "usage": .object(AnthropicUsage.json(response.usage)),
        ]
    }

    /// - Throws: the error that the body holds; `model` where it is no answer.
    static func events(of body: JSONObject) throws(KapellError) -> [ModelEvent] {
        if let error = AnthropicErrors.error(in: body) { throw error }
        guard let content = body["content"]?.arrayValue else { throw .unreadableAnswer("it has no `content`") }
        var reader = AnthropicEventReader()
        var events = try reader.take(["type": "message_start", "message": ["usage": body["usage"] ?? .null]])
        for (index, block) in content.enumerated() {
            let place = JSONValue.integer(Int64(index))
            events += try reader.take(["type": "content_block_start", "index": place, "content_block": block])
            events += try reader.take(["type": "content_block_stop", "index": place])
        }
        let reason = body["stop_reason"] ?? .null
        events += try reader.take(["type": "message_delta", "delta": ["stop_reason": reason], "usage": .null])
        guard !reason.isNull else { throw .unreadableAnswer("it has no `stop_reason`") }
        return events + (try reader.finish())
    }
}
