package import KapellJSON

/// Brings a JSON Schema into the part of the language that Anthropic's structured answers keep to.
///
/// All objects are closed, `oneOf` becomes `anyOf`, and what is not kept is told the model in the description. Source:
/// the limits that the official client works around.
package enum AnthropicSchema {
    private static let kept: Set<String> = [
        "$defs", "$ref", "type", "properties", "required", "items", "anyOf", "allOf", "enum", "const", "description",
        "title", "default",
    ]
    private static let formats: Set<String> = [
        "date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid",
    ]
    /// Levels below which nothing is looked at.
    private static let depthLimit = 64

    /// The schema, and the names of what it does not demand any more.
    package static func strict(_ schema: JSONValue) -> (schema: JSONValue, losses: [String]) {
        var losses: [String] = []
        let result = convert(schema, depth: 0, &losses)
        return (result, losses)
    }

    private static func convert(_ schema: JSONValue, depth: Int, _ losses: inout [String]) -> JSONValue {
        guard let object = schema.objectValue, depth < depthLimit else { return schema }
        var result: JSONObject = [:]
        var told: [String] = []
        for (key, value) in object {
            switch key {
            case "properties", "$defs", "definitions":
                let inner = value.objectValue?.mapValues { convert($0, depth: depth + 1, &losses) } ?? [:]
                result[key == "definitions" ? "$defs" : key] = .object(inner)
            case "items": result[key] = convert(value, depth: depth + 1, &losses)
            case "anyOf", "allOf", "oneOf":
                let inner = (value.arrayValue ?? []).map { convert($0, depth: depth + 1, &losses) }
                result[key == "oneOf" ? "anyOf" : key] = .array(inner)
            case "$ref":
                let old = "#/definitions/"
                let text = value.stringValue ?? ""
                result[key] = .string(text.hasPrefix(old) ? "#/$defs/" + text.dropFirst(old.count) : text)
            case "additionalProperties":
                if value != false { note(key, value, &told, &losses) }
            case "format" where formats.contains(value.stringValue ?? ""): result[key] = value
            case "minItems" where value == 0 || value == 1: result[key] = value
            case "$schema", "$id", "$comment", "strict": break
            default:
                if kept.contains(key) { result[key] = value } else { note(key, value, &told, &losses) }
            }
        }
        if isObject(result) {
            if result["properties"] == nil { result["properties"] = [:] }
            result["additionalProperties"] = false
        }
        if !told.isEmpty {
            let before = result["description"]?.stringValue.map { $0 + "\n\n" } ?? ""
            result["description"] = .string(before + "{" + told.joined(separator: ", ") + "}")
        }
        return .object(result)
    }

    private static func isObject(_ schema: JSONObject) -> Bool {
        if schema["type"]?.stringValue == "object" { return true }
        if let types = schema["type"]?.arrayValue { return types.contains("object") }
        return schema["properties"] != nil
    }

    private static func note(_ key: String, _ value: JSONValue, _ told: inout [String], _ losses: inout [String]) {
        told.append("\(key): \(value.serialized())")
        if !losses.contains(key) { losses.append(key) }
    }
}
