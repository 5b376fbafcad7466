/// An adapter (LoRA) that requests to a model may name.
public struct LocalModelAdapter: Sendable, Hashable {
    public var name: String
    /// The file, a GGUF of low-rank matrices.
    public var path: String

    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}
