extension JSONValue: JSONConvertible {
    public var json: JSONValue { self }
}

extension JSONObject: JSONConvertible {
    public var json: JSONValue { .object(self) }
}

extension String: JSONConvertible {
    public var json: JSONValue { .string(self) }
}

extension Substring: JSONConvertible {
    public var json: JSONValue { .string(String(self)) }
}

extension Bool: JSONConvertible {
    public var json: JSONValue { .bool(self) }
}

extension Double: JSONConvertible {
    public var json: JSONValue { .number(self) }
}

extension Optional: JSONConvertible where Wrapped: JSONConvertible {
    public var json: JSONValue { map(\.json) ?? .null }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    public var json: JSONValue { .array(map(\.json)) }
}

extension JSONConvertible where Self: BinaryInteger {
    /// The integer; the nearest `Double` where it does not fit into 64 bits.
    public var json: JSONValue {
        if let signed = Int64(exactly: self) { return .integer(signed) }
        if let unsigned = UInt64(exactly: self) { return .unsigned(unsigned) }
        return .number(Double(self))
    }
}

extension Int: JSONConvertible {}
extension Int8: JSONConvertible {}
extension Int16: JSONConvertible {}
extension Int32: JSONConvertible {}
extension Int64: JSONConvertible {}
extension Int128: JSONConvertible {}
extension UInt: JSONConvertible {}
extension UInt8: JSONConvertible {}
extension UInt16: JSONConvertible {}
extension UInt32: JSONConvertible {}
extension UInt64: JSONConvertible {}
extension UInt128: JSONConvertible {}
