import KapellJSON
import KapellTesting
import Testing

@Suite("JSON Schema, fuzzing")
struct JSONSchemaFuzzTests {
    private static let limits = SchemaLimits(steps: 20_000, depth: 200, violations: 10)

    /// Makes random schemas: mostly right, often recursive, sometimes wrong.
    private struct Maker {
        var values: RandomJSON

        private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &values.random) }

        mutating func schema(depth: Int) -> JSONValue {
            if depth == 0 || values.random.chance(8) { return .bool(!values.random.chance(4)) }
            var schema: JSONObject = [:]
            for _ in 0..<number(1...4) { add(to: &schema, depth: depth - 1) }
            return .object(schema)
        }

        private mutating func list(depth: Int) -> JSONValue {
            .array((0..<number(1...3)).map { _ in schema(depth: depth) })
        }

        private mutating func add(to schema: inout JSONObject, depth: Int) {
            switch number(0...24) {
            case 0: schema["type"] = ["string", "object", "array", "integer", "null", "text"][number(0...5)]
            case 1: schema["properties"] = ["a": self.schema(depth: depth), "b": self.schema(depth: depth)]
            case 2: schema["items"] = self.schema(depth: depth)
            case 3: schema["prefixItems"] = list(depth: depth)
            case 4: schema["allOf"] = list(depth: depth)
            case 5: schema["anyOf"] = list(depth: depth)
            case 6: schema["oneOf"] = list(depth: depth)
            case 7: schema["not"] = self.schema(depth: depth)
            case 8: schema["if"] = self.schema(depth: depth)
            case 9: schema["then"] = self.schema(depth: depth)
            case 10: schema["else"] = self.schema(depth: depth)
            case 11:
                schema["$ref"] = .string(["#", "#/$defs/a", "#/$defs/b", "#c", "#/properties/a", "x"][number(0...5)])
            case 12: schema["$dynamicRef"] = .string(["#", "#d"][number(0...1)])
            case 13: schema["unevaluatedProperties"] = self.schema(depth: depth)
            case 14: schema["unevaluatedItems"] = self.schema(depth: depth)
            case 15: schema["additionalProperties"] = self.schema(depth: depth)
            case 16: schema["patternProperties"] = ["^a|(b+)+$": self.schema(depth: depth)]
            case 17: schema["propertyNames"] = self.schema(depth: depth)
            case 18: schema["contains"] = self.schema(depth: depth)
            case 19: schema["minContains"] = .integer(Int64(number(0...2)))
            case 20: schema["uniqueItems"] = true
            case 21: schema["dependentSchemas"] = ["a": self.schema(depth: depth)]
            case 22: schema["enum"] = .array([values.value(depth: 1), values.value(depth: 1)])
            case 23: schema["minimum"] = .number(values.double())
            default:
                schema[["const", "maxLength", "multipleOf", "pattern", "required"][number(0...4)]] = values.value(
                    depth: 1)
            }
        }

        mutating func root() -> JSONValue {
            var root = schema(depth: 4).objectValue ?? [:]
            root["$defs"] = [
                "a": schema(depth: 3), "b": schema(depth: 3), "c": ["$anchor": "c"], "d": ["$dynamicAnchor": "d"],
            ]
            return .object(root)
        }

        mutating func instance(depth: Int) -> JSONValue {
            switch number(0...5) {
            case 0 where depth > 0: .array((0..<number(0...4)).map { _ in instance(depth: depth - 1) })
            case 1 where depth > 0, 2 where depth > 0:
                ["a": instance(depth: depth - 1), "b": instance(depth: depth - 1)]
            case 3 where depth > 0: ["ab": instance(depth: depth - 1)]
            default: values.value(depth: 1)
            }
        }
    }

    @Test("Random schemas are compiled or refused, and check and report agree", arguments: 0..<4)
    func schemas(seed: UInt64) throws {
        var maker = Maker(values: RandomJSON(seed: 300 + seed))
        var compiled = 0
        var valid = 0
        for _ in 0..<1_000 {
            let root = maker.root()
            guard let schema = try? JSONSchema(root, options: SchemaOptions(limits: Self.limits)) else { continue }
            compiled += 1
            for _ in 0..<4 {
                let value = maker.instance(depth: 4)
                let found = schema.validate(value)
                let isValid = schema.isValid(value)
                if isValid { valid += 1 }
                #expect(isValid == found.isEmpty, "\(root.serialized()) \(value.serialized())")
                #expect(found.count <= 11)
            }
        }
        #expect(compiled > 100 && valid > 100)
    }

    @Test("Random regular expressions are compiled or refused, and end")
    func patterns() throws {
        var random = SeededGenerator(5)
        let pieces = [
            "a", "b", ".", "*", "+", "?", "{2}", "{1,3}", "{", "}", "(", ")", "(?:", "(?=", "(?!", "(?<=", "(?<!", "|",
            "[", "]", "[^", "a-z", "-", "\\d", "\\W", "\\b", "\\B", "\\p{L}", "\\u0061", "\\x", "\\1", "^", "$", "é",
        ]
        var compiled = 0
        for _ in 0..<6_000 {
            let text = (0..<Int.random(in: 1...10, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            let options = SchemaOptions(limits: Self.limits)
            guard let schema = try? JSONSchema(["pattern": .string(text.joined())], options: options) else { continue }
            compiled += 1
            for subject in ["", "a", "abab", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "zé1"] {
                _ = schema.isValid(.string(subject))
            }
        }
        #expect(compiled > 500)
    }
}
