import KapellCore
import KapellDialects
import KapellJSON

/// The same rules as ``HistoryRules``, of the bodies that are sent: JSON of OpenAI (chat completions) and Anthropic
/// (messages).
enum WireRules {
    static func problems(in messages: [ModelMessage]) -> [String] {
        guard !messages.isEmpty else { return [] }
        var request = ModelRequest(messages: messages)
        request.tools = Set(messages.flatMap(\.toolCalls).map(\.name)).sorted().map {
            ModelTool(name: $0, description: "A tool.", parameters: ["type": "object"])
        }
        let whole = DialectRequest(dialect: .openAIChat, model: "m", streams: true, request: request)
        do {
            return openAI(try OpenAIChatDialect().encodeRequest(whole).body)
                + anthropic(try AnthropicDialect().encodeRequest(whole).body)
        } catch {
            return ["The request cannot be written: \(error)"]
        }
    }

    private static func openAI(_ body: JSONObject) -> [String] {
        var problems: [String] = []
        var open: [String] = []
        for (index, message) in (body["messages"]?.arrayValue ?? []).enumerated() {
            let role = message["role"]?.stringValue
            if role == "tool" {
                if open.isEmpty || message["tool_call_id"]?.stringValue != open.removeFirst() {
                    problems.append("OpenAI: message \(index) answers no call, or out of order.")
                }
                continue
            }
            if !open.isEmpty { problems.append("OpenAI: message \(index) comes before the results of \(open).") }
            let calls = message["tool_calls"]?.arrayValue ?? []
            open = calls.compactMap { $0["id"]?.stringValue }
            if open.count != calls.count || Set(open).count != open.count {
                problems.append("OpenAI: message \(index): ids of calls.")
            }
            for call in calls {
                let arguments = call["function"]?["arguments"]?.stringValue ?? ""
                if (try? JSONValue(parsing: arguments))?.objectValue == nil {
                    problems.append("OpenAI: message \(index): arguments.")
                }
            }
            if calls.isEmpty, isEmpty(message["content"], { $0.isEmpty }) {
                problems.append("OpenAI: message \(index) is empty.")
            }
        }
        return open.isEmpty ? problems : problems + ["OpenAI: the last calls have no result."]
    }

    private static func anthropic(_ body: JSONObject) -> [String] {
        var problems: [String] = []
        var open: Set<String> = []
        var seen: Set<String> = []
        var last: String?
        for (index, message) in (body["messages"]?.arrayValue ?? []).enumerated() {
            let role = message["role"]?.stringValue
            if role == last { problems.append("Anthropic: message \(index) is of the role before it.") }
            if last == nil, role != "user" { problems.append("Anthropic: the first message is not the user's.") }
            last = role
            if isEmpty(message["content"], { $0.allSatisfy(\.isWhitespace) }) {
                problems.append("Anthropic: message \(index) is empty.")
            }
            let blocks = message["content"]?.arrayValue ?? []
            let results = blocks.prefix { $0["type"] == "tool_result" }
            let answered = results.compactMap { $0["tool_use_id"]?.stringValue }
            if Set(answered) != open || answered.count != open.count {
                problems.append("Anthropic: message \(index): results that are not those of the calls before.")
            }
            if blocks.dropFirst(results.count).contains(where: { $0["type"] == "tool_result" }) {
                problems.append("Anthropic: message \(index): a result behind something else.")
            }
            open = []
            for block in blocks where block["type"] == "tool_use" {
                let id = block["id"]?.stringValue ?? ""
                if !seen.insert(id).inserted { problems.append("Anthropic: the id \(id) stands twice.") }
                if block["input"]?.objectValue == nil { problems.append("Anthropic: the input of \(id).") }
                open.insert(id)
            }
            if let end = blocks.last?["type"]?.stringValue, end.hasSuffix("thinking") {
                problems.append("Anthropic: message \(index) ends with thoughts.")
            }
        }
        return open.isEmpty ? problems : problems + ["Anthropic: the last calls have no result."]
    }

    /// Whether a content has nothing, or an empty text among others.
    private static func isEmpty(_ content: JSONValue?, _ isEmptyText: (String) -> Bool) -> Bool {
        switch content {
        case .string(let text)?: isEmptyText(text)
        case .array(let blocks)?:
            blocks.isEmpty
                || blocks.contains { $0["type"] == "text" && isEmpty($0["text"], isEmptyText) }
        default: true
        }
    }
}
