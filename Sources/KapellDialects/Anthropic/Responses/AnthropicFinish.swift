import KapellCore

/// Why an answer ended, in Anthropic's words.
enum AnthropicFinish {
    static func word(_ reason: FinishReason) -> String {
        switch reason {
        case .stop: "end_turn"
        case .length: "max_tokens"
        case .toolCalls: "tool_use"
        case .contentFilter: "refusal"
        }
    }

    /// A paused turn is not at its end: it counts as cut, never as whole.
    static func reason(_ word: String, callsTools: Bool) -> FinishReason {
        switch word {
        case "tool_use": .toolCalls
        case "max_tokens", "model_context_window_exceeded", "pause_turn": .length
        case "refusal": .contentFilter
        default: callsTools ? .toolCalls : .stop
        }
    }
}
