/// Whose state it is. State is only given back in the scope in which it was recorded.
public struct OpaqueStateScope: Sendable, Hashable {
    /// Who asks, such as the id of a key.
    public var tenant: String
    /// The provider, with its dialect: another one could not read it.
    public var provider: String
    public var model: String

    public init(tenant: String, provider: String, model: String) {
        self.tenant = tenant
        self.provider = provider
        self.model = model
    }
}
