import KapellCore
import KapellFoundationModels
import KapellJSON

/// What OpenAI (chat completions) and Anthropic (messages) demand of a history with tool calls, as a check.
///
/// Sources: the guides to function calling and tool use, and the API references, of both.
enum HistoryRules {
    static func problems(in transcript: Transcript) -> [String] { problems(in: transcript.messages()) }

    /// The rules that a history breaks. A history that is to be answered ends with a user or a tool.
    static func problems(in messages: [ModelMessage], isWhole: Bool = false) -> [String] {
        openAI(messages) + anthropic(messages) + (isWhole ? ending(messages) : [])
    }

    private static func openAI(_ messages: [ModelMessage]) -> [String] {
        var problems: [String] = []
        var open: [String] = []
        for (index, message) in messages.enumerated() {
            if message.role != .tool, !open.isEmpty {
                problems.append("OpenAI: message \(index): the calls \(open) have no result before it.")
                open = []
            }
            switch message.role {
            case .tool:
                guard let id = message.toolCallID, open.first == id else {
                    problems.append("OpenAI: message \(index): a result that no call waits for, or out of order.")
                    continue
                }
                open.removeFirst()
            case .assistant:
                if message.content.isEmpty, message.toolCalls.isEmpty {
                    problems.append("OpenAI: message \(index): an answer without content and calls.")
                }
                for call in message.toolCalls {
                    if !isName(call.name) { problems.append("OpenAI: message \(index): the name \(call.name).") }
                    if (try? JSONValue(parsing: call.arguments))?.objectValue == nil {
                        problems.append("OpenAI: message \(index): arguments that are no object.")
                    }
                }
                open = message.toolCalls.map(\.id)
            case .system, .user:
                if message.content.isEmpty, message.attachments.isEmpty {
                    problems.append("OpenAI: message \(index) is empty.")
                }
            }
        }
        if !open.isEmpty { problems.append("OpenAI: the last calls have no result.") }
        return problems
    }

    private static func anthropic(_ messages: [ModelMessage]) -> [String] {
        var problems: [String] = []
        let rest = messages.filter { $0.role != .system }
        if let first = rest.first, first.role != .user { problems.append("Anthropic: the first is not a user's.") }
        var ids: Set<String> = []
        for (index, message) in rest.enumerated() {
            let isBlank = message.content.allSatisfy(\.isWhitespace)
            if message.role == .user, isBlank, message.attachments.isEmpty {
                problems.append("Anthropic: message \(index): a blank text.")
            }
            if message.role == .assistant {
                if isBlank, !message.content.isEmpty { problems.append("Anthropic: message \(index): a blank text.") }
                if isBlank, message.toolCalls.isEmpty {
                    problems.append("Anthropic: message \(index): thoughts alone.")
                }
            }
            for call in message.toolCalls {
                if !isName(call.id) { problems.append("Anthropic: the id \(call.id).") }
                if !ids.insert(call.id).inserted { problems.append("Anthropic: the id \(call.id) stands twice.") }
            }
            guard !message.toolCalls.isEmpty else { continue }
            // The results are the first part of the user's turn right after the calls.
            let results = rest[(index + 1)...].prefix { $0.role == .tool }.compactMap(\.toolCallID)
            if Set(results) != Set(message.toolCalls.map(\.id)) || results.count != message.toolCalls.count {
                problems.append("Anthropic: message \(index): the results are not those of the calls.")
            }
        }
        return problems
    }

    private static func ending(_ messages: [ModelMessage]) -> [String] {
        switch messages.last?.role {
        case .user, .tool: []
        default: ["The history ends with nothing to answer."]
        }
    }

    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_"
                        || scalar == "-")
            }
    }
}
