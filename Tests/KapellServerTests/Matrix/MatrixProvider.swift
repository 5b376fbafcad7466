import KapellDialects
import KapellServer

/// A provider that stands behind the server, as a project sets it up; or the model of this process.
struct MatrixProvider: Sendable {
    /// The column's title.
    var title: String
    var kind: String
    /// Below the host.
    var base = ""
    /// The only dialect that it is asked in.
    var only: DialectName?
    /// What it is asked in by default.
    var dialect: DialectName
    /// Other dialects that it is asked in where the client speaks them.
    var others: Set<DialectName> = []
    /// The end of the path for a whole chat, with the model's name as `M`.
    var path: String
    /// Which field of the header holds the key.
    var keyField = "authorization"

    /// The name in the project.
    var name: String { "mx-\(title)" }

    static let all = [
        MatrixProvider(
            title: "openai", kind: "openai", base: "/v1", dialect: .openAIChat, others: [.openAIResponses],
            path: "/v1/chat/completions"),
        MatrixProvider(
            title: "openai-responses", kind: "openai", base: "/v1", only: .openAIResponses, dialect: .openAIResponses,
            path: "/v1/responses"),
        MatrixProvider(
            title: "azure", kind: "azure", dialect: .openAIChat, others: [.openAIResponses],
            path: "/openai/v1/chat/completions", keyField: "api-key"),
        MatrixProvider(
            title: "anthropic", kind: "anthropic", dialect: .anthropic, path: "/v1/messages", keyField: "x-api-key"),
        MatrixProvider(
            title: "bedrock", kind: "bedrock", dialect: .bedrockConverse, others: [.bedrockInvoke],
            path: "/model/M/converse"),
        MatrixProvider(
            title: "bedrock-invoke", kind: "bedrock", only: .bedrockInvoke, dialect: .bedrockInvoke,
            path: "/model/M/invoke"),
        MatrixProvider(
            title: "gemini", kind: "gemini", dialect: .gemini, path: "/v1beta/models/M:generateContent",
            keyField: "x-goog-api-key"),
        MatrixProvider(title: "cohere", kind: "cohere", dialect: .cohere, path: "/v2/chat"),
        MatrixProvider(title: "ollama", kind: "ollama", dialect: .ollama, others: [.openAIChat], path: "/api/chat"),
        MatrixProvider(
            title: "huggingface", kind: "huggingface", base: "/v1", dialect: .openAIChat, path: "/v1/chat/completions"),
        MatrixProvider(title: "tgi", kind: "tgi", dialect: .openAIChat, path: "/v1/chat/completions"),
        MatrixProvider(
            title: "compatible", kind: "openai-compatible", base: "/v1", dialect: .openAIChat,
            path: "/v1/chat/completions"),
    ]

    func setting(_ port: Int) -> ProviderSetting {
        var setting = ProviderSetting(
            name: name, kind: kind, url: "http://127.0.0.1:\(port)\(base)", key: FaultStage.key,
            region: kind == "bedrock" ? "eu-west-1" : nil, isPrivate: true)
        setting.dialect = only?.rawValue
        return setting
    }

    /// The dialect that it is asked in for a client.
    func wire(for client: DialectName) -> DialectName { others.contains(client) ? client : dialect }
}
