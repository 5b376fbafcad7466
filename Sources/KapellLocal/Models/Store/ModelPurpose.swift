/// What a model is for.
public enum ModelPurpose: String, Sendable, Hashable, CaseIterable {
    /// Writes text.
    case chat
    /// Turns text into vectors.
    case embedding
}
