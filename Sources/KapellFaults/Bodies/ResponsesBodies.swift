import KapellJSON

/// OpenAI's responses.
struct ResponsesBodies: FaultBodies {
    private static let usage: JSONValue = [
        "input_tokens": 11, "input_tokens_details": ["cached_tokens": 4], "output_tokens": 7,
        "output_tokens_details": ["reasoning_tokens": 3], "total_tokens": 18,
    ]

    private static func response(_ status: String, _ output: [JSONValue], usage: JSONValue = nil) -> JSONObject {
        [
            "id": "resp_1", "object": "response", "created_at": 1_700_000_000, "status": .string(status), "error": nil,
            "incomplete_details": nil, "instructions": nil, "model": "m", "output": .array(output),
            "parallel_tool_calls": true, "tool_choice": "auto", "tools": [], "usage": usage,
        ]
    }

    private static func message(_ content: [JSONValue], _ status: String) -> JSONValue {
        [
            "type": "message", "id": "msg_1", "status": .string(status), "role": "assistant",
            "content": .array(content),
        ]
    }

    private static func text(_ text: String) -> JSONValue {
        ["type": "output_text", "text": .string(text), "annotations": []]
    }

    func whole(_ text: String) -> JSONObject {
        Self.response("completed", [Self.message([Self.text(text)], "completed")], usage: Self.usage)
    }

    private static func call(_ place: Int, _ arguments: String, _ status: String) -> JSONValue {
        let call = HealthyAnswer.calls[place]
        return [
            "type": "function_call", "id": .string("fc_\(place)"), "call_id": .string(call.id),
            "name": .string(call.name), "arguments": .string(arguments), "status": .string(status),
        ]
    }

    private static var calls: [JSONValue] {
        HealthyAnswer.calls.indices.map { call($0, HealthyAnswer.calls[$0].pieces.joined(), "completed") }
    }

    var toolWhole: JSONObject { Self.response("completed", Self.calls, usage: Self.usage) }

    private static func event(_ type: String, _ more: JSONObject) -> [UInt8] {
        var object: JSONObject = ["type": .string(type), "sequence_number": 0]
        for (key, value) in more { object[key] = value }
        return Wire.event(type, .object(object))
    }

    private static let created = event("response.created", ["response": .object(response("in_progress", []))])

    private static func completed(_ output: [JSONValue]) -> [UInt8] {
        event("response.completed", ["response": .object(response("completed", output, usage: usage))])
    }

    func stream(_ tokens: [String]) -> StreamShape {
        let text = tokens.joined()
        let place: JSONObject = ["item_id": "msg_1", "output_index": 0, "content_index": 0]
        func at(_ more: JSONObject) -> JSONObject { more.reduce(into: place) { $0[$1.0] = $1.1 } }
        let whole = Self.message([Self.text(text)], "completed")
        return StreamShape(
            opening: [
                Self.created,
                Self.event(
                    "response.output_item.added", ["output_index": 0, "item": Self.message([], "in_progress")]),
                Self.event("response.content_part.added", at(["part": Self.text("")])),
            ],
            tokens: tokens.map {
                Self.event("response.output_text.delta", at(["delta": .string($0), "logprobs": []]))
            },
            finish: [
                Self.event(
                    "response.output_text.done", at(["text": .string(text), "logprobs": []])),
                Self.event("response.content_part.done", at(["part": Self.text(text)])),
                Self.event("response.output_item.done", ["output_index": 0, "item": whole]),
            ], terminator: [Self.completed([whole])])
    }

    func toolStream(_ indexes: Fault.ToolIndexes) -> StreamShape {
        var tokens: [[UInt8]] = []
        func add(_ type: String, _ place: Int, _ more: JSONObject) {
            tokens.append(Self.event(type, more.with("output_index", Wire.index(place, indexes))))
        }
        for (place, piece) in Wire.pieces(indexes) {
            let call = HealthyAnswer.calls[place]
            let id: JSONValue = .string("fc_\(place)")
            if piece == 0 { add("response.output_item.added", place, ["item": Self.call(place, "", "in_progress")]) }
            add(
                "response.function_call_arguments.delta", place,
                ["item_id": id, "delta": .string(call.pieces[piece])])
            guard piece == 1 else { continue }
            let all = call.pieces.joined()
            add(
                "response.function_call_arguments.done", place,
                ["item_id": id, "name": .string(call.name), "arguments": .string(all)])
            add("response.output_item.done", place, ["item": Self.call(place, all, "completed")])
        }
        return StreamShape(opening: [Self.created], tokens: tokens, terminator: [Self.completed(Self.calls)])
    }

    func error(status: Int, message: String) -> JSONValue {
        ChatBodies().error(status: status, message: message)
    }

    var errorEvent: [UInt8] {
        Self.event("error", ["code": "server_error", "message": "the model broke down", "param": nil])
    }
}
