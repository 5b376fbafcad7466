import KapellCore
import KapellJSON

/// Writes a streamed answer. What the model thinks is a block of content, as it is not known yet whether calls follow.
struct CohereEventEncoder: DialectEventEncoder {
    private enum Block {
        case text
        case thinking
    }

    private let id: JSONValue
    private var hasBegun = false
    private var blocks = 0
    private var open: Block?
    private var head: [UInt8] = []
    private let tail = Array("}}}}\n\n".utf8)
    /// The numbers of calls in the order in which they began, and whether they have arguments.
    private var calls: [(index: Int, hasArguments: Bool)] = []
    private var usage = ModelUsage()
    private var reason: FinishReason?

    init(id: String) { self.id = .string(id) }

    mutating func encode(_ event: ModelEvent) -> [UInt8] {
        var bytes: [UInt8] = []
        switch event {
        case .text(let piece): put(piece, .text, into: &bytes)
        case .reasoning(let piece): put(piece, .thinking, into: &bytes)
        case .toolArguments(let index, let id, let name, let fragment):
            begin(&bytes)
            endBlock(&bytes)
            put(index, id, name, fragment, into: &bytes)
        case .usage(let total): usage = total
        case .finished(let reason): self.reason = reason
        case .signature: break
        }
        return bytes
    }

    mutating func finish() -> [UInt8] {
        var bytes: [UInt8] = []
        begin(&bytes)
        endBlock(&bytes)
        for (at, call) in calls.enumerated() {
            if !call.hasArguments { putArguments("{}", at, into: &bytes) }
            put("tool-call-end", ["type": "tool-call-end", "index": JSONValue(at)], into: &bytes)
        }
        let delta: JSONObject = [
            "finish_reason": .string(CohereFinish.word(reason)), "usage": CohereUsage.write(usage),
        ]
        putEnd(delta, into: &bytes)
        return bytes
    }

    mutating func fail(_ error: KapellError) -> [UInt8] {
        var bytes: [UInt8] = []
        begin(&bytes)
        putEnd(
            ["finish_reason": "ERROR", "error": .string(OpenAIErrors.message(of: error))], into: &bytes)
        return bytes
    }

    // MARK: Blocks

    private mutating func begin(_ bytes: inout [UInt8]) {
        guard !hasBegun else { return }
        hasBegun = true
        let message: JSONValue = [
            "role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": [],
        ]
        put("message-start", ["type": "message-start", "id": id, "delta": ["message": message]], into: &bytes)
    }

    private mutating func put(_ piece: String, _ block: Block, into bytes: inout [UInt8]) {
        guard !piece.isEmpty else { return }
        begin(&bytes)
        if open != block {
            endBlock(&bytes)
            let key = block == .text ? "text" : "thinking"
            put(
                "content-start",
                [
                    "type": "content-start", "index": JSONValue(blocks),
                    "delta": ["message": ["content": ["type": .string(key), key: ""]]],
                ], into: &bytes)
            open = block
            head = Array(
                ("event: content-delta\n"
                    + #"data: {"type":"content-delta","index":\#(blocks),"delta":{"message":{"content":{"\#(key)":"#)
                    .utf8)
        }
        bytes.append(contentsOf: head)
        JSONValue.string(piece).serialize(into: &bytes)
        bytes.append(contentsOf: tail)
    }

    private mutating func endBlock(_ bytes: inout [UInt8]) {
        guard open != nil else { return }
        put("content-end", ["type": "content-end", "index": JSONValue(blocks)], into: &bytes)
        open = nil
        blocks += 1
    }

    // MARK: Calls

    private mutating func put(
        _ index: Int, _ id: String?, _ name: String?, _ fragment: String, into bytes: inout [UInt8]
    ) {
        let place: Int
        if let known = calls.lastIndex(where: { $0.index == index }) {
            place = known
        } else {
            place = calls.count
            calls.append((index, false))
            let call: JSONValue = [
                "id": .string(id ?? ""), "type": "function",
                "function": ["name": .string(name ?? ""), "arguments": ""],
            ]
            put(
                "tool-call-start",
                [
                    "type": "tool-call-start", "index": JSONValue(place), "delta": ["message": ["tool_calls": call]],
                ], into: &bytes)
        }
        guard !fragment.isEmpty else { return }
        calls[place].hasArguments = true
        putArguments(fragment, place, into: &bytes)
    }

    private func putArguments(_ fragment: String, _ place: Int, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: "event: tool-call-delta\ndata: {\"type\":\"tool-call-delta\",\"index\":".utf8)
        JSONValue(place).serialize(into: &bytes)
        bytes.append(contentsOf: #","delta":{"message":{"tool_calls":{"function":{"arguments":"#.utf8)
        JSONValue.string(fragment).serialize(into: &bytes)
        bytes.append(contentsOf: "}}}}}\n\n".utf8)
    }

    private func putEnd(_ delta: JSONObject, into bytes: inout [UInt8]) {
        put("message-end", ["type": "message-end", "id": id, "delta": .object(delta)], into: &bytes)
    }

    private func put(_ name: String, _ object: JSONObject, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: "event: \(name)\ndata: ".utf8)
        JSONValue.object(object).serialize(into: &bytes)
        bytes.append(contentsOf: "\n\n".utf8)
    }
}
