public import KapellJSON

/// The form that an answer must have.
public struct ModelResponseSchema: Sendable, Hashable {
    /// A name of letters, digits, `_` and `-`.
    public var name: String
    /// A JSON Schema.
    public var schema: JSONValue
    /// Whether the provider must keep to `schema` to the letter; `nil` leaves it to the provider.
    public var isStrict: Bool?

    public init(name: String, schema: JSONValue) {
        self.name = name
        self.schema = schema
    }
}
