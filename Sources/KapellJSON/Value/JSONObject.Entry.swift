extension JSONObject {
    /// A key with its value, as stored.
    struct Entry: Sendable {
        var key: String
        var value: JSONValue
    }
}
