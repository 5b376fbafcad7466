import KapellCore

/// Paths of Bedrock's runtime.
enum BedrockPath {
    /// `model/{id}/{verb}`.
    static func path(_ model: String, _ verb: String) -> String { "model/\(PercentText.encoded(model))/\(verb)" }

    /// The model that the path of a client's request names.
    static func model(of target: DialectTarget) throws(KapellError) -> String {
        guard let model = target.model, !model.isEmpty else {
            throw KapellError(.invalidRequest, "The path names no model.", remedy: "Ask for `/model/{id}/…`.")
        }
        return model
    }
}
