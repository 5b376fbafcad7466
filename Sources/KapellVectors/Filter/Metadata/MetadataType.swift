/// The types that a field's values can have. Integers and other numbers are one type: they compare by value.
public enum MetadataType: UInt8, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case null
    case boolean
    case number
    case string
    case date
    case array

    /// The name in messages: "number".
    public var description: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .date: "date"
        case .array: "array"
        }
    }

    /// Whether `<`, `<=`, `>` and `>=` are defined.
    public var isOrdered: Bool { self == .number || self == .string || self == .date }
}
