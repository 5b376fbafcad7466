/// What a backend can do beyond text.
public struct ModelFeatures: OptionSet, Sendable, Hashable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// It takes tools, and calls and results in messages.
    public static let tools = ModelFeatures(rawValue: 1)
    /// It keeps its answer to ``ModelRequest/responseSchema`` by itself.
    public static let responseSchema = ModelFeatures(rawValue: 2)
    /// It thinks apart from its answer.
    public static let reasoning = ModelFeatures(rawValue: 4)
    /// It reads images.
    public static let images = ModelFeatures(rawValue: 8)
}

extension ModelRequest {
    /// Refuses what a backend with `features` cannot do: to ignore it would change what was asked.
    ///
    /// Reasoning is not looked at: a model without it may leave a wish for more of it aside.
    ///
    /// - Throws: a ``KapellError`` with the code `unsupported`.
    public func requireSupport(in features: ModelFeatures, of model: String) throws {
        func refuse(_ what: String, _ remedy: String) throws {
            throw KapellError(.unsupported, "\(model) cannot \(what).", remedy: remedy)
        }
        let usesTools = !tools.isEmpty || messages.contains { $0.role == .tool || !$0.toolCalls.isEmpty }
        if usesTools, !features.contains(.tools) {
            try refuse("call tools", "Name a model that can, or leave the tools out.")
        }
        if responseSchema != nil, !features.contains(.responseSchema) {
            try refuse(
                "keep its answer to a schema by itself",
                "Put the schema into the prompt and check the answer, as a session does.")
        }
        if !features.contains(.images), messages.contains(where: { !$0.attachments.isEmpty }) {
            try refuse("read images and files", "Name a model that can, or leave the attachments out.")
        }
    }
}
