import KapellCore
import KapellJSON

/// Converse's blocks.
struct BedrockBlockWriter: WireBlockWriter {
    var takesSystemTurns: Bool

    var callIDs: (limit: Int, extra: String) { (64, ".:") }
    var beginsWithUser: Bool { true }

    func text(_ text: String) -> JSONObject { ["text": .string(text)] }

    func attachment(_ attachment: ModelAttachment, at field: String) throws(KapellError) -> JSONObject {
        try BedrockMedia.block(attachment, at: field)
    }

    /// A block without a signature is not taken back by the models that sign.
    func reasoning(_ reasoning: ModelReasoning) -> JSONObject? {
        guard let signature = reasoning.signature, !signature.isEmpty, !ForeignProof.isOne(signature) else {
            return nil
        }
        return Self.block(reasoning)
    }

    static func block(_ reasoning: ModelReasoning) -> JSONObject {
        if let data = reasoning.signature.flatMap(OpaqueReasoning.data) {
            return ["reasoningContent": ["redactedContent": .string(BedrockBlob.blob(data))]]
        }
        var text: JSONObject = ["text": .string(reasoning.text)]
        if let signature = reasoning.signature { text["signature"] = .string(signature) }
        return ["reasoningContent": ["reasoningText": .object(text)]]
    }

    func call(_ call: ModelToolCall, id: String, input: JSONObject) -> JSONObject {
        ["toolUse": ["toolUseId": .string(id), "name": .string(call.name), "input": .object(input)]]
    }

    func result(id: String, content: [JSONObject], isError: Bool) -> JSONObject {
        var result: JSONObject = ["toolUseId": .string(id), "content": .array(content.map { .object($0) })]
        if isError { result["status"] = "error" }
        return ["toolResult": .object(result)]
    }

    /// Blocks with their marks, each of which is a block of its own.
    static func values(_ blocks: [WireBlock]) -> JSONValue {
        var values: [JSONValue] = []
        for block in blocks {
            values.append(.object(block.object))
            guard let mark = block.mark else { continue }
            var point: JSONObject = ["type": "default"]
            if let time = mark.timeToLive { point["ttl"] = .string(time) }
            values.append(["cachePoint": .object(point)])
        }
        return .array(values)
    }
}
