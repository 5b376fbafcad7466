import KapellCore
import KapellGrammar
import KapellJSON
import Testing

@Suite("Grammars of the keywords of JSON Schema")
struct KeywordTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var schema: JSONValue
        var good: [String]
        var bad: [String]

        init(_ schema: JSONValue, good: [String], bad: [String]) {
            (self.schema, self.good, self.bad) = (schema, good, bad)
        }

        var testDescription: String { schema.serialized() }
    }

    static let scalars: [Case] = [
        Case(["type": "null"], good: ["null"], bad: ["nul", "true", "\"null\""]),
        Case(["type": "boolean"], good: ["true", "false"], bad: ["True", "0", ""]),
        Case(["type": ["string", "null"]], good: ["null", "\"\""], bad: ["1", "[]"]),
        Case(["const": ["a": [1, .null]]], good: ["{\"a\":[1,null]}"], bad: ["{\"a\":[1]}", "{}"]),
        Case(["enum": ["a", "ab", 1, 12]], good: ["\"a\"", "\"ab\"", "1", "12"], bad: ["\"b\"", "2", "\"a"]),
        Case(["enum": [1, "x", .null], "type": "string"], good: ["\"x\""], bad: ["1", "null"]),
        Case(["enum": ["abc", "x"], "minLength": 2], good: ["\"abc\""], bad: ["\"x\""]),
        Case(
            ["type": "string"],
            good: ["\"é日😀\"", #""\n\"\\\/\u00e9\ud83d\ude00""#],
            bad: [#""\x""#, #""\ud83d""#, #""\ude00""#, "\"\n\"", #""\ud83d\u0041""#, "\"a", "a"]),
        Case(
            ["type": "string", "minLength": 2, "maxLength": 3], good: [#""éé""#, #""😀a日""#, #""\ud83d\ude00\n""#],
            bad: [#""a""#, #""abcd""#, #""\ud83d\ude00""#]),
        Case(["type": "string", "pattern": "b+"], good: [#""abba""#, #""b""#], bad: [#""aca""#, #""""#]),
        Case(["type": "string", "pattern": "^a|z$"], good: [#""ab""#, #""yz""#], bad: [#""ba""#, #""zy""#]),
        Case(["type": "string", "pattern": "^\"\\\\\\n\\x01$"], good: [#""\"\\\n\u0001""#], bad: [#""\"\\n\u0001""#]),
        Case(
            ["type": "string", "pattern": "^[a-z]+$", "minLength": 2, "maxLength": 4], good: [#""ab""#, #""abcd""#],
            bad: [#""a""#, #""abcde""#, #""aB""#]),
        Case(
            ["type": "integer"], good: ["0", "-1", "9223372036854775807", "-9223372036854775808"],
            bad: ["-0", "01", "1.0", "1e2", "99999999999999999999", "-9223372036854775809"]),
        Case(
            ["type": "integer", "minimum": -12, "maximum": 305], good: ["-12", "-9", "0", "99", "305"],
            bad: ["-13", "-20", "306", "1000", "31.5"]),
        Case(
            ["type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 2.5], good: ["1", "2"],
            bad: ["0", "3", "-1"]),
        Case(["type": "integer", "minimum": 1, "multipleOf": 7], good: ["7", "7007", "14"], bad: ["0", "8", "-7"]),
        Case(["type": "number"], good: ["1", "-0.5", "1.5e10", "1E-5"], bad: [".5", "1.", "+1", "1e999", "NaN"]),
        Case(
            ["type": "number", "minimum": -0.25, "maximum": 10.5],
            good: ["-0.25", "-0.2", "0", "10.5", "10.50", "9.99", "-0.1999"],
            bad: ["-0.26", "-1", "10.51", "11", "100"]),
        Case(
            ["type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1], good: ["0.5", "0.001", "0.999"],
            bad: ["0", "1", "0.0", "1.0", "-0.5"]),
        Case(["type": "number", "multipleOf": 0.01], good: ["1", "1.25", "-0.5"], bad: ["1.255"]),
        Case(
            ["type": "string", "format": "date"], good: [#""2024-02-29""#, #""2000-02-29""#],
            bad: [#""2023-02-29""#, #""1900-02-29""#, #""2024-13-01""#, #""2024-04-31""#]),
        Case(
            ["type": "string", "format": "ipv6"], good: [#""::""#, #""1:2:3:4:5:6:7:8""#, #""fe80::1""#],
            bad: [#""1:2""#, #"":::""#, #""1::2::3""#]),
        Case(["not": ["type": "string"]], good: ["1", "null"], bad: ["\"a\""]),
    ]

    static let containers: [Case] = [
        Case(
            ["type": "object", "properties": ["a": ["type": "integer"], "b": true, "c": true], "required": ["b"]],
            good: ["{\"b\":1}", "{\"a\":1,\"b\":2}", "{\n  \"a\": 1,\n  \"b\": [1, 2]\n}", "{\"b\":1,\"c\":{}}"],
            bad: [
                "{}", "{\"a\":1}", "{\"b\":1,\"a\":1}", "{\"b\":1,}", "{,\"b\":1}", "{\"b\":1,\"d\":1}", "{\"b\":1 }}",
            ]),
        Case(
            ["type": "object", "properties": ["a": true], "additionalProperties": ["type": "integer"]],
            good: ["{}", "{\"x\":1}", "{\"a\":null,\"aa\":2,\"b\":3}"],
            bad: ["{\"x\":\"y\"}", "{\"x\":1,\"x\":2}", "{\"x\":1,\"a\":2}", "{\"x\":1,\"b\":1,\"x\":1}"]),
        Case(
            ["type": "object", "additionalProperties": true, "minProperties": 2, "maxProperties": 3],
            good: ["{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2,\"c\":3}"],
            bad: ["{}", "{\"a\":1}", "{\"a\":1,\"b\":2,\"c\":3,\"d\":4}"]),
        Case(
            [
                "type": "object", "patternProperties": ["^n": ["type": "integer"], "x$": ["maximum": 5]],
                "additionalProperties": false,
            ], good: ["{\"n\":7}", "{\"nx\":5}", "{\"x\":\"s\"}", "{\"x\":5}"],
            bad: ["{\"nx\":6}", "{\"n\":\"s\"}", "{\"b\":1}", "{\"x\":6}"]),
        Case(
            ["type": "object", "additionalProperties": true, "propertyNames": ["enum": ["a", "b"]]],
            good: ["{\"a\":1}", "{\"b\":1,\"a\":2}"], bad: ["{\"c\":1}", "{\"a\":1,\"a\":2}"]),
        Case(
            ["type": "object", "properties": ["a": true, "b": true], "dependentRequired": ["a": ["b"]]],
            good: ["{}", "{\"b\":1}", "{\"a\":1,\"b\":1}"], bad: ["{\"a\":1}"]),
        Case(
            ["type": "array", "items": ["type": "integer"], "minItems": 1, "maxItems": 3],
            good: ["[1]", "[1,2,3]", "[ 1, 2 ]"], bad: ["[]", "[1,2,3,4]", "[\"a\"]", "[1,]"]),
        Case(
            ["type": "array", "prefixItems": [["type": "string"], ["type": "integer"]], "items": false],
            good: ["[]", "[\"a\"]", "[\"a\",1]"], bad: ["[1]", "[\"a\",1,2]"]),
        Case(
            ["type": "array", "prefixItems": [["type": "string"]], "items": ["type": "null"], "minItems": 2],
            good: ["[\"a\",null]", "[\"a\",null,null]"], bad: ["[\"a\"]", "[null,null]"]),
        Case(["type": "array", "maxItems": 1, "uniqueItems": true], good: ["[]", "[1]"], bad: ["[1,2]"]),
        Case(
            ["anyOf": [["type": "integer"], ["type": "string", "maxLength": 1]]], good: ["12", "\"a\""], bad: ["\"ab\""]
        ),
        Case(
            [
                "allOf": [
                    ["properties": ["a": ["minimum": 3]]], ["properties": ["a": ["type": "integer", "maximum": 5]]],
                ],
                "type": "object", "required": ["a"],
            ],
            good: ["{\"a\":3}", "{\"a\":5}"], bad: ["{\"a\":2}", "{\"a\":6}", "{\"a\":\"x\"}"]),
        Case(
            [
                "oneOf": [
                    ["type": "object", "properties": ["k": ["const": 1]], "required": ["k"]],
                    ["type": "object", "properties": ["k": ["const": 2], "v": true], "required": ["k"]],
                ]
            ],
            good: ["{\"k\":1}", "{\"k\":2,\"v\":3}"], bad: ["{\"k\":1,\"v\":3}", "{}"]),
        Case(
            ["$ref": "#/$defs/n", "$defs": ["n": ["type": "array", "items": ["$ref": "#/$defs/n"]]]],
            good: ["[]", "[[],[[]]]"], bad: ["[1]", "[[]"]),
        Case(true, good: ["[1,{\"a\":null}]", "\"x\"", "-1.5e3"], bad: ["[1,{]}", "{1:2}", "{\"a\":1,\"a\":1}"]),
    ]

    @Test("A schema's grammar has the texts that satisfy it, and no others", arguments: scalars + containers)
    func texts(_ example: Case) throws {
        let grammar = try Grammar(jsonSchema: example.schema)
        for text in example.good { #expect(grammar.accepts(text), "\(text)") }
        for text in example.bad { #expect(!grammar.accepts(text), "\(text)") }
    }

    @Test(
        "What cannot be enforced is refused with its place and a remedy",
        arguments: [
            (["properties": ["a": ["uniqueItems": true, "type": "array"]]], "#/properties/a/uniqueItems"),
            (["contains": true], "#/contains"), (["not": ["const": 1]], "#/not"),
            (["if": true, "then": ["type": "string"]], "#/if"),
            (["unevaluatedProperties": false], "#/unevaluatedProperties"),
            (["type": "string", "pattern": "(?=a)b"], "#/pattern"),
            (["type": "string", "pattern": "\\bx"], "#/pattern"),
            (["type": "string", "format": "regex"], "#/format"), (["minlength": 3], "#/minlength"),
            (["type": "number", "multipleOf": 0.3], "#/multipleOf"), (["$dynamicRef": "#"], "#/$dynamicRef"),
            (["oneOf": [["type": "integer"], ["type": "number"]]], "#/oneOf"),
            (["type": "string", "pattern": "(a|b)*a(a|b){30}"], "#/pattern"),
        ] as [(JSONValue, String)])
    func refusals(_ schema: JSONValue, _ place: String) throws {
        let error = try #require(throws: KapellError.self) { try Grammar(jsonSchema: schema) }
        #expect(error.code == .unsupported && error.message.contains(place) && error.remedy != nil, "\(error)")
    }

    @Test(
        "A schema that no value satisfies is an error",
        arguments: [
            false, ["type": "integer", "minimum": 3, "maximum": 2], ["enum": []],
            ["type": "string", "pattern": "^a{3}$", "maxLength": 2],
            ["type": "object", "required": ["a"], "properties": ["a": ["$ref": "#"]]],
            ["type": "integer", "minimum": 15, "maximum": 20, "multipleOf": 7],
            ["allOf": [["type": "string"], ["type": "null"]]],
            ["type": "array", "minItems": 1, "items": false],
        ] as [JSONValue])
    func contradictions(_ schema: JSONValue) throws {
        let error = try #require(throws: KapellError.self) { try Grammar(jsonSchema: schema) }
        #expect(error.code == .invalidRequest, "\(error)")
    }
}
