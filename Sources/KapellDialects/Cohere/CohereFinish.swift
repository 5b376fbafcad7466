import KapellCore

/// Why an answer ended, in Cohere's words.
enum CohereFinish {
    /// - Throws: for words that mean a failure.
    static func read(_ word: String?, hasCalls: Bool, error: String?) throws(KapellError) -> FinishReason {
        switch word?.uppercased() {
        case "COMPLETE", "STOP_SEQUENCE": return hasCalls ? .toolCalls : .stop
        case "TOOL_CALL": return .toolCalls
        case "MAX_TOKENS", "ERROR_LIMIT": return .length
        case "ERROR_TOXIC": return .contentFilter
        case "TIMEOUT": throw KapellError(.timeout, "The provider did not answer in time.", remedy: "Ask again.")
        case "USER_CANCEL": throw KapellError(.cancelled, "The request was cancelled at the provider.")
        case nil, "": throw .cutStream()
        default: throw CohereErrors.error(error ?? "")
        }
    }

    static func word(_ reason: FinishReason?) -> String {
        switch reason {
        case .stop: "COMPLETE"
        case .length: "MAX_TOKENS"
        case .toolCalls: "TOOL_CALL"
        case .contentFilter: "ERROR_TOXIC"
        case nil: "ERROR"
        }
    }
}
