/// One way in which a value does not satisfy a schema.
public struct SchemaViolation: Error, Sendable, Hashable {
    /// The place in the value, as a JSON pointer (RFC 6901); empty for the value itself.
    public let instancePath: String

    /// The keyword's place in the schema, as in `#/properties/name/minLength`; with the address of the document in
    /// front where it is not the schema itself.
    public let schemaPath: String

    /// The keyword that is not satisfied, such as `minLength`. Empty for the schema `false`.
    public let keyword: String

    /// What is wrong, for a person to read. It quotes names and numbers, never strings of the value.
    public let message: String

    /// Whether the validation ended early, because of a limit or a schema that leads back to itself. Then nothing is
    /// known about the value, which counts as not valid.
    public let isLimit: Bool

    /// A violation.
    public init(instancePath: String, schemaPath: String, keyword: String, message: String, isLimit: Bool = false) {
        self.instancePath = instancePath
        self.schemaPath = schemaPath
        self.keyword = keyword
        self.message = message
        self.isLimit = isLimit
    }
}

extension SchemaViolation: CustomStringConvertible {
    /// The place in the value, and the message.
    public var description: String { "\(instancePath.isEmpty ? "the value" : instancePath) \(message)" }
}
