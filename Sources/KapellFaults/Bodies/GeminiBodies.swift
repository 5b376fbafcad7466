import KapellJSON

/// Gemini's generateContent.
struct GeminiBodies: FaultBodies {
    private static let usage: JSONValue = [
        "promptTokenCount": 11, "cachedContentTokenCount": 4, "candidatesTokenCount": 4, "thoughtsTokenCount": 3,
        "totalTokenCount": 18,
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

    func whole(_ text: String) -> JSONObject {
        Self.answer([["text": .string(text)]], "STOP", usage: Self.usage)
    }

    var toolWhole: JSONObject {
        let parts = HealthyAnswer.calls.indices.map { place -> JSONValue in
            ["functionCall": ["name": .string(HealthyAnswer.calls[place].name), "args": Wire.arguments(place)]]
        }
        return Self.answer(parts, "STOP", usage: Self.usage)
    }

    func stream(_ tokens: [String]) -> StreamShape {
        StreamShape(
            tokens: tokens.map { Wire.data(.object(Self.answer([["text": .string($0)]]))) },
            finish: [Wire.data(.object(Self.answer([["text": ""]], "STOP", usage: Self.usage)))])
    }

    func toolStream(_ indexes: Fault.ToolIndexes) -> StreamShape {
        let tokens = HealthyAnswer.calls.indices.map { place -> [UInt8] in
            let call: JSONValue = [
                "name": .string(HealthyAnswer.calls[place].name), "args": Wire.arguments(place),
            ]
            return Wire.data(.object(Self.answer([["functionCall": call]])))
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
