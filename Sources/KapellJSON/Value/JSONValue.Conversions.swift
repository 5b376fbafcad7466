extension JSONValue {
    /// The string, or `null` for nil.
    public init(_ value: String?) { self = value.map(JSONValue.string) ?? .null }

    /// The boolean, or `null` for nil.
    public init(_ value: Bool?) { self = value.map(JSONValue.bool) ?? .null }

    /// The number, or `null` for nil.
    public init(_ value: Double?) { self = value.map(JSONValue.number) ?? .null }

    /// The list, or `null` for nil.
    public init(_ value: [JSONValue]?) { self = value.map(JSONValue.array) ?? .null }

    /// The list of strings, or `null` for nil.
    public init(_ value: [String]?) { self = value.map { .array($0.map(JSONValue.string)) } ?? .null }

    /// The object, or `null` for nil.
    public init(_ value: JSONObject?) { self = value.map(JSONValue.object) ?? .null }

    /// The value itself, or `null` for nil.
    public init(_ value: JSONValue?) { self = value ?? .null }

    /// The integer, or `null` for nil. What does not fit into 64 bits becomes the nearest `Double`.
    public init<Integer: BinaryInteger>(_ value: Integer?) {
        guard let value else {
            self = .null
            return
        }
        if let signed = Int64(exactly: value) {
            self = .integer(signed)
        } else if let unsigned = UInt64(exactly: value) {
            self = .unsigned(unsigned)
        } else {
            self = .number(Double(value))
        }
    }
}
