import KapellJSON

/// A schema within the document, with the JSON pointer that leads to it. Pointers tell schemas apart.
struct SchemaPlace: Sendable {
    var pointer: String
    var schema: JSONValue
    /// Whether it stands nowhere in the document, but was made from keywords there.
    var isMade = false
    /// Choices of which one must hold; then the schema itself says nothing.
    var group: SchemaGroup?

    func child(_ keyword: String, _ schema: JSONValue) -> SchemaPlace {
        SchemaPlace(pointer: "\(pointer)/\(keyword)", schema: schema, isMade: isMade)
    }

    func child(_ keyword: String, _ name: String, _ schema: JSONValue) -> SchemaPlace {
        child("\(keyword)/\(SchemaPointer.escaped(name))", schema)
    }
}

/// Choices of which one must hold, each a set of schemas; where it is exclusive, no other may hold with it.
struct SchemaGroup: Sendable {
    /// The keyword that they stand at.
    var keyword: String
    var pointer: String
    var choices: [[SchemaPlace]]

    var isExclusive: Bool { keyword == "oneOf" }
}
