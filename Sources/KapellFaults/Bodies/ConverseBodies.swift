import KapellJSON

/// Bedrock's Converse.
struct ConverseBodies: FaultBodies {
    private static let usage: JSONValue = [
        "inputTokens": 5, "outputTokens": 7, "totalTokens": 18, "cacheReadInputTokens": 4, "cacheWriteInputTokens": 2,
        "cacheDetails": [["ttl": "5m", "inputTokens": 1], ["ttl": "1h", "inputTokens": 1]],
    ]

    private static func answer(_ content: [JSONValue], _ reason: JSONValue) -> JSONObject {
        [
            "output": ["message": ["role": "assistant", "content": .array(content)]],
            "stopReason": reason, "usage": usage, "metrics": ["latencyMs": 12],
        ]
    }

    func whole(_ text: String) -> JSONObject { Self.answer([["text": .string(text)]], "end_turn") }

    var toolWhole: JSONObject {
        let blocks = HealthyAnswer.calls.indices.map { place -> JSONValue in
            let call = HealthyAnswer.calls[place]
            return [
                "toolUse": [
                    "toolUseId": .string(call.id), "name": .string(call.name), "input": Wire.arguments(place),
                ]
            ]
        }
        return Self.answer(blocks, "tool_use")
    }

    private static let opening = [AmazonFrame.event("messageStart", ["role": "assistant"])]
    private static let metadata = [
        AmazonFrame.event("metadata", ["usage": usage, "metrics": ["latencyMs": 12]])
    ]

    func stream(_ tokens: [String]) -> StreamShape {
        StreamShape(
            opening: Self.opening,
            tokens: tokens.map {
                AmazonFrame.event("contentBlockDelta", ["contentBlockIndex": 0, "delta": ["text": .string($0)]])
            },
            finish: [
                AmazonFrame.event("contentBlockStop", ["contentBlockIndex": 0]),
                AmazonFrame.event("messageStop", ["stopReason": "end_turn"]),
            ], usage: Self.metadata)
    }

    func toolStream(_ indexes: Fault.ToolIndexes) -> StreamShape {
        var tokens: [[UInt8]] = []
        func add(_ type: String, _ place: Int, _ more: JSONObject) {
            let object = more.with("contentBlockIndex", Wire.index(place, indexes))
            tokens.append(AmazonFrame.event(type, .object(object)))
        }
        for (place, piece) in Wire.pieces(indexes) {
            let call = HealthyAnswer.calls[place]
            if piece == 0 {
                let start: JSONValue = ["toolUse": ["toolUseId": .string(call.id), "name": .string(call.name)]]
                add("contentBlockStart", place, ["start": start])
            }
            add("contentBlockDelta", place, ["delta": ["toolUse": ["input": .string(call.pieces[piece])]]])
            if piece == 1 { add("contentBlockStop", place, [:]) }
        }
        return StreamShape(
            opening: Self.opening, tokens: tokens,
            finish: [AmazonFrame.event("messageStop", ["stopReason": "tool_use"])], usage: Self.metadata)
    }

    func error(status: Int, message: String) -> JSONValue { ["message": .string(message)] }

    var errorEvent: [UInt8] { AmazonFrame.exception("throttlingException", "the model broke down") }

    /// An event of a kind that no reader knows.
    var keepAlive: [UInt8] { AmazonFrame.event("initial-response", [:]) }

    var brokenEvent: [UInt8] {
        var frame = AmazonFrame.event("contentBlockDelta", ["contentBlockIndex": 0, "delta": ["text": "x"]])
        frame[frame.count - 1] ^= 0xFF
        return frame
    }
}
