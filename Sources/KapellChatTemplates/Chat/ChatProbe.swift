import KapellCore
import KapellJSON

/// Finds out what a template can show, by rendering small conversations and looking for their words in what comes out.
struct ChatProbe {
    let template: JinjaTemplate
    let bosToken: String
    let eosToken: String
    private let parameters: JSONValue = [
        "type": "object", "properties": ["probe_key": ["type": "string", "description": "probe"]],
        "required": ["probe_key"],
    ]

    init(template: JinjaTemplate, bosToken: String, eosToken: String) {
        self.template = template
        self.bosToken = bosToken
        self.eosToken = eosToken
    }

    func abilities() -> ChatAbilities {
        var found = ChatAbilities()
        let plain = text([user("probe_user")])
        if !has(plain, "probe_user") {
            let parts: JSONValue = [["type": "text", "text": "probe_user"]]
            found.needsParts = has(text([["role": "user", "content": parts]]), "probe_user")
        }
        func said(_ text: String) -> JSONValue {
            found.needsParts ? [["type": "text", "text": .string(text)]] : .string(text)
        }
        let asks: JSONValue = ["role": "user", "content": said("probe_user")]
        let system: JSONValue = ["role": "system", "content": said("probe_system")]
        found.system = has(text([system, asks]), "probe_system")
        found.needsTurns = !has(
            text([asks, ["role": "user", "content": said("probe_second")]]), "probe_second")
        found.tools = has(text([asks], tools: tools(1)), "probe_tool_0")
        for key in ["reasoning_content", "reasoning", "thinking"] where found.reasoningKey == nil {
            let message: JSONValue = ["role": "assistant", "content": said("probe_answer"), key: "probe_thought"]
            if has(text([asks, message]), "probe_thought") { found.reasoningKey = key }
        }
        calls(&found, asks)
        return found
    }

    /// Calls and results: the first way of passing them that shows all of their words.
    private func calls(_ found: inout ChatAbilities, _ asks: JSONValue) {
        let given = found.tools ? tools(2) : []
        for needsShortIDs in [false, true] {
            for arguments in [ChatAbilities.Arguments.object, .text] {
                for needsNoContent in [false, true] {
                    var way = found
                    way.needsShortIDs = needsShortIDs
                    way.arguments = arguments
                    way.needsNoContent = needsNoContent
                    let made = call(way, count: 1)
                    guard let text = text([asks, made, result(way, 0)], tools: given) ?? text([asks, made]),
                        shows(text, 0)
                    else { continue }
                    found = way
                    found.calls = true
                    found.results =
                        has(
                            self.text([asks, made, result(way, 0)], tools: given), "probe_result_0")
                    let both = self.text(
                        [asks, call(way, count: 2), result(way, 0), result(way, 1)], tools: given)
                    found.parallelCalls = both.map { shows($0, 0) && shows($0, 1) } ?? false
                    return
                }
            }
        }
    }

    /// Whether a call stands there as JSON or between marks, and not as Python writes a mapping.
    private func shows(_ text: String, _ number: Int) -> Bool {
        // The tool's description has its name as well, so the value is what tells.
        has(text, "probe_value_\(number)") && !has(text, "'probe_value_\(number)'}")
            && !has(text, "\\\"probe_value_\(number)")
    }

    private func has(_ text: String?, _ word: String) -> Bool { text.map { JinjaText.contains($0, word) } ?? false }

    private func call(_ way: ChatAbilities, count: Int) -> JSONValue {
        var calls: [JSONValue] = []
        for number in 0..<count {
            let arguments: JSONObject = ["probe_key": .string("probe_value_\(number)")]
            calls.append([
                "id": .string(id(way, number)), "type": "function",
                "function": [
                    "name": .string("probe_tool_\(number)"),
                    "arguments": way.arguments == .object
                        ? .object(arguments) : .string(JSONValue.object(arguments).serialized()),
                ],
            ])
        }
        let empty: JSONValue = way.needsNoContent ? .null : ""
        return ["role": "assistant", "content": empty, "tool_calls": .array(calls)]
    }

    private func result(_ way: ChatAbilities, _ number: Int) -> JSONValue {
        [
            "role": "tool", "content": .string("probe_result_\(number)"), "tool_call_id": .string(id(way, number)),
            "name": .string("probe_tool_\(number)"),
        ]
    }

    private func id(_ way: ChatAbilities, _ number: Int) -> String {
        way.needsShortIDs ? "probe000\(number)" : "call_probe_\(number)"
    }

    private func tools(_ count: Int) -> [JSONValue] {
        (0..<count).map {
            ChatConversation.value(
                of: ModelTool(name: "probe_tool_\($0)", description: "probe", parameters: parameters))
        }
    }

    private func user(_ text: String) -> JSONValue { ["role": "user", "content": .string(text)] }

    private func text(_ messages: [JSONValue], tools: [JSONValue] = []) -> String? {
        let now = Timestamp(nanoseconds: 0)
        let values = ChatTemplate.values(
            for: template, messages, tools: tools, opens: false, bosToken: bosToken, eosToken: eosToken, now: now)
        do throws(KapellError) {
            return try template.render(values, now: now)
        } catch {
            return nil
        }
    }
}
