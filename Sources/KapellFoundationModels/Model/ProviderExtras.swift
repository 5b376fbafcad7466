public import KapellJSON

/// Fields of a provider's own, sent along with a request to models of one type. Other models leave them aside.
///
/// ```swift
/// let response = try await session.respond(
///     to: "Which colour?", metadata: .extras(["logit_bias": [:]], for: BackendModel.self))
/// ```
///
/// They travel in the metadata of the request, under a key of the model's type.
public enum ProviderExtras {
    /// The key of the extras for models of a type.
    public static func key<Model: LanguageModel>(for model: Model.Type) -> String {
        "kapell.extras/\(String(reflecting: model))"
    }
}

extension [String: any ConvertibleToGeneratedContent] {
    /// Metadata that holds extras for models of a type, and nothing else.
    public static func extras<Model: LanguageModel>(_ extras: JSONObject, for model: Model.Type) -> Self {
        [ProviderExtras.key(for: model): GeneratedContent(jsonValue: .object(extras))]
    }
}
