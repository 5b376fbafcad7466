public import KapellJSON

/// What a verdict rests on: a fact by name and value, and the passage that shows it where there is one.
public struct Evidence: Sendable, Hashable {
    /// What was measured or found, such as `"similarity"`.
    public var name: String
    /// Its value.
    public var value: JSONValue
    public var passage: Passage?

    public init(_ name: String, _ value: JSONValue, passage: Passage? = nil) {
        self.name = name
        self.value = value
        self.passage = passage
    }

    /// `{"name", "value"}`, and `"passage"` where there is one.
    public var json: JSONObject {
        var object: JSONObject = ["name": .string(name), "value": value]
        if let passage { object["passage"] = .object(passage.json) }
        return object
    }
}
