/// What the model is shown beside the prompt, and how much it thinks. What is `nil` is left to the model.
public struct ContextOptions: Sendable, Equatable {
    /// How much the model thinks before it answers. Models without ``LanguageModelCapabilities/Capability/reasoning``
    /// leave it aside.
    public enum ReasoningLevel: Sendable, Equatable {
        case light
        case moderate
        case deep
        /// A word of the model's own.
        case custom(String)
    }

    /// Whether the schema of a typed answer is written into the prompt. A model that keeps to a schema by itself may
    /// do without.
    public var includeSchemaInPrompt: Bool?
    public var reasoningLevel: ReasoningLevel?

    public init(includeSchemaInPrompt: Bool? = nil, reasoningLevel: ReasoningLevel? = nil) {
        self.includeSchemaInPrompt = includeSchemaInPrompt
        self.reasoningLevel = reasoningLevel
    }
}
