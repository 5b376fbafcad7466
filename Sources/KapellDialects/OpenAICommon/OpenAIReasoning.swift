import KapellCore
import KapellJSON

/// How much a model should think, in OpenAI's words.
enum OpenAIReasoning {
    static func level(of word: String) -> ReasoningLevel {
        switch word {
        case "none", "minimal", "low": .light
        case "medium": .moderate
        case "high", "xhigh", "max": .deep
        default: .custom(word)
        }
    }

    /// Whether the level of a word says less than the word.
    static func isApproximate(_ word: String) -> Bool { ["none", "minimal", "xhigh", "max"].contains(word) }

    /// - Parameter sent: what a client of the same API sent, which is kept where it means the level.
    static func word(of level: ReasoningLevel, sent: JSONValue?) -> String {
        if let sent = sent?.stringValue, self.level(of: sent) == level { return sent }
        return switch level {
        case .light: "low"
        case .moderate: "medium"
        case .deep: "high"
        case .custom(let word): word
        }
    }
}
