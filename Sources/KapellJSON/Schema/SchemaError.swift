/// Why a JSON Schema cannot be used, and where in it.
public struct SchemaError: Error, Sendable, Hashable {
    /// The place in the schema: the address of its document where it has one, then `#` and a JSON pointer, as in
    /// `#/properties/name/minLength`.
    public let place: String

    /// What is wrong there, and the remedy, for a person to read.
    public let message: String

    /// An error at a place.
    public init(place: String, message: String) {
        self.place = place
        self.message = message
    }
}

extension SchemaError: CustomStringConvertible {
    /// The place and the message.
    public var description: String { "JSON Schema, \(place): \(message)" }
}
