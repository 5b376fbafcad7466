import KapellJSON
import Testing

@Suite("JSON Schema, hostile schemas and values")
struct JSONSchemaHostileTests {
    /// `keyword: [next, next]` in a chain, so that the last schema is reached by 2^`count` ways.
    private func doubling(_ keyword: String, _ count: Int, last: JSONValue, extra: JSONObject = [:]) -> JSONValue {
        var definitions: JSONObject = [:]
        for place in 0..<count {
            let next: JSONValue = ["$ref": .string("#/$defs/s\(place + 1)")]
            definitions["s\(place)"] = [keyword: [next, next]]
        }
        definitions["s\(count)"] = last
        var schema: JSONObject = ["$defs": .object(definitions), "$ref": "#/$defs/s0"]
        schema.merge(extra)
        return .object(schema)
    }

    @Test("What references reach by 2^60 ways is judged once", arguments: ["allOf", "anyOf", "oneOf"])
    func doubled(keyword: String) throws {
        let schema = try JSONSchema(doubling(keyword, 60, last: ["type": "string"]))
        #expect(schema.isValid("x") == (keyword != "oneOf"))
        let found = schema.validate(1)
        #expect(found.count == 1)
        #expect(found.allSatisfy { !$0.isLimit && $0.message.utf8.count < 5_000 })
        let object = try JSONSchema(
            doubling(keyword, 60, last: ["properties": ["a": true]], extra: ["unevaluatedProperties": false]))
        #expect(object.isValid(["a": 1]) == (keyword != "oneOf"))
        #expect(!object.isValid(["b": 1]))
    }

    @Test("A chain that doubles at each level of the value is judged once at each")
    func doubledBelow() throws {
        let schema = try JSONSchema([
            "$defs": ["t": ["allOf": [["items": ["$ref": "#/$defs/t"]], ["items": ["$ref": "#/$defs/t"]]]]],
            "$ref": "#/$defs/t",
        ])
        var value: JSONValue = []
        for _ in 0..<100 { value = [value] }
        #expect(schema.isValid(value))
    }

    @Test(
        "A reference that leads back to itself for the same value ends with a violation that says so",
        arguments: [
            ##"{"$ref": "#"}"##, ##"{"allOf": [{"$ref": "#"}]}"##, ##"{"not": {"$ref": "#"}}"##,
            ##"{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"anyOf": [{"$ref": "#/$defs/a"}]}}, "$ref": "#/$defs/a"}"##,
            ##"{"$dynamicAnchor": "a", "$dynamicRef": "#a"}"##, ##"{"if": {"$ref": "#"}, "then": true}"##,
        ])
    func cycles(text: String) throws {
        let schema = try JSONSchema(try JSONValue(parsing: text))
        #expect(!schema.isValid(1))
        let found = schema.validate(1)
        #expect(found.count == 1)
        #expect(found.first?.isLimit == true)
        #expect(found.first?.message.contains("leads back to itself") == true)
    }

    @Test("A schema may refer to itself for parts of the value, 500 levels deep")
    func recursive() throws {
        let schema = try JSONSchema([
            "type": "object", "properties": ["next": ["$ref": "#"]], "additionalProperties": false,
        ])
        var value: JSONValue = [:]
        for _ in 0..<500 { value = ["next": value] }
        #expect(schema.isValid(value))
        var wrong: JSONValue = ["other": 1]
        for _ in 0..<500 { wrong = ["next": wrong] }
        let found = schema.validate(wrong)
        #expect(found.map(\.keyword) == ["additionalProperties"])
    }

    @Test("A schema of any depth is compiled, and what lies too deep ends with a violation")
    func deep() throws {
        var schema: JSONValue = ["type": "string"]
        for _ in 0..<500 { schema = ["not": ["not": schema]] }
        let compiled = try JSONSchema(schema, options: SchemaOptions(limits: SchemaLimits(depth: 2_000)))
        #expect(compiled.isValid("x"))
        #expect(!compiled.isValid(1))
        let limited = try JSONSchema(schema, options: SchemaOptions(limits: SchemaLimits(depth: 300)))
        #expect(limited.validate("x").map(\.isLimit) == [true])
    }

    @Test("Steps have a limit, and a validation that reaches it says so")
    func steps() throws {
        let schema = try JSONSchema(
            ["items": ["type": "integer"]], options: SchemaOptions(limits: SchemaLimits(steps: 1_000)))
        #expect(schema.isValid(.array([JSONValue](repeating: 1, count: 900))))
        let found = schema.validate(.array([JSONValue](repeating: 1, count: 1_100)))
        #expect(found.map(\.isLimit) == [true])
        #expect(found.first?.message.contains("1000 steps") == true)
    }

    @Test(
        "A regular expression that would take other engines for ever ends quickly",
        arguments: [
            "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a?){50}a{50}b",
            "^(?=(a+)+$)x", "(?<=(a+)+b)c",
        ])
    func regularExpressions(pattern: String) throws {
        let schema = try JSONSchema(["pattern": .string(pattern)])
        #expect(!schema.isValid(.string(String(repeating: "a", count: 2_000) + "!")))
    }

    @Test("A regular expression that takes too long ends with a violation that says so")
    func regularExpressionLimit() throws {
        let schema = try JSONSchema(
            ["pattern": "(?=.*b)c"], options: SchemaOptions(limits: SchemaLimits(steps: 10_000)))
        let found = schema.validate(.string(String(repeating: "a", count: 20_000)))
        #expect(found.map(\.isLimit) == [true])
        #expect(found.first?.message.contains("takes too many steps") == true)
    }

    @Test("Marks of many elements for many schemas are counted")
    func marks() throws {
        let schemas = [JSONValue](repeating: ["$ref": "#/$defs/any"], count: 5_000)
        let schema = try JSONSchema(
            ["unevaluatedItems": false, "$defs": ["any": ["items": true]], "anyOf": .array(schemas)],
            options: SchemaOptions(limits: SchemaLimits(steps: 1_000_000)))
        #expect(schema.isValid([1, 2]))
        #expect(schema.validate(.array([JSONValue](repeating: 1, count: 20_000))).map(\.isLimit) == [true])
    }

    @Test("Elements that are hard to tell apart end with a limit, not with hours")
    func twins() throws {
        let schema = try JSONSchema(
            ["uniqueItems": true], options: SchemaOptions(limits: SchemaLimits(steps: 200_000)))
        let values = (Int64(0)..<1_000).map { number in
            var value = JSONValue.integer(number)
            for _ in 0..<40 { value = [value] }
            return value
        }
        #expect(schema.validate(.array(values)).allSatisfy { $0.isLimit })
        #expect(schema.isValid(.array((0..<100_000).map { .integer($0) })))
    }
}
