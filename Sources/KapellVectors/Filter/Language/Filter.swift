/// A condition on a row's metadata.
///
/// Written as text (`Filter.init(_:limits:)`), built (`Filter.field("year") >= 2020`), or made from its cases by a
/// reader of another language. `description` is text that parses to the same filter.
///
/// Two-valued: a row matches or does not. A missing field reads as null. A comparison of values of different types is
/// false, and so its `not` is true; `FilterIndex.plan(_:)` refuses comparisons that can hold for no row.
public indirect enum Filter: Sendable, Hashable {
    /// `true`: every row.
    case everything
    /// `false`: no row.
    case nothing
    /// Every one of them; of none, every row.
    case and([Filter])
    /// At least one of them; of none, no row.
    case or([Filter])
    case not(Filter)
    /// `field == value` and its kind.
    case comparison(String, Comparison, MetadataValue)
    /// `field in [a, b]`: the field's value is one of them, as `==` has it.
    case isIn(String, [MetadataValue])
    /// `field contains a`, `field contains any [a, b]`: the field is an array that has at least one of them.
    case containsAny(String, [MetadataValue])
    /// `field contains all [a, b]`: the field is an array that has every one of them.
    case containsAll(String, [MetadataValue])
    /// `exists field`: the field is there and is not null.
    case exists(String)

    /// An operator between a field and a value.
    public enum Comparison: String, Sendable, Hashable, CaseIterable {
        case equal = "=="
        /// Exactly where `==` does not hold: also rows without the field.
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="

        /// Whether it is one of `<`, `<=`, `>` and `>=`.
        public var isOrdering: Bool { self != .equal && self != .notEqual }

        /// The operator with its sides exchanged: `<` for `>`.
        var flipped: Comparison {
            switch self {
            case .equal, .notEqual: self
            case .less: .greater
            case .lessOrEqual: .greaterOrEqual
            case .greater: .less
            case .greaterOrEqual: .lessOrEqual
            }
        }
    }
}

/// How large a filter may be.
public struct FilterLimits: Sendable, Hashable {
    /// Bytes of text in UTF-8.
    public var bytes: Int
    /// Conditions within conditions.
    public var depth: Int
    /// Conditions and values in all.
    public var terms: Int

    /// 1 MiB of text, 64 levels, 65,536 conditions and values.
    public init(bytes: Int = 1_048_576, depth: Int = 64, terms: Int = 65_536) {
        self.bytes = bytes
        self.depth = depth
        self.terms = terms
    }
}
