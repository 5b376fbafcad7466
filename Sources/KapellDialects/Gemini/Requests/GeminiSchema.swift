import KapellJSON

/// Gemini's schemas (a part of OpenAPI 3.0's, with types in upper case) as JSON Schema.
enum GeminiSchema {
    /// The same schema in JSON Schema. What is JSON Schema already stays as it is.
    static func jsonSchema(_ schema: JSONValue) -> JSONValue {
        guard case .object(let object) = schema else { return schema }
        var result = JSONObject()
        var isNullable = false
        for (key, value) in object where !value.isNull {
            switch GeminiFields.camel(key) {
            case "type": if let type = type(value) { result["type"] = type }
            case "nullable": isNullable = value.boolValue ?? false
            case "format": if value != "enum" { result["format"] = value }
            case "properties": result["properties"] = properties(value, order: order(of: object))
            case "items": result["items"] = jsonSchema(value)
            case "anyOf": result["anyOf"] = .array((value.arrayValue ?? []).map { jsonSchema($0) })
            case "additionalProperties": result["additionalProperties"] = jsonSchema(value)
            case "defs", "$defs": result["$defs"] = properties(value, order: nil)
            case "ref", "$ref": result["$ref"] = value
            case "example": result["examples"] = [value]
            case "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties":
                result[GeminiFields.camel(key)] = whole(value)
            case "propertyOrdering": break
            default: result[key] = value
            }
        }
        if isNullable { allowNull(&result) }
        return .object(result)
    }

    private static func type(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .string(let name):
            let lower = name.lowercased()
            return lower.isEmpty || lower == "type_unspecified" ? nil : .string(lower)
        case .array(let names): return .array(names.compactMap { type($0) })
        default: return nil
        }
    }

    private static func order(of schema: JSONObject) -> [String]? {
        GeminiFields(schema)["propertyOrdering"]?.arrayValue?.compactMap(\.stringValue)
    }

    private static func properties(_ value: JSONValue, order: [String]?) -> JSONValue {
        guard let object = value.objectValue else { return value }
        var result = JSONObject()
        for name in order ?? [] {
            if let property = object[name] { result[name] = jsonSchema(property) }
        }
        for (name, property) in object where !result.contains(name) { result[name] = jsonSchema(property) }
        return .object(result)
    }

    /// 64-bit numbers come as texts where a client writes JSON by the rules of Protocol Buffers.
    private static func whole(_ value: JSONValue) -> JSONValue {
        guard let text = value.stringValue, let number = Int64(text) else { return value }
        return .integer(number)
    }

    private static func allowNull(_ schema: inout JSONObject) {
        switch schema["type"] {
        case .string(let name): if name != "null" { schema["type"] = [.string(name), "null"] }
        case .array(let names): if !names.contains("null") { schema["type"] = .array(names + ["null"]) }
        default:
            if let options = schema["anyOf"]?.arrayValue { schema["anyOf"] = .array(options + [["type": "null"]]) }
        }
        if let values = schema["enum"]?.arrayValue, !values.contains(.null) {
            schema["enum"] = .array(values + [.null])
        }
    }
}
