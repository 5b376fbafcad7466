import KapellCore
import KapellDialects
import KapellJSON

/// Kinds whose addresses have the shape of a cloud.
extension ProviderKind {
    /// Azure OpenAI: the model's name is that of the deployment.
    ///
    /// Without an API version, or with `v1` or `preview`, the version 1 API is used (`/openai/v1/…`), else the dated one
    /// (`/openai/deployments/NAME/…?api-version=…`).
    public static let azure: ProviderKind = {
        var kind = ProviderKind(
            "azure", title: "Azure OpenAI", base: .own(variable: "AZURE_OPENAI_ENDPOINT"))
        kind.otherDialects = [.openAIResponses]
        kind.keyVariables = ["AZURE_OPENAI_API_KEY"]
        kind.credentialStyle = .header("api-key")
        kind.chatOptions = .openAI
        kind.embeddings = .openAI
        kind.drawsImages = true
        kind.hook = { call, options throws(KapellError) in try azurePath(&call, options) }
        return kind
    }()

    /// Bedrock: Converse by default, InvokeModel for bodies of Anthropic's.
    public static let bedrock: ProviderKind = {
        var kind = ProviderKind(
            "bedrock", title: "Amazon Bedrock", base: .perRegion("https://bedrock-runtime.{region}.amazonaws.com"),
            dialect: .bedrockConverse)
        kind.otherDialects = [.bedrockInvoke]
        kind.credentialStyle = .aws
        kind.keyVariables = ["AWS_BEARER_TOKEN_BEDROCK"]
        kind.embeddings = .bedrock
        kind.ranking = .bedrock
        return kind
    }()

    private static func azurePath(_ call: inout ProviderCall, _ options: ProviderOptions) throws(KapellError) {
        let version = options.apiVersion ?? "v1"
        guard version.utf8.count <= 40, version.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        else {
            throw KapellError(
                .configuration, "The API version of Azure OpenAI cannot be used.",
                remedy: "Write it like 2024-10-21, or leave it out.")
        }
        let path = options.baseURL.map { $0.hasSuffix("/openai/v1") || $0.hasSuffix("/openai/v1/") } ?? false
        guard !path else { return }
        if version == "v1" || version == "preview" || version == "latest" {
            call.path = "openai/v1/" + call.path
            if version == "preview" { call.query.append(("api-version", "preview")) }
            return
        }
        if call.dialect == .openAIChat {
            call.path = "openai/deployments/\(PercentText.encoded(call.model))/" + call.path
        } else {
            call.path = "openai/" + call.path
        }
        call.query.append(("api-version", version))
    }
}
