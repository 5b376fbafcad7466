import KapellJSON

/// Checks values against the part of JSON Schema 2020-12 that the schema of `kapell.yaml` uses.
struct SchemaChecker {
    var root: JSONValue

    func accepts(_ value: JSONValue) -> Bool { accepts(value, root) }

    private func accepts(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        if let allowed = schema.boolValue { return allowed }
        guard let rules = schema.objectValue else { return false }
        for (name, rule) in rules where !holds(name, rule, value, rules) { return false }
        return true
    }

    private func holds(_ name: String, _ rule: JSONValue, _ value: JSONValue, _ rules: JSONObject) -> Bool {
        switch name {
        case "$schema", "$defs", "title", "description", "default":
            return true
        case "$ref":
            let target = rule.stringValue?.split(separator: "/").dropFirst().reduce(root) { $0?[String($1)] }
            return target.map { accepts(value, $0) } ?? false
        case "type":
            return isType(rule.stringValue ?? "", value)
        case "const":
            return value == rule
        case "enum":
            return rule.arrayValue?.contains(value) == true
        case "anyOf":
            return rule.arrayValue?.contains { accepts(value, $0) } == true
        case "minimum":
            return value.doubleValue.map { $0 >= rule.doubleValue ?? .infinity } ?? true
        case "maximum":
            return value.doubleValue.map { $0 <= rule.doubleValue ?? -.infinity } ?? true
        case "minLength":
            return value.stringValue.map { $0.unicodeScalars.count >= rule.intValue ?? .max } ?? true
        case "maxLength":
            return value.stringValue.map { $0.unicodeScalars.count <= rule.intValue ?? 0 } ?? true
        case "pattern":
            guard let text = value.stringValue else { return true }
            guard let regex = try? Regex(rule.stringValue ?? "(").matchingSemantics(.unicodeScalar) else {
                return false
            }
            return text.firstMatch(of: regex) != nil
        case "minItems":
            return value.arrayValue.map { $0.count >= rule.intValue ?? .max } ?? true
        case "maxItems":
            return value.arrayValue.map { $0.count <= rule.intValue ?? 0 } ?? true
        case "items":
            return value.arrayValue?.allSatisfy { accepts($0, rule) } ?? true
        case "required":
            return value.objectValue.map { object in
                rule.arrayValue?.allSatisfy { object.contains($0.stringValue ?? "") } == true
            } ?? true
        case "properties":
            guard let object = value.objectValue, let properties = rule.objectValue else { return true }
            return properties.allSatisfy { name, property in object[name].map { accepts($0, property) } ?? true }
        case "propertyNames":
            return value.objectValue?.keys.allSatisfy { accepts(.string($0), rule) } ?? true
        case "additionalProperties":
            guard let object = value.objectValue else { return true }
            return object.allSatisfy { rules["properties"]?[$0.0] != nil || accepts($0.1, rule) }
        default:
            return false  // a keyword that this checker does not know must not pass unseen
        }
    }

    private func isType(_ type: String, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string): true
        case ("boolean", .bool): true
        case ("integer", .integer), ("integer", .unsigned): true
        default: false
        }
    }
}
