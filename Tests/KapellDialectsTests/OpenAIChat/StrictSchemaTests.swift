import KapellDialects
import KapellJSON
import Testing

@Suite("Strict schemas") struct StrictSchemaTests {
    private func problems(_ schema: JSONValue) -> [String] { StrictSchema.problems(in: schema).map(\.description) }

    @Test("A closed object that requires everything has no problems") func whole() {
        #expect(
            problems([
                "type": "object", "additionalProperties": false, "required": ["a", "b"],
                "properties": [
                    "a": ["type": ["string", "null"]], "b": ["type": "array", "items": ["$ref": "#/$defs/c"]],
                ],
                "$defs": ["c": ["type": "string", "enum": ["x", "y"]]],
            ]).isEmpty)
    }

    @Test("Each rule that is broken is named with its place") func rules() {
        let found = problems([
            "type": "object", "properties": ["a": ["type": "string"], "b": ["not": ["type": "null"]]],
            "required": ["a"],
            "allOf": [], "if": true,
        ])
        #expect(found.contains("the root lacks `additionalProperties: false`."))
        #expect(found.contains("the root does not require its property `b`."))
        #expect(found.contains("the root has `allOf`."))
        #expect(found.contains("the root has `if`."))
        #expect(found.contains("/properties/b has `not`."))
    }

    @Test("The root is an object and no union") func root() {
        #expect(!problems(["type": "array", "items": ["type": "string"]]).isEmpty)
        #expect(problems(["anyOf": [["type": "object"]]]).contains("the root must not be a union."))
        #expect(problems("text") == ["the root must be an object."])
    }

    @Test("References lead somewhere and stand alone") func references() {
        let base: JSONObject = ["type": "object", "additionalProperties": false, "required": ["a"]]
        var schema = base
        schema["properties"] = ["a": ["$ref": "#/$defs/nowhere"]]
        #expect(problems(.object(schema)) == ["/properties/a has a `$ref` that leads nowhere in the schema."])
        schema["properties"] = ["a": ["$ref": "#", "description": "again"]]
        #expect(problems(.object(schema)) == ["/properties/a has a `$ref` with siblings."])
    }

    @Test("Limits of depth, properties, values and characters hold") func limits() {
        func closed(_ properties: JSONObject) -> JSONValue {
            [
                "type": "object", "additionalProperties": false, "properties": .object(properties),
                "required": JSONValue(properties.keys),
            ]
        }
        var deep = closed([:])
        for _ in 0..<10 { deep = closed(["a": deep]) }
        #expect(problems(deep).contains { $0.contains("deeper than 10 levels") })
        let many = JSONObject((0..<5_001).map { ("p\($0)", ["type": "string"]) })
        #expect(problems(closed(many)).contains { $0.contains("5001 properties") })
        let values = JSONValue((0..<1_001).map { "v\($0)" })
        #expect(problems(closed(["a": ["enum": values]])).contains { $0.contains("1001 values") })
        #expect(problems(closed([String(repeating: "x", count: 120_001): [:]])).contains { $0.contains("characters") })
    }

    @Test("Objects are closed, and properties that may be null are required") func closing() {
        let schema: JSONValue = [
            "type": "object", "required": ["a"],
            "properties": [
                "a": ["type": "object", "properties": [:]], "b": ["type": ["integer", "null"], "default": nil],
                "c": ["anyOf": [["type": "string"], ["type": "null"]]],
            ],
        ]
        let tightened = StrictSchema.tightened(schema)
        #expect(StrictSchema.problems(in: tightened).isEmpty)
        #expect(tightened["required"] == ["a", "b", "c"])
        #expect(tightened["properties"]?["b"]?["default"] == nil)
        #expect(tightened["properties"]?.objectValue?.keys == ["a", "b", "c"])
    }

    @Test(
        "What would change the meaning stays as it is",
        arguments: [
            #"{"type":"object","properties":{"a":{"type":"string"}}}"#,
            #"{"type":"object","properties":{"a":{"type":"object","additionalProperties":true}},"required":["a"]}"#,
            #"{"type":"object","properties":{"a":{"type":"object"}},"required":["a"]}"#,
            #"{"type":"object","properties":{"a":{"oneOf":[{"type":"number"},{"type":"integer"}]}},"required":["a"]}"#,
            #"{"type":"object","properties":{"a":{"allOf":[{"minLength":1},{"maxLength":2}]}},"required":["a"]}"#,
        ])
    func meaning(text: String) throws {
        #expect(!StrictSchema.problems(in: StrictSchema.tightened(try JSONValue(parsing: text))).isEmpty)
    }

    @Test("A lone allOf is merged, a reference with siblings replaced, a disjoint oneOf turned") func mending() throws {
        let schema = try JSONValue(
            parsing: #"""
                {"type":"object","properties":{
                  "a":{"allOf":[{"$ref":"#/$defs/n"}],"description":"one"},
                  "b":{"$ref":"#/$defs/n","description":"two","default":null},
                  "c":{"oneOf":[{"type":"string"},{"type":"null"}]},
                  "d":{"oneOf":[{"$ref":"#/$defs/x"},{"$ref":"#/$defs/y"}]}},
                 "required":["a","b","d"],
                 "$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n","description":"x"}},
                               "required":["next"]},
                          "x":{"type":"object","properties":{"kind":{"const":"x"}},"required":["kind"]},
                          "y":{"type":"object","properties":{"kind":{"const":"y"}},"required":["kind"]}}}
                """#)
        let tightened = StrictSchema.tightened(schema)
        #expect(problems(tightened).isEmpty)
        #expect(tightened["properties"]?["a"]?["description"] == "one")
        #expect(tightened["properties"]?["b"]?["description"] == "two")
        #expect(tightened["properties"]?["d"]?["anyOf"]?.arrayValue?.count == 2)
    }

    @Test("Schemas that lead back into themselves, or multiply, come to an end") func hostile() {
        var definitions = JSONObject()
        for place in 0..<40 {
            let next: JSONValue = ["$ref": .string("#/$defs/d\(place + 1)"), "description": "x"]
            definitions["d\(place)"] = ["type": "object", "properties": ["l": next, "r": next]]
        }
        definitions["d40"] = ["$ref": "#/$defs/d0", "title": "back"]
        let schema: JSONValue = [
            "type": "object", "properties": ["a": ["$ref": "#/$defs/d0", "title": "t"]], "$defs": .object(definitions),
        ]
        #expect(!StrictSchema.problems(in: StrictSchema.tightened(schema)).isEmpty)
        #expect(!StrictSchema.problems(in: StrictSchema.tightened(["$ref": "#", "type": "object"])).isEmpty)
        var deep: JSONValue = [:]
        for _ in 0..<400 { deep = ["type": "object", "properties": ["a": deep]] }
        #expect(!StrictSchema.problems(in: StrictSchema.tightened(deep)).isEmpty)
    }
}
