/// A model as the file writes it: `provider/model`.
public struct ModelReference: Sendable, Hashable {
    /// The part before the first slash: `local` for a model in this process, else the name of a provider.
    public var provider: String
    /// The part after the first slash: a model's name, or the path of a GGUF file.
    public var name: String
    /// The absolute path of the model's file, when the provider is `local` and `name` ends in `.gguf`; relative paths
    /// count from the folder of the file they are written in. `nil` for a model that is known by name.
    public var path: String?

    /// Whether the model runs in this process.
    public var isLocal: Bool { provider == Self.local }

    /// The provider of models that run in this process.
    public static let local = "local"

    public init(provider: String, name: String, path: String? = nil) {
        self.provider = provider
        self.name = name
        self.path = path
    }
}

extension ModelReference: CustomStringConvertible {
    /// `provider/model`, as it was written.
    public var description: String { "\(provider)/\(name)" }
}
