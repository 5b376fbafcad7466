import KapellJSON

/// Anthropic's messages, and Bedrock's InvokeModel, which wraps the same events.
struct AnthropicBodies: FaultBodies {
    /// An event as the wire has it.
    let encode: @Sendable (JSONValue) -> [UInt8]

    static func event(_ value: JSONValue) -> [UInt8] { Wire.event(value["type"]?.stringValue ?? "", value) }

    private var usage: JSONObject {
        [
            "input_tokens": 5, "cache_read_input_tokens": 4, "cache_creation_input_tokens": 2,
            "cache_creation": ["ephemeral_5m_input_tokens": 1, "ephemeral_1h_input_tokens": 1], "output_tokens": 7,
        ]
    }

    private func message(_ content: [JSONValue], _ reason: JSONValue, _ usage: JSONObject) -> JSONObject {
        [
            "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": .array(content),
            "stop_reason": reason, "stop_sequence": nil, "usage": .object(usage),
        ]
    }

    func whole(_ text: String) -> JSONObject {
        message([["type": "text", "text": .string(text)]], "end_turn", usage)
    }

    var toolWhole: JSONObject {
        let blocks = HealthyAnswer.calls.indices.map { place -> JSONValue in
            let call = HealthyAnswer.calls[place]
            return [
                "type": "tool_use", "id": .string(call.id), "name": .string(call.name),
                "input": Wire.arguments(place),
            ]
        }
        return message(blocks, "tool_use", usage)
    }

    private var start: [UInt8] {
        var early = usage
        early["output_tokens"] = 1
        return encode(["type": "message_start", "message": .object(message([], nil, early))])
    }

    private func end(_ reason: String) -> [UInt8] {
        encode([
            "type": "message_delta", "delta": ["stop_reason": .string(reason), "stop_sequence": nil],
            "usage": ["output_tokens": 7],
        ])
    }

    private var stop: [UInt8] { encode(["type": "message_stop"]) }

    func stream(_ tokens: [String]) -> StreamShape {
        let block: JSONValue = ["type": "text", "text": ""]
        return StreamShape(
            opening: [start, encode(["type": "content_block_start", "index": 0, "content_block": block])],
            tokens: tokens.map {
                encode([
                    "type": "content_block_delta", "index": 0, "delta": ["type": "text_delta", "text": .string($0)],
                ])
            },
            finish: [encode(["type": "content_block_stop", "index": 0]), end("end_turn")], terminator: [stop])
    }

    func toolStream(_ indexes: Fault.ToolIndexes) -> StreamShape {
        var tokens: [[UInt8]] = []
        func add(_ type: String, _ place: Int, _ more: JSONObject) {
            var object = JSONObject([("type", .string(type))]).with("index", Wire.index(place, indexes))
            for (key, value) in more { object[key] = value }
            tokens.append(encode(.object(object)))
        }
        for (place, piece) in Wire.pieces(indexes) {
            let call = HealthyAnswer.calls[place]
            if piece == 0 {
                let block: JSONValue = [
                    "type": "tool_use", "id": .string(call.id), "name": .string(call.name), "input": [:],
                ]
                add("content_block_start", place, ["content_block": block])
            }
            let delta: JSONValue = ["type": "input_json_delta", "partial_json": .string(call.pieces[piece])]
            add("content_block_delta", place, ["delta": delta])
            if piece == 1 { add("content_block_stop", place, [:]) }
        }
        return StreamShape(opening: [start], tokens: tokens, finish: [end("tool_use")], terminator: [stop])
    }

    func error(status: Int, message: String) -> JSONValue {
        let type =
            switch status {
            case 401: "authentication_error"
            case 429: "rate_limit_error"
            case 529: "overloaded_error"
            case 500...: "api_error"
            default: "invalid_request_error"
            }
        return ["type": "error", "error": ["type": .string(type), "message": .string(message)]]
    }

    var errorEvent: [UInt8] { encode(error(status: 529, message: "the model broke down")) }

    var keepAlive: [UInt8] { encode(["type": "ping"]) }

    var brokenEvent: [UInt8] {
        var event = encode(["type": "message_stop"])
        if event.starts(with: "event".utf8) { return Array("event: content_block_delta\ndata: {]\n\n".utf8) }
        event[event.count - 1] ^= 0xFF
        return event
    }
}
