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

    var whole: JSONObject {
        Self.line(["role": "assistant", "content": .string(HealthyAnswer.text)], Self.end)
    }

    private static let finish = [bytes(line(["role": "assistant", "content": ""], end))]

    var stream: StreamShape {
        StreamShape(
            tokens: HealthyAnswer.tokens.map { Self.bytes(Self.line(["role": "assistant", "content": .string($0)])) },
            finish: Self.finish)
    }

    func toolStream(_ indexes: Fault.ToolIndexes) -> StreamShape {
        let tokens = HealthyAnswer.calls.map { call -> [UInt8] in
            let arguments = (try? JSONValue(parsing: call.pieces.joined())) ?? [:]
            return Self.bytes(
                Self.line([
                    "role": "assistant", "content": "",
                    "tool_calls": [["function": ["name": .string(call.name), "arguments": arguments]]],
                ]))
        }
        return StreamShape(tokens: tokens, finish: Self.finish)
    }

    func error(status: Int, message: String) -> JSONValue { ["error": .string(message)] }

    var errorEvent: [UInt8] { Self.bytes(["error": "the model broke down"]) }

    var keepAlive: [UInt8] { [0x0A] }

    var brokenEvent: [UInt8] { Array("{\"message\": {]}\n".utf8) }
}
