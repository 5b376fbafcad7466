import KapellJSON

/// Gemini's generateContent.
struct GeminiBodies: FaultBodies {
    private static let usage: JSONValue = [
        "promptTokenCount": 11, "cachedContentTokenCount": 4, "candidatesTokenCount": 7, "totalTokenCount": 18,
    ]

    private static func answer(
        _ parts: [JSONValue], _ reason: String? = nil, usage: JSONValue? = nil
    ) -> JSONObject {
        var candidate: JSONObject = ["content": ["parts": .array(parts), "role": "model"], "index": 0]
        if let reason { candidate["finishReason"] = .string(reason) }
        var object: JSONObject = ["candidates": [.object(candidate)]]
        if let usage { object["usageMetadata"] = usage }
        object["modelVersion"] = "m"
        object["responseId"] = "r1"
        return object
    }

    var whole: JSONObject { Self.answer([["text": .string(HealthyAnswer.text)]], "STOP", usage: Self.usage) }

    var stream: StreamShape {
        StreamShape(
            tokens: HealthyAnswer.tokens.map { Wire.data(.object(Self.answer([["text": .string($0)]]))) },
            finish: [Wire.data(.object(Self.answer([["text": ""]], "STOP", usage: Self.usage)))])
    }

    func toolStream(_ indexes: Fault.ToolIndexes) -> StreamShape {
        let tokens = HealthyAnswer.calls.map { call -> [UInt8] in
            let arguments = (try? JSONValue(parsing: call.pieces.joined())) ?? [:]
            return Wire.data(
                .object(Self.answer([["functionCall": ["name": .string(call.name), "args": arguments]]])))
        }
        return StreamShape(
            tokens: tokens, finish: [Wire.data(.object(Self.answer([["text": ""]], "STOP", usage: Self.usage)))])
    }

    func error(status: Int, message: String) -> JSONValue {
        let name =
            switch status {
            case 429: "RESOURCE_EXHAUSTED"
            case 503, 529: "UNAVAILABLE"
            case 500...: "INTERNAL"
            default: "INVALID_ARGUMENT"
            }
        return ["error": ["code": .integer(Int64(status)), "message": .string(message), "status": .string(name)]]
    }

    var errorEvent: [UInt8] { Wire.data(error(status: 503, message: "the model broke down")) }
}
