import KapellCore
import KapellJSON

/// Anthropic's blocks.
struct AnthropicBlockWriter: WireBlockWriter {
    var takesSystemTurns: Bool

    var callIDs: (limit: Int, extra: String) { (64, "") }
    var beginsWithUser: Bool { false }

    func text(_ text: String) -> JSONObject { ["type": "text", "text": .string(text)] }

    func attachment(_ attachment: ModelAttachment, at field: String) throws(KapellError) -> JSONObject {
        try AnthropicMedia.block(attachment, at: field)
    }

    /// A block without a signature is not taken back by Anthropic.
    func reasoning(_ reasoning: ModelReasoning) -> JSONObject? {
        guard let signature = reasoning.signature, !signature.isEmpty, !ForeignProof.isOne(signature) else {
            return nil
        }
        if let data = OpaqueReasoning.data(in: signature) {
            return ["type": "redacted_thinking", "data": .string(data)]
        }
        return ["type": "thinking", "thinking": .string(reasoning.text), "signature": .string(signature)]
    }

    func call(_ call: ModelToolCall, id: String, input: JSONObject) -> JSONObject {
        ["type": "tool_use", "id": .string(id), "name": .string(call.name), "input": .object(input)]
    }

    func result(id: String, content: [JSONObject], isError: Bool) -> JSONObject {
        var block: JSONObject = ["type": "tool_result", "tool_use_id": .string(id)]
        if content.count == 1, let text = content[0]["text"] {
            block["content"] = text
        } else if !content.isEmpty {
            block["content"] = .array(content.map { .object($0) })
        }
        if isError { block["is_error"] = true }
        return block
    }

    /// A block with its mark.
    static func value(_ block: WireBlock) -> JSONValue {
        guard let mark = block.mark else { return .object(block.object) }
        var object = block.object
        var control: JSONObject = ["type": "ephemeral"]
        if let time = mark.timeToLive { control["ttl"] = .string(time) }
        object["cache_control"] = .object(control)
        return .object(object)
    }
}
