import KapellCore
import KapellJSON

/// Writes answers as clients of Gemini read them.
struct GeminiAnswerWriter {
    let answer: DialectAnswer

    init(_ answer: DialectAnswer) { self.answer = answer }

    func whole(_ response: ModelResponse) -> JSONObject {
        var parts: [JSONValue] = []
        var loose: [JSONValue] = []
        for block in response.reasoningBlocks {
            if !block.text.isEmpty {
                parts.append(Self.part(["text": .string(block.text), "thought": true], block.signature, ofCall: false))
            } else if let proof = block.signature, !proof.isEmpty {
                loose.append(Self.part(["text": ""], proof, ofCall: false))
            }
        }
        if !response.text.isEmpty { parts.append(["text": .string(response.text)]) }
        parts += loose
        let (calls, isWhole) = Self.calls(response.toolCalls)
        parts += calls
        let reason = Self.reason(response.finishReason, callsAreWhole: isWhole)
        return chunk(parts.isEmpty ? [["text": ""]] : parts, reason: reason, usage: response.usage)
    }

    /// One event of a stream, or a whole answer.
    func chunk(_ parts: [JSONValue], reason: String?, usage: ModelUsage?) -> JSONObject {
        var candidate: JSONObject = ["content": ["parts": .array(parts), "role": "model"]]
        if let reason { candidate["finishReason"] = .string(reason) }
        candidate["index"] = 0
        var object: JSONObject = ["candidates": [.object(candidate)]]
        if let usage { object["usageMetadata"] = GeminiUsage.write(usage) }
        object["modelVersion"] = .string(answer.model)
        object["responseId"] = .string(answer.id)
        return object
    }

    /// The calls as parts. Arguments are objects here: a call whose arguments are none, because it was cut or the
    /// model wrote it badly, is left out.
    static func calls(_ calls: [ModelToolCall]) -> (parts: [JSONValue], isWhole: Bool) {
        var parts: [JSONValue] = []
        for call in calls {
            guard let arguments = ToolArguments.object(call.arguments) else { continue }
            var function: JSONObject = [:]
            if !call.id.isEmpty { function["id"] = .string(call.id) }
            function["name"] = .string(call.name)
            function["args"] = .object(arguments)
            parts.append(part(["functionCall": .object(function)], call.signature, ofCall: true))
        }
        return (parts, parts.count == calls.count)
    }

    /// Functions do not end an answer otherwise than text does.
    static func reason(_ reason: FinishReason?, callsAreWhole: Bool) -> String {
        switch reason {
        case .length: "MAX_TOKENS"
        case .contentFilter: "SAFETY"
        case nil: "OTHER"
        case .stop, .toolCalls: callsAreWhole ? "STOP" : "MALFORMED_FUNCTION_CALL"
        }
    }

    static func part(_ object: JSONObject, _ proof: String?, ofCall: Bool) -> JSONValue {
        guard let proof, !proof.isEmpty else { return .object(object) }
        var object = object
        object["thoughtSignature"] = .string(GeminiSignature.forClient(proof, ofCall: ofCall))
        return .object(object)
    }
}
