/// The shape of a faulty server's answers. The names are those of the dialects.
public enum FaultDialect: String, Sendable, Hashable, CaseIterable {
    case openAIChat = "openai-chat"
    case openAIResponses = "openai-responses"
    case anthropic
    case gemini
    case bedrockConverse = "bedrock-converse"
    case bedrockInvoke = "bedrock-invoke"
    case cohere
    case ollama

    var streamType: String {
        switch self {
        case .bedrockConverse, .bedrockInvoke: "application/vnd.amazon.eventstream"
        case .ollama: "application/x-ndjson"
        default: "text/event-stream"
        }
    }

    var bodies: any FaultBodies {
        switch self {
        case .openAIChat: ChatBodies()
        case .openAIResponses: ResponsesBodies()
        case .anthropic: AnthropicBodies { AnthropicBodies.event($0) }
        case .bedrockInvoke: AnthropicBodies { InvokeFrames.event($0) }
        case .gemini: GeminiBodies()
        case .bedrockConverse: ConverseBodies()
        case .cohere: CohereBodies()
        case .ollama: OllamaBodies()
        }
    }
}
