/// A type whose values can be put into JSON.
///
/// Strings, booleans, integers, `Double`, arrays and optionals of such types (nil is `null`), and the JSON types
/// themselves conform.
///
/// ```swift
/// let limit: Int? = nil
/// let body: JSONValue = ["names": JSONValue(["a", "b"]), "limit": JSONValue(limit)]
/// ```
public protocol JSONConvertible {
    /// The value in JSON.
    var json: JSONValue { get }
}

extension JSONValue {
    /// The JSON of `value`; `null` for nil.
    public init(_ value: some JSONConvertible) { self = value.json }
}
