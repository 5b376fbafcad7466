import KapellJSON
import Testing

@Suite("JSON Schema, violations")
struct JSONSchemaViolationTests {
    private func violations(_ schema: String, _ value: String) throws -> [SchemaViolation] {
        let schema = try JSONSchema(try JSONValue(parsing: schema))
        let value = try JSONValue(parsing: value)
        let violations = schema.validate(value)
        #expect(schema.isValid(value) == violations.isEmpty)
        return violations
    }

    static let cases: [(String, String, String)] = [
        (#"{"type": "string"}"#, "12", "the value must be a string, is an integer."),
        (
            #"{"type": ["string", "null", "integer"]}"#, "1.5",
            "the value must be null, an integer or a string, is a number with a fraction."
        ),
        (#"{"properties": {"age": {"minimum": 0}}}"#, #"{"age": -1}"#, "/age must be at least 0, is -1."),
        (#"{"exclusiveMaximum": 3.5}"#, "3.5", "the value must be less than 3.5, is 3.5."),
        (#"{"multipleOf": 0.01}"#, "19.995", "the value must be a multiple of 0.01, is 19.995."),
        (#"{"required": ["name"]}"#, "{}", "the value lacks the property \"name\"."),
        (
            #"{"properties": {"a": true}, "additionalProperties": false}"#, #"{"b/c": 1}"#,
            "/b~1c is not allowed: the schema has no such property."
        ),
        (#"{"items": {"enum": ["red", "green"]}}"#, #"["red", "blue"]"#, "/1 must be one of \"red\", \"green\"."),
        (#"{"const": {"a": 1}}"#, "3", "the value must be {\"a\":1}."),
        (##"{"minLength": 2}"##, #""x""#, "the value must have at least 2 characters, has 1."),
        (#"{"maxProperties": 1}"#, #"{"a": 1, "b": 2}"#, "the value must have at most 1 property, has 2."),
        (
            #"{"uniqueItems": true}"#, "[1, 2, 1.0]",
            "the value must not hold the same value twice: elements 0 and 2 are equal."
        ),
        (##"{"pattern": "^[a-z]+$"}"##, #""A""#, "the value must match the regular expression ^[a-z]+$."),
        (#"{"prefixItems": [true], "items": false}"#, "[1, 2]", "the value must have at most 1 element, has 2."),
        (
            #"{"contains": {"type": "string"}}"#, "[1]",
            "the value must hold at least 1 element of the kind that `contains` describes, has 0."
        ),
        (
            #"{"anyOf": [{"type": "string"}, {"properties": {"a": {"type": "null"}}, "type": "object"}]}"#,
            #"{"a": 1}"#,
            "the value satisfies none of the 2 alternatives: (1) must be a string, is an object; "
                + "(2) /a must be null, is an integer."
        ),
        (
            #"{"oneOf": [{"type": "integer"}, {"minimum": 2}]}"#, "3",
            "the value must satisfy exactly one of the alternatives, but satisfies 1 and 2."
        ),
        (#"{"not": {"type": "null"}}"#, "null", "the value must not satisfy the schema of `not`, but does."),
        (
            #"{"dependentRequired": {"a": ["b"]}}"#, #"{"a": 1}"#,
            "the value lacks the property \"b\", which goes with \"a\"."
        ),
        (#"{"properties": {"a": false}}"#, #"{"a": 1}"#, "/a is not allowed here: no value is."),
        (#"{"unevaluatedProperties": false}"#, #"{"a": 1}"#, "/a is not allowed: no schema that applies has it."),
        (#"{"propertyNames": {"maxLength": 1}}"#, #"{"ab": 1}"#, "/ab must have at most 1 character, has 2."),
    ]

    @Test("A message says what is wrong, with the place in front", arguments: cases)
    func messages(schema: String, value: String, message: String) throws {
        let found = try violations(schema, value)
        #expect(found.map(\.description) == [message])
    }

    @Test("All violations are found, in the order of the value, each with its paths and keyword")
    func paths() throws {
        let found = try violations(
            ##"{"$defs": {"n": {"minimum": 0}}, "required": ["z"], "##
                + ##""additionalProperties": {"items": {"$ref": "#/$defs/n"}}}"##,
            #"{"a": [1, -1], "b": [-2]}"#)
        #expect(found.map(\.instancePath) == ["", "/a/1", "/b/0"])
        #expect(found.map(\.schemaPath) == ["#/required", "#/$defs/n/minimum", "#/$defs/n/minimum"])
        #expect(found.map(\.keyword) == ["required", "minimum", "minimum"])
        #expect(found.allSatisfy { !$0.isLimit })
    }

    @Test("A violation in another document names it")
    func document() throws {
        let registry = SchemaRegistry([("https://example.org/age", ["type": "integer"])])
        let schema = try JSONSchema(["$ref": "https://example.org/age"], registry: registry)
        #expect(schema.validate("x").map(\.schemaPath) == ["https://example.org/age#/type"])
    }

    @Test("No more violations are reported than the limit allows")
    func limit() throws {
        let options = SchemaOptions(limits: SchemaLimits(violations: 7))
        let schema = try JSONSchema(["items": ["type": "string"]], options: options)
        #expect(schema.validate(.array([JSONValue](repeating: 1, count: 50))).count == 7)
    }

    @Test("Integers are compared with all 64 bits, and 1.0 is an integer")
    func integers() throws {
        let schema = try JSONSchema(["maximum": 9_007_199_254_740_992, "type": "integer"])
        #expect(schema.isValid(9_007_199_254_740_992))
        #expect(!schema.isValid(9_007_199_254_740_993))
        #expect(schema.isValid(1.0))
        #expect(!schema.isValid(.unsigned(.max)))
        #expect(try JSONSchema(["minimum": .unsigned(.max)]).isValid(1e20))
        #expect(try !JSONSchema(["minimum": .unsigned(.max)]).isValid(.integer(.max)))
        #expect(try JSONSchema(["exclusiveMinimum": .integer(.min)]).isValid(-9.2e18))
        #expect(try !JSONSchema(["exclusiveMinimum": .integer(.min)]).isValid(.number(-0x1p63)))
    }

    @Test(
        "A multiple is a multiple of the decimal that is written",
        arguments: [
            (0.01, 19.99, true), (0.01, 0.07, true), (0.1, 1.1, true), (0.1, 1.15, false), (1e-8, 12_391_239_123, true),
            (0.123456789, 1e308, false), (0.5, 1e308, true), (3, 1e22, false), (7, 0, true), (1e300, 1e301, true),
            (1e300, 5, false), (2.5, -7.5, true), (.leastNonzeroMagnitude, 1, true), (1, .leastNonzeroMagnitude, false),
        ])
    func multiples(divisor: Double, value: Double, isMultiple: Bool) throws {
        #expect(try JSONSchema(["multipleOf": .number(divisor)]).isValid(.number(value)) == isMultiple)
    }

    @Test("A format is a remark, and a check where the options ask for it")
    func formats() throws {
        let schema: JSONValue = ["format": "date"]
        #expect(try JSONSchema(schema).isValid("today"))
        let strict = try JSONSchema(schema, options: SchemaOptions(checksFormats: true))
        #expect(strict.validate("2026-02-29").map(\.message) == ["must be a date, as in 2026-11-21 (RFC 3339)."])
        #expect(strict.isValid("2028-02-29"))
        #expect(try JSONSchema(["format": "colour"], options: SchemaOptions(checksFormats: true)).isValid("x"))
    }

    @Test("Names are compared by their bytes")
    func names() throws {
        let schema = try JSONSchema(["properties": ["e\u{301}": false]])
        #expect(schema.isValid(["\u{E9}": 1]))
        #expect(!schema.isValid(["e\u{301}": 1]))
    }
}
