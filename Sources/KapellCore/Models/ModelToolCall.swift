/// A model's wish to have a tool called.
public struct ModelToolCall: Sendable, Hashable {
    /// What the result refers to; unique within a conversation.
    public var id: String
    public var name: String
    /// The arguments as the model wrote them, a JSON object as text. Kept as they came, so that the prefix of the
    /// conversation stays the same to the byte.
    public var arguments: String
    /// The provider's proof that goes with the call, where it wants one back.
    public var signature: String?

    public init(id: String, name: String, arguments: String, signature: String? = nil) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.signature = signature
    }
}
