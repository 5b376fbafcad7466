/// One field that is sent with every request to a provider.
///
/// The value may be a secret: no description, dump or JSON shows it.
public struct ProviderHeader: Sendable, Hashable {
    /// The field's name as it was written, such as `X-Team`.
    public var name: String
    /// What is sent; printable ASCII.
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

extension ProviderHeader: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name, and that there is a value.
    public var description: String { "\(name): …" }

    public var debugDescription: String { description }

    public var customMirror: Mirror { Mirror(self, children: ["name": name, "value": "…"]) }
}
