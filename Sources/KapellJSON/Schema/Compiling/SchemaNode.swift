/// A value that is shared instead of copied.
final class SchemaShared<Value: Sendable>: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}

/// A compiled schema. Other schemas are named by their number in the program.
struct SchemaNode: Sendable {
    /// The place in the schema, for messages.
    var place: String
    var resource: Int
    /// Whether this is the root of a resource that has dynamic anchors.
    var entersResource = false
    /// The schemas `true` and `false`.
    var verdict: Bool?
    var types: SchemaTypes = []
    var constant: JSONValue?
    var choices: SchemaShared<SchemaChoices>?
    var number: SchemaShared<SchemaNumberRules>?
    var string: SchemaShared<SchemaStringRules>?
    var array: SchemaShared<SchemaArrayRules>?
    var object: SchemaShared<SchemaObjectRules>?
    var inPlace: SchemaShared<SchemaInPlaceRules>?
    var unevaluatedItems: Int?
    var unevaluatedProperties: Int?
}

/// The values that `enum` allows.
struct SchemaChoices: Sendable {
    var scalars: Set<JSONValue> = []
    var containers: [JSONValue] = []
    var words: String

    func contains(_ value: JSONValue) -> Bool {
        switch value {
        case .array, .object: containers.contains(value)
        default: scalars.contains(value)
        }
    }
}

struct SchemaNumberRules: Sendable {
    var minimum: JSONValue?
    var maximum: JSONValue?
    var exclusiveMinimum: JSONValue?
    var exclusiveMaximum: JSONValue?
    var multipleOf: JSONValue?
}

struct SchemaStringRules: Sendable {
    var minLength: Int?
    var maxLength: Int?
    var pattern: SchemaPattern?
    var format: SchemaFormat?
}

struct SchemaArrayRules: Sendable {
    var minItems: Int?
    var maxItems: Int?
    var isUnique = false
    var prefix: [Int] = []
    var rest: Int?
    var restKeyword = "items"
    var contains: Int?
    var minContains: Int?
    var maxContains: Int?
    /// Whether what `contains` finds counts as evaluated: since 2020-12.
    var containsMarks = true
}

struct SchemaObjectRules: Sendable {
    var minProperties: Int?
    var maxProperties: Int?
    var required: [String] = []
    var properties = SchemaTable<Int>()
    var patterns: [(pattern: SchemaPattern, node: Int)] = []
    var additional: Int?
    var names: Int?
    var dependentRequired = SchemaTable<[String]>()
    var dependentSchemas = SchemaTable<Int>()
    var dependentKeyword = "dependentSchemas"
    var dependentRequiredKeyword = "dependentRequired"

    /// Whether properties have to be looked at one by one.
    var hasProperties: Bool {
        !properties.isEmpty || !patterns.isEmpty || additional != nil || names != nil
    }
}

struct SchemaInPlaceRules: Sendable {
    var reference: Int?
    /// A reference whose target depends on the resources that led here.
    var dynamic: (target: Int, name: SchemaKey)?
    var allOf: [Int] = []
    var anyOf: [Int] = []
    var oneOf: [Int] = []
    var not: Int?
    var condition: Int?
    var then: Int?
    var otherwise: Int?

    var isEmpty: Bool {
        reference == nil && dynamic == nil && allOf.isEmpty && anyOf.isEmpty && oneOf.isEmpty && not == nil
            && condition == nil
    }
}
