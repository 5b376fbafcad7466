import KapellJSON

/// Looks for keywords of one schema that exclude each other. In doubt they do not.
enum SchemaClash {
    /// What is wrong; nil where nothing was found.
    static func find(in schema: JSONObject) -> String? {
        range(schema) ?? counts(schema) ?? values(schema) ?? properties(schema)
    }

    // MARK: Bounds

    private struct Bound {
        var key: String
        var value: JSONValue
        var number: Double
        var isExclusive: Bool

        var description: String { "\"\(key)\" is \(value)" }
    }

    private static func range(_ schema: JSONObject) -> String? {
        let isWhole = schema["type"]?.stringValue == "integer"
        for low in bounds(schema, ["minimum", "exclusiveMinimum"]) {
            for high in bounds(schema, ["maximum", "exclusiveMaximum"]) {
                let isExclusive = low.isExclusive || high.isExclusive
                if low.number > high.number || isExclusive && low.value == high.value
                    || isWhole && !hasWhole(low, high)
                {
                    return "\(low.description) and \(high.description)."
                }
            }
        }
        return nil
    }

    private static func bounds(_ schema: JSONObject, _ keys: [String]) -> [Bound] {
        keys.compactMap { key in
            guard let value = schema[key], let number = value.doubleValue else { return nil }
            return Bound(key: key, value: value, number: number, isExclusive: key.hasPrefix("exclusive"))
        }
    }

    /// Whether there is a whole number between the bounds. Beyond 52 bits not every one is a `Double`.
    private static func hasWhole(_ low: Bound, _ high: Bound) -> Bool {
        guard max(low.number.magnitude, high.number.magnitude) < 0x1p52 else { return true }
        let least = low.isExclusive ? low.number.rounded(.down) + 1 : low.number.rounded(.up)
        let most = high.isExclusive ? high.number.rounded(.up) - 1 : high.number.rounded(.down)
        return least <= most
    }

    private static func counts(_ schema: JSONObject) -> String? {
        for (least, most) in [
            ("minLength", "maxLength"), ("minItems", "maxItems"), ("minProperties", "maxProperties"),
        ] {
            if let low = schema[least], let high = schema[most], let count = low.doubleValue,
                let limit = high.doubleValue, count > limit
            {
                return "\"\(least)\" is \(low) and \"\(most)\" is \(high)."
            }
        }
        return nil
    }

    // MARK: Values

    private static func values(_ schema: JSONObject) -> String? {
        let choices = schema["enum"]?.arrayValue
        if choices?.isEmpty == true { return "\"enum\" has no values." }
        let const = schema["const"]
        if let choices, let const, !choices.contains(const) { return "\"const\" is no value of \"enum\"." }
        let types: [String]
        switch schema["type"] {
        case .string(let type)?: types = [type]
        case .array(let list)?: types = list.compactMap(\.stringValue)
        default: return nil
        }
        let wanted = types.joined(separator: " or ")
        if let const, !types.contains(where: { isValue(const, of: $0) }) {
            return "\"type\" is \(wanted), and \"const\" is \(short(const))."
        }
        if let choices, !choices.contains(where: { choice in types.contains { isValue(choice, of: $0) } }) {
            return "\"type\" is \(wanted), and no value of \"enum\" is."
        }
        return nil
    }

    private static func isValue(_ value: JSONValue, of type: String) -> Bool {
        switch type {
        case "null": value == .null
        case "boolean": value.boolValue != nil
        case "string": value.stringValue != nil
        case "array": value.arrayValue != nil
        case "object": value.objectValue != nil
        case "number": value.doubleValue != nil
        case "integer": value.doubleValue.map { $0.rounded() == $0 } ?? false
        default: true
        }
    }

    private static func short(_ value: JSONValue) -> String {
        let text = "\(value)"
        return text.count > 80 ? "\(text.prefix(80))…" : text
    }

    // MARK: Properties

    private static func properties(_ schema: JSONObject) -> String? {
        guard schema["type"]?.stringValue == "object", let required = schema["required"]?.arrayValue else { return nil }
        let names = Set(required.compactMap(\.stringValue))
        if let most = schema["maxProperties"]?.doubleValue, Double(names.count) > most {
            return
                "\(names.count) properties are required, and \"maxProperties\" is \(schema["maxProperties"] ?? .null)."
        }
        let properties = schema["properties"]?.objectValue ?? [:]
        let isClosed =
            schema["additionalProperties"] == false && (schema["patternProperties"]?.objectValue?.isEmpty ?? true)
        for case .string(let name) in required {
            if let property = properties[name] {
                if property == false { return "the property \"\(name)\" is required, and nothing may be its value." }
            } else if isClosed {
                return "the property \"\(name)\" is required, and \"additionalProperties\" forbids it."
            }
        }
        return nil
    }
}
