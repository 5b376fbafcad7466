/// The value of a header of a frame, in one of the ten types that the format has.
public enum EventStreamValue: Sendable, Hashable {
    case bool(Bool)
    case byte(Int8)
    case short(Int16)
    case integer(Int32)
    case long(Int64)
    case bytes([UInt8])
    case string(String)
    /// Milliseconds since 1970.
    case timestamp(Int64)
    /// 16 bytes.
    case uuid([UInt8])

    /// The text of a string; `nil` for anything else.
    public var stringValue: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}
