import KapellCore
import KapellJSON

/// Puts the thoughts before calls of tools into a body that goes on as it came, where a client dropped them: a model that
/// thinks wants them back with their signatures.
struct RestoredThinking {
    /// The id of the call in a block; `nil` for another block.
    var callID: @Sendable (JSONValue) -> String?
    var isThought: @Sendable (JSONValue) -> Bool
    /// A block of thoughts; `nil` for one that the models do not take back.
    var block: @Sendable (ModelReasoning) -> JSONObject?

    /// - Parameters:
    ///   - thinking: what the body says of thinking; nothing is done where the model is not to think.
    ///   - messages: the hub's; those that have signed thoughts are found by the ids of their calls.
    /// - Returns: how many messages got their thoughts back.
    func put(_ messages: [ModelMessage], thinking: JSONValue?, into body: inout JSONObject) -> Int {
        guard let type = thinking?["type"]?.stringValue, type != "disabled" else { return 0 }
        var thoughts: [String: [ModelReasoning]] = [:]
        for message in messages where message.reasoning.contains(where: { $0.signature != nil }) {
            for call in message.toolCalls { thoughts[call.id] = message.reasoning }
        }
        guard !thoughts.isEmpty, var list = body["messages"]?.arrayValue else { return 0 }
        var restored = 0
        for place in list.indices where list[place]["role"]?.stringValue == "assistant" {
            guard var message = list[place].objectValue, let content = message["content"]?.arrayValue,
                !content.contains(where: isThought),
                let reasoning = content.lazy.compactMap({ callID($0).flatMap { thoughts[$0] } }).first
            else { continue }
            let blocks = reasoning.compactMap { block($0).map { JSONValue.object($0) } }
            guard !blocks.isEmpty else { continue }
            message["content"] = .array(blocks + content)
            list[place] = .object(message)
            restored += 1
        }
        if restored > 0 { body["messages"] = .array(list) }
        return restored
    }

    /// In Anthropic's blocks.
    static let anthropic = RestoredThinking(
        callID: { $0["type"]?.stringValue == "tool_use" ? $0["id"]?.stringValue : nil },
        isThought: { ["thinking", "redacted_thinking"].contains($0["type"]?.stringValue ?? "") },
        block: { AnthropicBlockWriter(takesSystemTurns: false).reasoning($0) })

    /// In Converse's blocks.
    static let converse = RestoredThinking(
        callID: { $0["toolUse"]?["toolUseId"]?.stringValue }, isThought: { $0["reasoningContent"] != nil },
        block: { BedrockBlockWriter(takesSystemTurns: false).reasoning($0) })
}
