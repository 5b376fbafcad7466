/// A block of a model's reasoning.
public struct ModelReasoning: Sendable, Hashable {
    /// What the model thought, or a summary of it; empty where the provider keeps it to itself.
    public var text: String
    /// The provider's proof that the block is its own, exactly as it came. It must be given back unchanged.
    public var signature: String?

    public init(text: String, signature: String? = nil) {
        self.text = text
        self.signature = signature
    }
}
