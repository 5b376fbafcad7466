import KapellJSON

/// What a schema comes to: the kinds of values that it allows, each with its rules. Numbers are places in a table of
/// shapes, so that shapes can contain themselves.
enum Shape: Sendable {
    case union([Int])
    /// These JSON texts.
    case literals([JSONValue])
    case string(StringShape)
    case number(NumberShape)
    case object(ObjectShape)
    case array(ArrayShape)
}

struct StringShape: Sendable, Hashable {
    var least = 0
    var most: Int?
    var patterns: Set<String> = []
    var formats: Set<String> = []

    /// Whether only its length is bounded.
    var isPlain: Bool { patterns.isEmpty && formats.isEmpty }
}

struct NumberShape: Sendable, Hashable {
    struct Bound: Sendable, Hashable {
        var value: JSONValue
        var isExclusive: Bool
    }

    var isInteger = false
    var minimums: [Bound] = []
    var maximums: [Bound] = []
    var multiples: [JSONValue] = []
}

struct ObjectShape: Sendable {
    struct Member: Sendable {
        var name: String
        var shape: Int
        var isRequired: Bool
    }

    /// Properties that are not declared: a set of keys, and what their values are.
    struct Others: Sendable {
        var keys: RegularLanguage
        var shape: Int
    }

    /// In the order in which they are written.
    var members: [Member] = []
    var others: [Others] = []
    var least = 0
    var most: Int?
}

struct ArrayShape: Sendable {
    var prefix: [Int] = []
    /// What those after the prefix are; nil where there are none.
    var rest: Int?
    var least = 0
    var most: Int?
}
