import KapellCore
import KapellJSON

/// Kapell's messages as the dictionaries that a template takes, in the form that this one can show.
struct ChatConversation {
    let abilities: ChatAbilities
    let toolCalls: ToolCallForm

    /// A message on its way.
    private struct Turn {
        var role: String
        var content: String
        var reasoning = ""
        var calls: [ModelToolCall] = []
        var callID: String?
        var name: String?
    }

    func messages(_ messages: [ModelMessage], tools: [ModelTool]) throws(KapellError) -> [JSONValue] {
        var turns: [Turn] = []
        if !tools.isEmpty, !abilities.tools {
            turns.append(Turn(role: "system", content: ChatTools.description(of: tools, in: toolCalls)))
        }
        var names: [String: String] = [:]
        for message in messages {
            try check(message)
            for call in message.toolCalls { names[call.id] = call.name }
            turns.append(turn(message, names))
        }
        turns = joinedSystem(turns)
        if !abilities.system { turns = withoutSystem(turns) }
        if abilities.needsTurns { turns = joined(turns) }
        var values: [JSONValue] = []
        for turn in turns { values.append(try value(turn)) }
        return values
    }

    private func check(_ message: ModelMessage) throws(KapellError) {
        guard message.attachments.isEmpty else {
            throw KapellError(
                .unsupported, "A message has an image or a file, and the local model reads text only.",
                remedy: "Send text, or use a model that sees images.")
        }
    }

    // MARK: Turns

    private func turn(_ message: ModelMessage, _ names: [String: String]) -> Turn {
        var turn = Turn(role: message.role.rawValue, content: message.content)
        switch message.role {
        case .system, .user: break
        case .assistant:
            turn.reasoning = message.reasoning.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n")
            if abilities.calls {
                turn.calls = message.toolCalls
            } else if !message.toolCalls.isEmpty {
                let calls = message.toolCalls.map(ChatTools.text(of:))
                turn.content = ([turn.content] + calls).filter { !$0.isEmpty }.joined(separator: "\n")
            }
        case .tool:
            turn.callID = message.toolCallID
            turn.name = message.toolCallID.flatMap { names[$0] }
            if turn.name == nil, case .tool(let name) = message.origin, !name.isEmpty { turn.name = name }
            if !abilities.results {
                turn = Turn(role: "user", content: ChatTools.text(ofResult: message.content))
            }
        }
        return turn
    }

    /// Many templates take a system message only as the first: those at the beginning become one.
    private func joinedSystem(_ turns: [Turn]) -> [Turn] {
        let head = turns.prefix { $0.role == "system" }
        guard head.count > 1 else { return turns }
        let texts = head.map(\.content).filter { !$0.isEmpty }
        // What the application says comes before the tools, which were put first.
        let order = abilities.tools ? texts : Array(texts.dropFirst()) + texts.prefix(1)
        return [Turn(role: "system", content: order.joined(separator: "\n\n"))] + turns.dropFirst(head.count)
    }

    private func withoutSystem(_ turns: [Turn]) -> [Turn] {
        var kept: [Turn] = []
        var pending: [String] = []
        for var turn in turns {
            if turn.role == "system" {
                pending.append(turn.content)
                continue
            }
            if turn.role == "user", !pending.isEmpty {
                turn.content = (pending + [turn.content]).joined(separator: "\n\n")
                pending = []
            }
            kept.append(turn)
        }
        if !pending.isEmpty { kept.append(Turn(role: "user", content: pending.joined(separator: "\n\n"))) }
        return kept
    }

    /// Neighbours of one role as one message.
    private func joined(_ turns: [Turn]) -> [Turn] {
        var kept: [Turn] = []
        for turn in turns {
            guard let last = kept.last, last.role == turn.role, turn.role == "user" || turn.role == "assistant",
                last.calls.isEmpty, turn.calls.isEmpty
            else {
                kept.append(turn)
                continue
            }
            kept[kept.count - 1].content = [last.content, turn.content].filter { !$0.isEmpty }.joined(separator: "\n\n")
            kept[kept.count - 1].reasoning += turn.reasoning
        }
        return kept
    }

    // MARK: Values

    private func value(_ turn: Turn) throws(KapellError) -> JSONValue {
        var object: JSONObject = ["role": .string(turn.role), "content": content(turn)]
        if !turn.reasoning.isEmpty { object[abilities.reasoningKey ?? "reasoning_content"] = .string(turn.reasoning) }
        if !turn.calls.isEmpty {
            var calls: [JSONValue] = []
            for call in turn.calls { calls.append(try value(call)) }
            object["tool_calls"] = .array(calls)
        }
        if let id = turn.callID { object["tool_call_id"] = .string(shown(id)) }
        if let name = turn.name { object["name"] = .string(name) }
        return .object(object)
    }

    private func content(_ turn: Turn) -> JSONValue {
        if turn.content.isEmpty, !turn.calls.isEmpty { return abilities.needsNoContent ? .null : "" }
        guard abilities.needsParts else { return .string(turn.content) }
        return [["type": "text", "text": .string(turn.content)]]
    }

    private func value(_ call: ModelToolCall) throws(KapellError) -> JSONValue {
        var arguments = JSONValue.string(call.arguments.isEmpty ? "{}" : call.arguments)
        if abilities.arguments == .object {
            do throws(JSONError) {
                arguments = try JSONValue(parsing: call.arguments.isEmpty ? "{}" : call.arguments)
            } catch {
                throw KapellError(
                    .invalidRequest, "The arguments of a call of `\(call.name.prefix(60))` are no JSON.",
                    remedy: "Send the call as the model wrote it, with a JSON object as its arguments.")
            }
        }
        return [
            "id": .string(shown(call.id)), "type": "function",
            "function": ["name": .string(call.name), "arguments": arguments],
        ]
    }

    static func value(of tool: ModelTool) -> JSONValue {
        [
            "type": "function",
            "function": [
                "name": .string(tool.name), "description": .string(tool.description), "parameters": tool.parameters,
            ],
        ]
    }

    /// The id as the template takes it: the same for the call and its result.
    private func shown(_ id: String) -> String {
        let isShort =
            id.utf8.count == 9
            && id.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
            }
        guard abilities.needsShortIDs, !isShort else { return id }
        var random = SplitMix64(seed: StableHash.value(id.utf8))
        let letters = Array("0123456789abcdefghijklmnopqrstuvwxyz")
        return String((0..<9).map { _ in letters[Int(random.next() % UInt64(letters.count))] })
    }
}
