import KapellCore
import KapellJSON

/// Makes random schemas of what can be enforced, with references and recursion.
struct RandomSchema {
    var dice: Dice

    init(_ seed: UInt64) { dice = Dice(seed) }

    mutating func root() -> JSONValue {
        var root = schema(4).objectValue ?? [:]
        root["$defs"] = ["leaf": schema(1), "node": node()]
        return .object(root)
    }

    /// A schema that contains itself, and has an end.
    private mutating func node() -> JSONValue {
        [
            "type": "object",
            "properties": [
                "value": schema(1), "next": ["anyOf": [["$ref": "#/$defs/node"], ["type": "null"]]],
                "children": ["type": "array", "items": ["$ref": "#/$defs/node"], "maxItems": 3],
            ],
            "required": dice.isOne(in: 2) ? ["value", "next"] : ["value"], "additionalProperties": false,
        ]
    }

    mutating func schema(_ depth: Int) -> JSONValue {
        switch dice.number(0...(depth > 0 ? 17 : 8)) {
        case 0, 1: return string()
        case 2: return integer()
        case 3: return number()
        case 4: return ["type": "boolean"]
        case 5:
            return [
                "enum": dice.one(of: [["red", "green", "blue"], [1, 2.5, "x", .null], [true, ["a", 1], ["k": "v"]]])
            ]
        case 6: return ["const": dice.one(of: ["fixed", 7, .null, ["q\"uote", "é"]])]
        case 7: return ["type": dice.one(of: [["string", "null"], ["integer", "boolean"], ["number", "string"]])]
        case 8: return depth > 0 ? ["$ref": dice.one(of: ["#/$defs/leaf", "#/$defs/node"])] : ["type": "null"]
        case 9, 10: return array(depth - 1)
        case 11: return ["anyOf": .array((0...dice.number(1...2)).map { _ in schema(depth - 1) })]
        case 12: return ["allOf": [object(depth - 1), ["maxProperties": 5], ["properties": ["a": ["title": "A"]]]]]
        case 13: return oneOf(depth - 1)
        case 14: return map(depth - 1)
        default: return object(depth - 1)
        }
    }

    private mutating func string() -> JSONValue {
        var schema: JSONObject = ["type": "string"]
        switch dice.number(0...5) {
        case 0: schema["maxLength"] = .integer(Int64(dice.number(0...6)))
        case 1:
            schema["minLength"] = .integer(Int64(dice.number(0...3)))
            schema["maxLength"] = .integer(Int64(dice.number(3...20)))
        case 2: schema["pattern"] = .string(dice.one(of: Self.patterns))
        case 3: schema["format"] = .string(dice.one(of: Self.formats))
        case 4:
            schema["pattern"] = "^[a-zé\"\\\\]*$"
            schema["minLength"] = .integer(Int64(dice.number(0...3)))
            schema["maxLength"] = .integer(Int64(dice.number(4...9)))
        default: break
        }
        return .object(schema)
    }

    static let patterns = [
        "^[a-z]+$", "^(red|green)?$", "b", "^\\d{3}-\\d{4}$", "[0-9]{2,3}$", "^é|日", "^\\p{Lu}", "^(a|b)*abb$",
        "^.{2,5}$",
        "^[^\"\\\\]{1,4}$", "^\\s*x", "\\n",
    ]
    static let formats = [
        "date", "time", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "uuid", "uri", "uri-reference",
        "json-pointer",
    ]

    private mutating func integer() -> JSONValue {
        var schema: JSONObject = ["type": "integer"]
        let low = dice.number(-1500...1500)
        if dice.isOne(in: 2) { schema["minimum"] = .integer(Int64(low)) }
        if dice.isOne(in: 2) { schema["maximum"] = .integer(Int64(low + dice.number(20...3000))) }
        if dice.isOne(in: 4) { schema["multipleOf"] = .integer(Int64(dice.number(1...17))) }
        return .object(schema)
    }

    private mutating func number() -> JSONValue {
        var schema: JSONObject = ["type": "number"]
        let low = Double(dice.number(-900...900)) / Double(dice.one(of: [1, 4, 10, 100, 1000]))
        if dice.isOne(in: 2) { schema[dice.one(of: ["minimum", "exclusiveMinimum"])] = .number(low) }
        if dice.isOne(in: 2) { schema[dice.one(of: ["maximum", "exclusiveMaximum"])] = .number(low + 0.75) }
        if dice.isOne(in: 5) { schema["multipleOf"] = .number(dice.one(of: [0.1, 0.01, 0.001])) }
        return .object(schema)
    }

    private mutating func array(_ depth: Int) -> JSONValue {
        var schema: JSONObject = ["type": "array"]
        if !dice.isOne(in: 5) { schema["items"] = self.schema(depth) }
        if dice.isOne(in: 4) { schema["prefixItems"] = [self.schema(depth), self.schema(0)] }
        if dice.isOne(in: 3) { schema["minItems"] = .integer(Int64(dice.number(0...3))) }
        if !dice.isOne(in: 3) { schema["maxItems"] = .integer(Int64(dice.number(3...5))) }
        return .object(schema)
    }

    private mutating func object(_ depth: Int) -> JSONValue {
        var properties: JSONObject = [:]
        for name in ["a", "b", "name", "é\"q", "id", "a b"] where !dice.isOne(in: 3) {
            properties[name] = schema(depth)
        }
        let required = properties.keys.filter { _ in dice.isOne(in: 2) }
        var schema: JSONObject = ["type": "object", "properties": .object(properties)]
        schema["required"] = .array(required.map { .string($0) })
        switch dice.number(0...5) {
        case 0: schema["additionalProperties"] = self.schema(0)
        case 1: schema["additionalProperties"] = true
        case 2: schema["additionalProperties"] = false
        case 3:
            schema["patternProperties"] = ["^n_": self.schema(0), "^(k1|k2)$": ["type": "boolean"]]
            schema["additionalProperties"] = false
        default: break
        }
        if dice.isOne(in: 4) { schema["maxProperties"] = .integer(Int64(max(required.count, dice.number(1...5)))) }
        if dice.isOne(in: 4) { schema["minProperties"] = .integer(Int64(min(properties.count, dice.number(0...3)))) }
        if dice.isOne(in: 8) { schema["dependentRequired"] = ["a": ["b"]] }
        return .object(schema)
    }

    /// An object without declared properties.
    private mutating func map(_ depth: Int) -> JSONValue {
        var schema: JSONObject = ["type": "object", "additionalProperties": self.schema(depth)]
        switch dice.number(0...4) {
        case 0: schema["propertyNames"] = ["pattern": "^[a-z]{1,2}$"]
        case 1: schema["propertyNames"] = ["enum": ["x", "y", "xy"]]
        case 2: schema["minProperties"] = 2
        case 3: schema["maxProperties"] = 2
        default: break
        }
        return .object(schema)
    }

    private mutating func oneOf(_ depth: Int) -> JSONValue {
        let kinds = ["circle", "square", "line"].map { name -> JSONValue in
            [
                "type": "object", "properties": ["kind": ["const": .string(name)], "data": schema(depth)],
                "required": ["kind"],
            ]
        }
        return ["oneOf": .array(kinds + [["type": "string", "maxLength": 4], ["type": "null"]])]
    }
}
