/// How much a model should think before it answers.
public enum ReasoningLevel: Sendable, Hashable {
    case light
    case moderate
    case deep
    /// A word of the provider's own.
    case custom(String)
}
