/// Where schemas lie within a schema.
enum SchemaChildren {
    private static let single = [
        "additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
        "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
    ]
    private static let lists = ["allOf", "anyOf", "items", "oneOf", "prefixItems"]
    private static let maps = [
        "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties",
    ]

    /// The schemas directly within `schema`, which lies at `pointer`.
    static func all(of schema: JSONObject, at pointer: String) -> [SchemaResource.Spot] {
        var spots: [SchemaResource.Spot] = []
        for keyword in single {
            guard let value = schema[keyword], case .object = value else { continue }
            spots.append(.init(pointer: "\(pointer)/\(keyword)", value: value))
        }
        for keyword in lists {
            guard case .array(let values)? = schema[keyword] else { continue }
            for (place, value) in values.enumerated() {
                guard case .object = value else { continue }
                spots.append(.init(pointer: "\(pointer)/\(keyword)/\(place)", value: value))
            }
        }
        for keyword in maps {
            guard case .object(let values)? = schema[keyword] else { continue }
            for (key, value) in values {
                guard case .object = value else { continue }
                spots.append(.init(pointer: "\(pointer)/\(keyword)/\(SchemaPointer.escaped(key))", value: value))
            }
        }
        return spots
    }
}
