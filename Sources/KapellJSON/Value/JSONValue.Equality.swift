extension JSONValue: Hashable {
    /// Whether both are the same value.
    ///
    /// Numbers are compared as numbers, exactly: `1`, `1.0` and `1e0` are equal, and 2^53 + 1 differs from 2^53.
    /// NaN equals NaN, so that every value equals itself. Strings are compared by their bytes in UTF-8. The order
    /// of the keys of an object does not count. The call goes one level deeper on the stack for each level of the
    /// value.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.unsigned(let left), .unsigned(let right)): left == right
        case (.integer(let left), .unsigned(let right)): UInt64(exactly: left) == right
        case (.unsigned(let left), .integer(let right)): left == UInt64(exactly: right)
        case (.number(let left), .number(let right)): left == right || (left.isNaN && right.isNaN)
        case (.integer(let left), .number(let right)): left == right.exactInt64
        case (.number(let left), .integer(let right)): left.exactInt64 == right
        case (.unsigned(let left), .number(let right)): left == right.exactUInt64
        case (.number(let left), .unsigned(let right)): left.exactUInt64 == right
        default: false
        }
    }

    /// Agrees with `==`: equal numbers have one hash, and the order of keys does not count.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null:
            hasher.combine(0 as UInt8)
        case .bool(let value):
            hasher.combine(1 as UInt8)
            hasher.combine(value)
        case .integer(let value):
            hasher.combine(2 as UInt8)
            hasher.combine(value)
        case .unsigned(let value):
            if let value = Int64(exactly: value) {
                JSONValue.integer(value).hash(into: &hasher)
            } else {
                hasher.combine(3 as UInt8)
                hasher.combine(value)
            }
        case .number(let value):
            if let value = value.exactInt64 {
                JSONValue.integer(value).hash(into: &hasher)
            } else if let value = value.exactUInt64 {
                JSONValue.unsigned(value).hash(into: &hasher)
            } else {
                hasher.combine(4 as UInt8)
                hasher.combine(value.isNaN ? Double.nan : value)
            }
        case .string(let value):
            hasher.combine(5 as UInt8)
            value.withUTF8Bytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            hasher.combine(value.utf8.count)
        case .array(let value):
            hasher.combine(6 as UInt8)
            hasher.combine(value)
        case .object(let value):
            hasher.combine(7 as UInt8)
            hasher.combine(value)
        }
    }
}
