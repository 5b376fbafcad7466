import KapellJSON

/// Ollama's chat.
struct OllamaBodies: FaultBodies {
    private static func line(_ message: JSONObject, _ more: JSONObject = ["done": false]) -> JSONObject {
        var object: JSONObject = [
            "model": "m", "created_at": "2026-01-02T03:04:05.678901Z", "message": .object(message),
        ]
        for (key, value) in more { object[key] = value }
        return object
    }

    private static let end: JSONObject = [
        "done": true, "done_reason": "stop", "total_duration": 12_000_000, "load_duration": 1_000,
        "prompt_eval_count": 11, "prompt_eval_duration": 1_000, "eval_count": 7, "eval_duration": 1_000,
    ]

    private static func bytes(_ object: JSONObject) -> [UInt8] { JSONValue.object(object).serializedBytes() + [0x0A] }

    func whole(_ text: String) -> JSONObject {
        Self.line(["role": "assistant", "content": .string(text)], Self.end)
    }

    private static func call(_ place: Int) -> JSONValue {
        ["function": ["name": .string(HealthyAnswer.calls[place].name), "arguments": Wire.arguments(place)]]
    }

    var toolWhole: JSONObject {
        let calls = HealthyAnswer.calls.indices.map { Self.call($0) }
        return Self.line(["role": "assistant", "content": "", "tool_calls": .array(calls)], Self.end)
    }

    private static let finish = [bytes(line(["role": "assistant", "content": ""], end))]

    func stream(_ tokens: [String]) -> StreamShape {
        StreamShape(
            tokens: tokens.map { Self.bytes(Self.line(["role": "assistant", "content": .string($0)])) },
            finish: Self.finish)
    }

    func toolStream(_ indexes: Fault.ToolIndexes) -> StreamShape {
        let tokens = HealthyAnswer.calls.indices.map { place in
            Self.bytes(Self.line(["role": "assistant", "content": "", "tool_calls": [Self.call(place)]]))
        }
        return StreamShape(tokens: tokens, finish: Self.finish)
    }

    func error(status: Int, message: String) -> JSONValue { ["error": .string(message)] }

    var errorEvent: [UInt8] { Self.bytes(["error": "the model broke down"]) }

    var keepAlive: [UInt8] { [0x0A] }

    var brokenEvent: [UInt8] { Array("{\"message\": {]}\n".utf8) }
}
