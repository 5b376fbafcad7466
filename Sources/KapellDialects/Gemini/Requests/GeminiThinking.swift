import KapellCore
import KapellJSON

/// `thinkingConfig`: how much a model thinks, as a level (since Gemini 3) or a budget of tokens (Gemini 2.5).
enum GeminiThinking {
    // MARK: Reading

    static func level(_ config: GeminiFields) throws(KapellError) -> ReasoningLevel? {
        switch config.text("thinkingLevel")?.uppercased() {
        case nil, "", "THINKING_LEVEL_UNSPECIFIED": break
        case "LOW": return .light
        case "MEDIUM": return .moderate
        case "HIGH": return .deep
        case .some(let word): return .custom(word.lowercased())
        }
        guard let budget = try config.whole("thinkingBudget"), budget >= 0 else { return nil }
        return level(budget: budget)
    }

    /// What a budget of tokens comes to.
    static func level(budget: Int) -> ReasoningLevel {
        switch budget {
        case ...0: .custom("none")
        case ...2_048: .light
        case ...12_288: .moderate
        default: .deep
        }
    }

    /// Whether the level says all that `config` does.
    static func isWhole(_ config: GeminiFields) -> Bool {
        config.rest(except: ["thinkingLevel", "includeThoughts"]).isEmpty
            && config["includeThoughts"]?.boolValue == true
            && config["thinkingLevel"] != nil
    }

    static func canonical(_ config: JSONObject) -> JSONObject {
        JSONObject(config.map { (GeminiFields.camel($0.key), $0.value) })
    }

    // MARK: Writing

    /// `nil` where Gemini has no word for `level`.
    static func config(_ level: ReasoningLevel, model: String) -> (config: JSONObject, isExact: Bool)? {
        let takesBudget = ["gemini-2", "gemini-1", "gemini-flash-latest", "robotics"].contains { model.contains($0) }
        switch level {
        case .custom("none"): return (["thinkingBudget": 0], true)
        case .custom("minimal") where takesBudget: return budget(512)
        case .custom(let word) where ["minimal", "low", "medium", "high", "xhigh"].contains(word.lowercased()):
            switch word.lowercased() {
            case "low": return config(.light, model: model)
            case "medium": return config(.moderate, model: model)
            case "high": return config(.deep, model: model)
            case "xhigh" where takesBudget: return config(.deep, model: model)
            case let other: return (["includeThoughts": true, "thinkingLevel": .string(other.uppercased())], true)
            }
        case .custom(let word):
            guard let tokens = Int(word), tokens >= 0 else { return nil }
            return (["includeThoughts": true, "thinkingBudget": .integer(Int64(tokens))], true)
        case .light: return takesBudget ? budget(1_024) : named("LOW")
        case .moderate: return takesBudget ? budget(8_192) : named("MEDIUM")
        case .deep: return takesBudget ? budget(24_576) : named("HIGH")
        }
    }

    private static func budget(_ tokens: Int64) -> (JSONObject, Bool) {
        (["includeThoughts": true, "thinkingBudget": .integer(tokens)], false)
    }

    private static func named(_ level: String) -> (JSONObject, Bool) {
        (["includeThoughts": true, "thinkingLevel": .string(level)], true)
    }
}
