/// A field's name in a filter that is built in Swift: `Filter.field("year") >= 2020`.
public struct FilterField: Sendable {
    /// The name, with dots for nested objects: `author.name`.
    public let name: String

    /// `field in [a, b]`.
    public func isIn(_ values: [MetadataValue]) -> Filter { .isIn(name, values) }

    /// `field contains a`: the field is an array with this element.
    public func contains(_ value: MetadataValue) -> Filter { .containsAny(name, [value]) }

    /// `field contains any [a, b]`.
    public func contains(any values: [MetadataValue]) -> Filter { .containsAny(name, values) }

    /// `field contains all [a, b]`.
    public func contains(all values: [MetadataValue]) -> Filter { .containsAll(name, values) }

    /// `exists field`.
    public var exists: Filter { .exists(name) }

    public static func == (field: FilterField, value: MetadataValue) -> Filter {
        .comparison(field.name, .equal, value)
    }

    public static func != (field: FilterField, value: MetadataValue) -> Filter {
        .comparison(field.name, .notEqual, value)
    }

    public static func < (field: FilterField, value: MetadataValue) -> Filter {
        .comparison(field.name, .less, value)
    }

    public static func <= (field: FilterField, value: MetadataValue) -> Filter {
        .comparison(field.name, .lessOrEqual, value)
    }

    public static func > (field: FilterField, value: MetadataValue) -> Filter {
        .comparison(field.name, .greater, value)
    }

    public static func >= (field: FilterField, value: MetadataValue) -> Filter {
        .comparison(field.name, .greaterOrEqual, value)
    }
}

extension Filter {
    /// The field, to build a condition with.
    public static func field(_ name: String) -> FilterField { FilterField(name: name) }

    /// Both. A chain becomes one `and`.
    public static func && (left: Filter, right: Filter) -> Filter {
        if case .and(let filters) = left { return .and(filters + [right]) }
        return .and([left, right])
    }

    /// Either. A chain becomes one `or`.
    public static func || (left: Filter, right: Filter) -> Filter {
        if case .or(let filters) = left { return .or(filters + [right]) }
        return .or([left, right])
    }

    /// The opposite.
    public static prefix func ! (filter: Filter) -> Filter { .not(filter) }
}
