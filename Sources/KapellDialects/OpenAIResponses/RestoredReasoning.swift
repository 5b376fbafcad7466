import KapellCore
import KapellJSON

/// Puts items of reasoning into a body that goes on as it came, before the calls of tools that followed them, where a client
/// dropped them: OpenAI refuses a call that it has stored with its reasoning, and forgets what it thought of any other.
enum RestoredReasoning {
    /// - Parameter messages: the hub's; those that have signed thoughts are found by the ids of their calls.
    /// - Returns: how many turns got their reasoning back.
    static func put(_ messages: [ModelMessage], into body: inout JSONObject) -> Int {
        guard var list = body["input"]?.arrayValue else { return 0 }
        let isUnwrapped = unwrap(&list)
        var thoughts: [String: [JSONValue]] = [:]
        for message in messages where message.role == .assistant {
            let items = message.reasoning.compactMap { ResponsesReasoning.item(of: $0) }
            guard !items.isEmpty else { continue }
            for call in message.toolCalls { thoughts[call.id] = items }
        }
        var restored = 0
        var result: [JSONValue] = []
        for turn in thoughts.isEmpty ? [] : ResponsesTurns.split(list) {
            let items = list[turn]
            if !items.contains(where: { $0["type"] == "reasoning" }),
                let known = items.lazy.compactMap({ callID($0).flatMap { thoughts[$0] } }).first
            {
                result += known
                restored += 1
            }
            result += items
        }
        if restored > 0 {
            body["input"] = .array(result)
        } else if isUnwrapped {
            body["input"] = .array(list)
        }
        return restored
    }

    /// The id of a call; `nil` for another item, also for the result of one.
    private static func callID(_ item: JSONValue) -> String? {
        item["type"] == "function_call" ? item["call_id"]?.stringValue : nil
    }

    /// Gives items their own form again that a client got by way of a translation: id and content of OpenAI's in one text.
    private static func unwrap(_ list: inout [JSONValue]) -> Bool {
        var isChanged = false
        for place in list.indices where list[place]["type"] == "reasoning" {
            guard var item = list[place].objectValue,
                let (id, encrypted) = item["encrypted_content"]?.stringValue.flatMap(ResponsesReasoning.parts)
            else { continue }
            item["id"] = .string(id)
            item["encrypted_content"] = encrypted.isEmpty ? nil : .string(encrypted)
            list[place] = .object(item)
            isChanged = true
        }
        return isChanged
    }
}

/// Items of an input that belong together: what the model wrote between two messages to it.
enum ResponsesTurns {
    /// Ranges that cover the list. One that the model wrote has nothing else in it; what was said to the model, and the
    /// results of tools, stand by themselves.
    static func split(_ list: [JSONValue]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start: Int?
        for (place, item) in list.enumerated() {
            if isWritten(item) {
                if start == nil { start = place }
                continue
            }
            if let begun = start { ranges.append(begun..<place) }
            start = nil
            ranges.append(place..<(place + 1))
        }
        if let start { ranges.append(start..<list.count) }
        return ranges
    }

    /// Whether the model wrote an item.
    static func isWritten(_ item: JSONValue) -> Bool {
        switch item["type"]?.stringValue {
        case nil, "message": item["role"]?.stringValue == "assistant"
        case "item_reference", "compaction", "mcp_approval_response": false
        case let type?: !type.hasSuffix("_output")
        }
    }
}
