import KapellJSON

/// Makes values for the schemas of ``RandomSchema``, by another way than grammars: it reads the schema and guesses. What it
/// makes need not be valid.
struct RandomInstance {
    let root: JSONValue
    var dice: Dice

    mutating func value(_ schema: JSONValue, _ depth: Int = 0) -> JSONValue {
        guard case .object(let object) = schema, depth < 30 else { return anything() }
        if let reference = object["$ref"]?.stringValue, let name = reference.split(separator: "/").last {
            return value(root["$defs"]?[String(name)] ?? true, depth + 1)
        }
        if let choices = object["anyOf"]?.arrayValue ?? object["oneOf"]?.arrayValue {
            return value(depth > 6 ? choices[choices.count - 1] : dice.one(of: choices), depth + 1)
        }
        if let parts = object["allOf"]?.arrayValue { return value(parts[0], depth + 1) }
        if let values = object["enum"]?.arrayValue { return dice.one(of: values) }
        if let constant = object["const"] { return constant }
        var kind = object["type"]?.stringValue
        if let kinds = object["type"]?.arrayValue { kind = dice.one(of: kinds).stringValue }
        switch kind {
        case "string": return .string(string(object))
        case "integer": return integer(object)
        case "number": return number(object)
        case "boolean": return .bool(dice.isOne(in: 2))
        case "array": return array(object, depth)
        case "object": return self.object(object, depth)
        default: return .null
        }
    }

    private mutating func anything() -> JSONValue { dice.one(of: [.null, 1, "x", [1], ["k": 0.5]]) }

    private mutating func string(_ schema: JSONObject) -> String {
        let samples = [
            "", "a", "abb", "red", "b", "555-1234", "x42", "é", "日本", "Äpfel", "abcd", "x", "a\nb", "tab\tq\"uo\\te",
            "2024-02-29", "23:59:00Z", "2024-01-31T10:00:00.5+01:00", "P1DT2H", "a.b@example.com", "example.com",
            "10.0.0.255",
            "::1", "fe80::1:2", "123e4567-e89b-12d3-a456-426614174000", "https://example.com/a?b=c#d", "/a/b", "/~0/~1",
            "\u{1}", "😀", "long enough text",
        ]
        return dice.one(of: samples)
    }

    private mutating func integer(_ schema: JSONObject) -> JSONValue {
        let low = schema["minimum"]?.intValue ?? -2_000
        let high = schema["maximum"]?.intValue ?? low + 3_000
        let step = schema["multipleOf"]?.intValue ?? 1
        let value = dice.one(of: [low, high, dice.number(low...high), 0])
        return .integer(Int64(value / step * step))
    }

    private mutating func number(_ schema: JSONObject) -> JSONValue {
        let low = schema["minimum"]?.doubleValue ?? schema["exclusiveMinimum"]?.doubleValue ?? -3
        let value = low + Double(dice.number(0...80)) / 64
        return dice.isOne(in: 3) ? .integer(Int64(value)) : .number((value * 100).rounded() / 100)
    }

    private mutating func array(_ schema: JSONObject, _ depth: Int) -> JSONValue {
        let least = schema["minItems"]?.intValue ?? 0
        let most = schema["maxItems"]?.intValue ?? least + 3
        let prefix = schema["prefixItems"]?.arrayValue ?? []
        let count = depth > 8 ? least : dice.number(min(least, most)...most)
        return .array(
            (0..<count).map { place in value(place < prefix.count ? prefix[place] : schema["items"] ?? true, depth + 1)
            })
    }

    private mutating func object(_ schema: JSONObject, _ depth: Int) -> JSONValue {
        var result: JSONObject = [:]
        let required = Set((schema["required"]?.arrayValue ?? []).compactMap(\.stringValue))
        for (name, property) in schema["properties"]?.objectValue ?? [:]
        where required.contains(name) || depth < 8 && dice.isOne(in: 2) {
            result[name] = value(property, depth + 1)
        }
        if let additional = schema["additionalProperties"], additional != false {
            for name in ["x", "ab", "y", "other key"] where dice.isOne(in: 3) {
                result[name] = value(additional, depth + 1)
            }
        }
        if let patterns = schema["patternProperties"]?.objectValue {
            if dice.isOne(in: 2) { result["n_x"] = value(patterns["^n_"] ?? true, depth + 1) }
            if dice.isOne(in: 2) { result["k2"] = true }
        }
        return .object(result)
    }

    /// The value with one small change.
    mutating func mutated(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(var values):
            guard !values.isEmpty, !dice.isOne(in: 3) else { return .array(values + [dice.one(of: [1, "zz", .null])]) }
            let place = dice.number(0...(values.count - 1))
            values[place] = mutated(values[place])
            return .array(values)
        case .object(var object):
            guard let key = object.keys.randomElement(using: &dice.random) else { return ["unknown": 1] }
            switch dice.number(0...3) {
            case 0: object[key] = nil
            case 1: object["stray"] = "s"
            default: object[key] = object[key].map { mutated($0) }
            }
            return .object(object)
        case .string(let text): return dice.one(of: [.string(text + "!"), .string(String(text.dropFirst())), 3])
        case .integer(let number): return dice.one(of: [.integer(number &+ 1), .integer(-number), "1", .number(0.25)])
        case .number(let number): return dice.one(of: [.number(number + 1), .number(-number), .null])
        default: return dice.one(of: ["text", 0, [], [:]])
        }
    }
}
