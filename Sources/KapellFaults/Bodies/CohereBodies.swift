import KapellJSON

/// Cohere's chat, version 2.
struct CohereBodies: FaultBodies {
    private static let usage: JSONValue = [
        "billed_units": ["input_tokens": 11, "output_tokens": 7], "tokens": ["input_tokens": 15, "output_tokens": 7],
        "cached_tokens": 4,
    ]

    func whole(_ text: String) -> JSONObject {
        [
            "id": "c1", "finish_reason": "COMPLETE",
            "message": ["role": "assistant", "content": [["type": "text", "text": .string(text)]]],
            "usage": Self.usage,
        ]
    }

    var toolWhole: JSONObject {
        let calls = HealthyAnswer.calls.map { call -> JSONValue in
            [
                "id": .string(call.id), "type": "function",
                "function": ["name": .string(call.name), "arguments": .string(call.pieces.joined())],
            ]
        }
        return [
            "id": "c1", "finish_reason": "TOOL_CALL",
            "message": ["role": "assistant", "tool_plan": "", "tool_calls": .array(calls)], "usage": Self.usage,
        ]
    }

    private static func event(_ type: String, _ more: JSONObject = [:], index: Int? = nil) -> [UInt8] {
        var object = JSONObject([("type", .string(type))]).with("index", index)
        for (key, value) in more { object[key] = value }
        return Wire.event(type, .object(object))
    }

    private static let start = event(
        "message-start", ["id": "c1", "delta": ["message": ["role": "assistant", "content": []]]])

    private static func end(_ reason: String) -> [UInt8] {
        event("message-end", ["id": "c1", "delta": ["finish_reason": .string(reason), "usage": usage]])
    }

    func stream(_ tokens: [String]) -> StreamShape {
        let empty: JSONValue = ["message": ["content": ["type": "text", "text": ""]]]
        return StreamShape(
            opening: [Self.start, Self.event("content-start", ["delta": empty], index: 0)],
            tokens: tokens.map {
                Self.event(
                    "content-delta", ["delta": ["message": ["content": ["text": .string($0)]]]], index: 0)
            },
            finish: [Self.event("content-end", index: 0), Self.end("COMPLETE")])
    }

    func toolStream(_ indexes: Fault.ToolIndexes) -> StreamShape {
        var tokens: [[UInt8]] = []
        func add(_ type: String, _ place: Int, _ delta: JSONValue?) {
            let more: JSONObject = delta.map { ["delta": ["message": ["tool_calls": $0]]] } ?? [:]
            tokens.append(Self.event(type, more, index: Wire.index(place, indexes)))
        }
        for (place, piece) in Wire.pieces(indexes) {
            let call = HealthyAnswer.calls[place]
            if piece == 0 {
                add(
                    "tool-call-start", place,
                    [
                        "id": .string(call.id), "type": "function",
                        "function": ["name": .string(call.name), "arguments": ""],
                    ])
            }
            add("tool-call-delta", place, ["function": ["arguments": .string(call.pieces[piece])]])
            if piece == 1 { add("tool-call-end", place, nil) }
        }
        return StreamShape(opening: [Self.start], tokens: tokens, finish: [Self.end("TOOL_CALL")])
    }

    func error(status: Int, message: String) -> JSONValue { ["id": "e1", "message": .string(message)] }

    var errorEvent: [UInt8] {
        Self.event("message-end", ["id": "c1", "delta": ["finish_reason": "ERROR", "error": "the model broke down"]])
    }
}
