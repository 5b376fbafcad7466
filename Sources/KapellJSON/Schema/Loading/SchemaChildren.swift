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

    /// How many schemas lie directly within `schema`, at most.
    static func count(of schema: JSONObject) -> Int {
        var count = 0
        for (key, value) in schema {
            switch value {
            case .array(let values) where lists.contains(key): count += values.count
            case .object(let values) where maps.contains(key): count += values.count
            default: count += 1
            }
        }
        return count
    }

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
