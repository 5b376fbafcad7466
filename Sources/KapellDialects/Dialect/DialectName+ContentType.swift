extension DialectName {
    /// The media type of a streamed answer.
    public var streamContentType: String {
        switch self {
        case .openAIChat, .openAIResponses, .anthropic, .gemini, .cohere: "text/event-stream"
        case .bedrockConverse, .bedrockInvoke: "application/vnd.amazon.eventstream"
        case .ollama: "application/x-ndjson"
        }
    }
}
