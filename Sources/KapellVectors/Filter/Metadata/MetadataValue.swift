/// A value of a field.
///
/// `==` of Swift compares the written form: `.integer(1)` is not `.number(1)`. What a filter compares is the value:
/// `isSame(as:)` and `order(to:)`.
public enum MetadataValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// A finite number. `Metadata` and filters refuse NaN and the infinities.
    case number(Double)
    case string(String)
    /// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
    case date(Int64)
    /// Scalars of any type; `Metadata` refuses an array in an array.
    case array([MetadataValue])

    /// A date from ISO 8601 text; see `MetadataDate` for the forms.
    /// - Throws: `MetadataError.invalidDate`.
    public static func date(iso8601 text: String) throws(MetadataError) -> MetadataValue {
        .date(try MetadataDate.milliseconds(text))
    }

    /// The type.
    public var type: MetadataType {
        switch self {
        case .null: .null
        case .boolean: .boolean
        case .integer, .number: .number
        case .string: .string
        case .date: .date
        case .array: .array
        }
    }

    /// Whether a filter's `==` holds between the two: same type and same value. 1 is the same as 1.0; texts are the
    /// same when Unicode calls them canonically equivalent; arrays element by element, in order.
    public func isSame(as other: MetadataValue) -> Bool { canonical == other.canonical }

    /// -1, 0 or 1 as this value is below, the same as or above the other; nil unless both are numbers, both texts or
    /// both dates. An integer and another number are compared exactly, without conversion to either type.
    /// Texts are ordered by Swift's order of strings: by the scalars of their canonical form.
    public func order(to other: MetadataValue) -> Int? {
        switch (self, other) {
        case (.integer(let a), .integer(let b)): Self.order(a, b)
        case (.number(let a), .number(let b)): a.isNaN || b.isNaN ? nil : Self.order(a, b)
        case (.integer(let a), .number(let b)): Self.order(integer: a, number: b)
        case (.number(let a), .integer(let b)): Self.order(integer: b, number: a).map { -$0 }
        case (.string(let a), .string(let b)): Self.order(a, b)
        case (.date(let a), .date(let b)): Self.order(a, b)
        default: nil
        }
    }

    private static func order<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : a == b ? 0 : 1 }

    private static func order(integer a: Int64, number b: Double) -> Int? {
        if b.isNaN { return nil }
        if b >= 0x1p63 { return -1 }
        if b < -0x1p63 { return 1 }
        let whole = b.rounded(.towardZero)
        let order = order(a, Int64(whole))
        return order != 0 ? order : Self.order(whole, b)
    }
}

extension MetadataValue {
    /// The form in which the same values are equal: whole numbers that fit are integers.
    var canonical: MetadataValue {
        switch self {
        case .number(let value):
            value.isFinite && !Self.isCanonical(value) ? .integer(Int64(value)) : self
        case .array(let values): .array(values.map(\.canonical))
        default: self
        }
    }

    /// Whether the number is finite and no integer of 64 bits.
    static func isCanonical(_ value: Double) -> Bool {
        value.isFinite && (value < -0x1p63 || value >= 0x1p63 || value != value.rounded(.towardZero))
    }

    /// Whether there is NaN or an infinity in it.
    var isFinite: Bool {
        switch self {
        case .number(let value): value.isFinite
        case .array(let values): values.allSatisfy(\.isFinite)
        default: true
        }
    }

    /// Bytes that the value counts for: eight for a scalar that is no text, the UTF-8 of a text, the sum of an array.
    var size: Int {
        switch self {
        case .null, .boolean, .integer, .number, .date: 8
        case .string(let text): text.utf8.count
        case .array(let values): values.reduce(8) { $0 &+ $1.size }
        }
    }
}

extension MetadataValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(nilLiteral: ()) { self = .null }
    public init(arrayLiteral elements: MetadataValue...) { self = .array(elements) }
}
