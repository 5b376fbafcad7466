/// The dialects.
public enum DialectName: String, Sendable, Hashable, CaseIterable {
    /// OpenAI's chat completions, which many providers speak.
    case openAIChat = "openai-chat"
    /// OpenAI's responses.
    case openAIResponses = "openai-responses"
    /// Anthropic's messages.
    case anthropic
    /// Gemini's generateContent.
    case gemini
    /// Bedrock's Converse.
    case bedrockConverse = "bedrock-converse"
    /// Bedrock's InvokeModel with Anthropic's bodies.
    case bedrockInvoke = "bedrock-invoke"
    /// Cohere's chat, version 2.
    case cohere
    /// Ollama's chat.
    case ollama
}
