/// One JSON value.
///
/// Objects keep the order of their keys, and integers keep all 64 bits. The cases for numbers are a matter of
/// storage: two numbers are equal when they are the same number, whichever cases hold them.
///
/// ```swift
/// let value = try JSONValue(parsing: #"{"model": "small", "n": 2}"#)
/// value["model"]?.stringValue  // "small"
/// value["n"]?.intValue         // 2
/// value.serialized()           // {"model":"small","n":2}
/// ```
public enum JSONValue: Sendable {
    /// `null`.
    case null

    /// `true` or `false`.
    case bool(Bool)

    /// A number written without fraction and exponent that fits into 64 bits with a sign.
    case integer(Int64)

    /// A number written without fraction and exponent that is greater than `Int64.max` and fits into 64 bits.
    case unsigned(UInt64)

    /// Any other number. NaN and the infinities have no form in JSON and are written as `null`.
    case number(Double)

    /// A string. Compared by its bytes in UTF-8, without Unicode normalisation.
    case string(String)

    /// A list of values.
    case array([JSONValue])

    /// Keys with values, in order.
    case object(JSONObject)
}
