public import KapellJSON

extension KapellConfiguration {
    /// The JSON Schema (draft 2020-12) of `kapell.yaml`, for completion and checks in editors.
    ///
    /// It is made from the table that checks the file. A few rules stay outside of what a schema can say: that a model's
    /// provider is known, which keys go with which kind of provider, the range of sizes with a unit, values of variables,
    /// and that included files exist.
    public static var schema: JSONValue {
        var root = schemaObject(of: ConfigurationTable.root)
        var schema: JSONObject = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "kapell.yaml",
            "description": "The configuration of Kapell, version 1.",
        ]
        for (key, value) in root { schema[key] = value }
        root = schema
        root["$defs"] = [
            "variable": [
                "description": "A text with a variable: ${NAME} or ${NAME:-default}.",
                "type": "string",
                "pattern": .string(#"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}"#),
            ]
        ]
        return .object(root)
    }
}

private let variable: JSONValue = ["$ref": "#/$defs/variable"]

private func schemaObject(of keys: ConfigurationKeys) -> JSONObject {
    var properties: JSONObject = [:]
    var required: [JSONValue] = []
    for key in keys.keys {
        var property: JSONObject = ["description": .string(key.summary)]
        for (name, value) in key.shape.schema { property[name] = value }
        if let value = key.default { property["default"] = value }
        properties[key.name] = .object(property)
        if key.isRequired { required.append(.string(key.name)) }
    }
    var object: JSONObject = ["type": "object", "properties": .object(properties)]
    if !required.isEmpty { object["required"] = .array(required) }
    object["additionalProperties"] = false
    return object
}

extension ConfigurationShape {
    fileprivate var schema: JSONObject {
        switch self {
        case .constant(let value):
            return ["const": .integer(Int64(value))]
        case .integer(let range):
            return ["anyOf": [.object(integerSchema(range)), variable]]
        case .size(let range):
            return [
                "anyOf": [
                    .object(integerSchema(range)),
                    ["type": "string", "pattern": .string(ByteSize.pattern)],
                    variable,
                ]
            ]
        case .choice(let names):
            return ["anyOf": [["enum": .array(names.map { .string($0) })], variable]]
        case .boolean:
            return ["anyOf": [["type": "boolean"], variable]]
        case .text(let rule):
            return rule.schema
        case .list(let item, let count):
            return [
                "type": "array",
                "items": .object(item.schema),
                "minItems": .integer(Int64(count.lowerBound)),
                "maxItems": .integer(Int64(count.upperBound)),
            ]
        case .section(let keys):
            return schemaObject(of: keys)
        case .named(let rule, let value):
            return [
                "type": "object",
                "propertyNames": .object(["pattern": .string(rule.pattern ?? "")]),
                "additionalProperties": .object(value.schema),
            ]
        case .oneOrMore(let item):
            return [
                "anyOf": [.object(item.schema), ["type": "array", "items": .object(item.schema), "minItems": 1]]
            ]
        case .any: return [:]
        case .duration:
            return [
                "anyOf": [
                    .object(integerSchema(0...DurationText.mostSeconds)),
                    ["type": "string", "pattern": .string(DurationText.pattern)], variable,
                ]
            ]
        case .either(let short, let keys):
            return ["anyOf": [.object(short.schema), .object(schemaObject(of: keys))]]
        }
    }

    private func integerSchema(_ range: ClosedRange<Int>) -> JSONObject {
        [
            "type": "integer",
            "minimum": .integer(Int64(range.lowerBound)),
            "maximum": .integer(Int64(range.upperBound)),
        ]
    }
}

extension TextRule {
    fileprivate var schema: JSONObject {
        var text: JSONObject = ["type": "string"]
        if minimumLength > 0 { text["minLength"] = .integer(Int64(minimumLength)) }
        text["maxLength"] = .integer(Int64(maximumLength))
        guard let pattern else { return text }
        text["pattern"] = .string(pattern)
        return allowsVariables ? ["anyOf": [.object(text), variable]] : text
    }
}
