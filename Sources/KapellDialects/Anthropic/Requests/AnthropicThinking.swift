import KapellCore
import KapellJSON

/// How much a model is to think, in Anthropic's words, both ways.
enum AnthropicThinking {
    static let efforts: Set<String> = ["low", "medium", "high", "xhigh", "max"]
    /// The smallest budget that there is.
    private static let smallestBudget = 1_024

    /// What a client's request says.
    struct Reading {
        var level: ReasoningLevel?
        var losses: [DialectLoss] = []

        init(_ body: JSONObject) { self.init(thinking: body["thinking"], effort: body["output_config"]?["effort"]) }

        init(thinking: JSONValue?, effort: JSONValue?) {
            level = effort?.stringValue.map(AnthropicThinking.level)
            guard let thinking, !thinking.isNull else { return }
            if let display = thinking["display"], !display.isNull {
                losses.append(DialectLoss(.dropped, "thinking.display"))
            }
            switch thinking["type"]?.stringValue {
            case "disabled": level = .custom("none")
            case "enabled":
                let budget = thinking["budget_tokens"]?.intValue ?? 0
                level = level ?? (budget < 4_096 ? .light : budget < 16_384 ? .moderate : .deep)
                losses.append(DialectLoss(.approximated, "thinking.budget_tokens"))
            default:
                if level == nil { losses.append(DialectLoss(.approximated, "thinking")) }
                level = level ?? .moderate
            }
        }
    }

    static func level(effort: String) -> ReasoningLevel {
        switch effort {
        case "low": .light
        case "medium": .moderate
        case "high": .deep
        default: .custom(effort)
        }
    }

    /// The word of an effort that stands for `level`, and whether it says the same; `nil` where there is none.
    static func effort(_ level: ReasoningLevel) -> (word: String, isExact: Bool)? {
        switch level {
        case .light: ("low", true)
        case .moderate: ("medium", true)
        case .deep: ("high", true)
        case .custom(let word):
            if efforts.contains(word) { (word, true) } else if word == "minimal" { ("low", false) } else { nil }
        }
    }

    /// What a provider's request says.
    struct Plan {
        var thinking: JSONObject?
        var effort: String?
        /// Tokens to add to the length of the answer, where the client has left it open.
        var extraTokens = 0
        var losses: [DialectLoss] = []

        init(_ level: ReasoningLevel, _ request: ModelRequest, _ model: ClaudeModel) {
            guard let effort = AnthropicThinking.effort(level), model.thinks else {
                losses.append(DialectLoss(.dropped, "reasoning"))
                return
            }
            if !effort.isExact { losses.append(DialectLoss(.approximated, "reasoning")) }
            if model.thinksAdaptively {
                thinking = ["type": "adaptive"]
                self.effort = effort.word
                return
            }
            // An older model does not think where a tool is forced, or within a turn whose thoughts are lost.
            let isForced = !request.tools.isEmpty && request.toolChoice != .auto && request.toolChoice != .none
            guard !isForced, Self.keepsThoughts(request.messages),
                let budget = Self.budget(effort.word, limit: request.maximumResponseTokens ?? .max)
            else {
                losses.append(DialectLoss(.dropped, "reasoning"))
                return
            }
            thinking = ["type": "enabled", "budget_tokens": .integer(Int64(budget))]
            if request.maximumResponseTokens == nil { extraTokens = budget }
        }

        /// Whether the last turn of the model, where tools are still at work in it, begins with its thoughts.
        private static func keepsThoughts(_ messages: [ModelMessage]) -> Bool {
            guard messages.last?.role == .tool, let last = messages.last(where: { $0.role == .assistant }) else {
                return true
            }
            return last.reasoning.contains { $0.signature != nil }
        }

        /// Tokens that an older model may think, within an answer of `limit` tokens; `nil` where they are too few.
        private static func budget(_ effort: String, limit: Int) -> Int? {
            let wished =
                switch effort {
                case "low": 2_048
                case "medium": 8_192
                case "high": 16_384
                default: 24_576
                }
            let budget = min(wished, limit / 2)
            return budget < smallestBudget ? nil : budget
        }
    }
}
