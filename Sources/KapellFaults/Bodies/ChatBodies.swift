import KapellJSON

/// OpenAI's chat completions.
struct ChatBodies: FaultBodies {
    static let usage: JSONValue = [
        "prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18,
        "prompt_tokens_details": ["cached_tokens": 4], "completion_tokens_details": ["reasoning_tokens": 3],
    ]

    private static func completion(_ message: JSONValue, _ reason: JSONValue) -> JSONObject {
        [
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1_700_000_000, "model": "m",
            "choices": [["index": 0, "message": message, "finish_reason": reason]], "usage": usage,
        ]
    }

    func whole(_ text: String) -> JSONObject {
        Self.completion(["role": "assistant", "content": .string(text)], "stop")
    }

    var toolWhole: JSONObject {
        let calls = HealthyAnswer.calls.map { call -> JSONValue in
            [
                "id": .string(call.id), "type": "function",
                "function": ["name": .string(call.name), "arguments": .string(call.pieces.joined())],
            ]
        }
        return Self.completion(["role": "assistant", "content": nil, "tool_calls": .array(calls)], "tool_calls")
    }

    static func chunk(_ choices: [JSONValue], usage: JSONValue = .null) -> [UInt8] {
        Wire.data([
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": "m",
            "choices": .array(choices), "usage": usage,
        ])
    }

    static func choice(_ delta: JSONValue, _ reason: JSONValue = .null) -> JSONValue {
        ["index": 0, "delta": delta, "finish_reason": reason]
    }

    private static let opening = [chunk([choice(["role": "assistant", "content": ""])])]
    private static let done = [Array("data: [DONE]\n\n".utf8)]

    func stream(_ tokens: [String]) -> StreamShape {
        StreamShape(
            opening: Self.opening,
            tokens: tokens.map { Self.chunk([Self.choice(["content": .string($0)])]) },
            finish: [Self.chunk([Self.choice([:], "stop")])], usage: [Self.chunk([], usage: Self.usage)],
            terminator: Self.done)
    }

    func toolStream(_ indexes: Fault.ToolIndexes) -> StreamShape {
        let tokens = Wire.pieces(indexes).map { place, piece -> [UInt8] in
            let call = HealthyAnswer.calls[place]
            var function: JSONObject = piece == 0 ? ["name": .string(call.name)] : [:]
            function["arguments"] = .string(call.pieces[piece])
            var entry = JSONObject().with("index", Wire.index(place, indexes))
            if piece == 0 {
                entry["id"] = .string(call.id)
                entry["type"] = "function"
            }
            entry["function"] = .object(function)
            return Self.chunk([Self.choice(["tool_calls": [.object(entry)]])])
        }
        return StreamShape(
            opening: Self.opening, tokens: tokens, finish: [Self.chunk([Self.choice([:], "tool_calls")])],
            usage: [Self.chunk([], usage: Self.usage)], terminator: Self.done)
    }

    func error(status: Int, message: String) -> JSONValue {
        let type = status == 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error"
        return ["error": ["message": .string(message), "type": .string(type), "param": nil, "code": nil]]
    }

    var errorEvent: [UInt8] { Wire.data(error(status: 500, message: "the model broke down")) }
}
