package import KapellDialects
package import KapellProviders

/// All dialects by name.
package enum Dialects {
    package static func named(_ name: DialectName) -> any Dialect {
        switch name {
        case .openAIChat: OpenAIChatDialect()
        case .openAIResponses: OpenAIResponsesDialect()
        case .anthropic: AnthropicDialect()
        case .gemini: GeminiDialect()
        case .bedrockConverse: BedrockConverseDialect()
        case .bedrockInvoke: BedrockInvokeDialect()
        case .cohere: CohereDialect()
        case .ollama: OllamaDialect()
        }
    }

    /// As the providers of a kind speak them.
    package static let table: DialectTable = { name, kind in
        name == .openAIChat ? OpenAIChatDialect(options: kind.chatOptions) : named(name)
    }
}
