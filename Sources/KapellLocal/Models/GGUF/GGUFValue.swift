/// A metadata value of a GGUF file, in the kinds that writing needs and that reading keeps.
package enum GGUFValue: Sendable, Hashable {
    case uint32(UInt32)
    case int32(Int32)
    case uint64(UInt64)
    case int64(Int64)
    case float32(Float)
    case float64(Double)
    case bool(Bool)
    case string(String)
    case strings([[UInt8]])
    case int32s([Int32])
    /// An array that was skipped while reading: the number of its element type, and its length.
    case skippedArray(elementType: UInt32, count: UInt64)

    /// The number as the format writes it before the value.
    var typeNumber: UInt32 {
        switch self {
        case .uint32: 4
        case .int32: 5
        case .float32: 6
        case .bool: 7
        case .string: 8
        case .strings, .int32s, .skippedArray: 9
        case .uint64: 10
        case .int64: 11
        case .float64: 12
        }
    }

    /// The value as a whole number that is not negative, if it is one.
    package var count: Int? {
        switch self {
        case .uint32(let value): Int(value)
        case .int32(let value): value >= 0 ? Int(value) : nil
        case .uint64(let value): Int(exactly: value)
        case .int64(let value): value >= 0 ? Int(exactly: value) : nil
        default: nil
        }
    }

    /// The text, if it is one.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
