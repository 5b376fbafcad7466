public import KapellJSON

/// A tool that a model may call.
public struct ModelTool: Sendable, Hashable {
    public var name: String
    public var description: String
    /// The JSON Schema of the arguments, an object.
    public var parameters: JSONValue
    /// Whether the provider must keep the arguments to `parameters`; `nil` leaves it to the provider.
    public var isStrict: Bool?
    /// Whether a provider that caches prompts should keep everything up to this tool.
    public var cacheMark: ModelCacheMark?

    public init(name: String, description: String, parameters: JSONValue) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}

/// Whether a model may, must or must not call tools.
public enum ModelToolChoice: Sendable, Hashable {
    /// As it sees fit.
    case auto
    case none
    /// At least one.
    case required
    /// The one of this name.
    case tool(String)
}
