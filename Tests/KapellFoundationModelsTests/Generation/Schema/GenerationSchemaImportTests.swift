import KapellCore
import KapellFoundationModels
import KapellJSON
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct GenerationSchemaImportTests {
    @Test("A schema survives the way through Codable, with the order of its properties")
    func codable() throws {
        let schemas = [
            GenerationSchemaTests.Person.generationSchema, GeneratedContentFuzzTests.Trip.generationSchema,
            [GenerableEnumerationTests.Shape].generationSchema, Int.generationSchema,
            GenerableStructureTests.Node.generationSchema,
        ]
        for schema in schemas {
            let data = try JSONEncoder().encode(schema)
            let back = try JSONDecoder().decode(GenerationSchema.self, from: data)
            #expect(try back.jsonSchema == schema.jsonSchema)
            #expect(
                try back.jsonSchema["properties"]?.objectValue?.keys
                    == schema.jsonSchema["properties"]?.objectValue?.keys)
            let again = try GenerationSchema(jsonSchema: schema.jsonSchema)
            #expect(try again.jsonSchema.serialized() == schema.jsonSchema.serialized())
        }
        let trip = try GenerationSchema(jsonSchema: GeneratedContentFuzzTests.Trip.generationSchema.jsonSchema)
        #expect(trip.name == "Trip")
        #expect(try trip.violations(in: GeneratedContent(json: #"{"title": 1}"#)).count >= 3)
    }

    @Test("A JSON Schema from elsewhere keeps all its keywords, and checks them")
    func foreign() throws {
        let json = try JSONValue(
            parsing: """
                {"title": "Order", "type": "object", "properties": {
                  "id": {"type": "string", "minLength": 3}, "lines": {"type": "array", "uniqueItems": true,
                    "items": {"$ref": "#/definitions/line"}}},
                 "required": ["id"], "definitions": {"line": {"type": "integer", "multipleOf": 5}}}
                """)
        let schema = try GenerationSchema(jsonSchema: json)
        #expect(schema.name == "Order")
        #expect(try schema.violations(in: GeneratedContent(json: #"{"id": "abc", "lines": [5, 10]}"#)) == [])
        #expect(try schema.violations(in: GeneratedContent(json: #"{"id": "ab", "lines": [5, 5, 7]}"#)).count == 3)
        #expect(try schema.jsonSchema == json)
    }

    @Test("x-order puts the properties in order")
    func order() throws {
        let json: JSONValue = [
            "type": "object", "properties": ["a": true, "b": true, "c": true], "x-order": ["c", "a"],
        ]
        #expect(try GenerationSchema(jsonSchema: json).jsonSchema["properties"]?.objectValue?.keys == ["c", "a", "b"])
    }

    @Test("A reference to nowhere is an error that names it")
    func nowhere() {
        let error = #expect(throws: GenerationSchema.SchemaError.self) {
            try GenerationSchema(jsonSchema: ["properties": ["a": ["$ref": "#/$defs/Missing"]]], name: "S")
        }
        guard case .undefinedReferences("S", ["#/$defs/Missing"], _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "What is no schema, or one that nothing satisfies, is refused",
        arguments: [
            #"5"#, #"{"type": "strange"}"#, #"{"$ref": "https://example.com/other"}"#, #"{"pattern": "("}"#,
            #"{"minimum": 3, "maximum": 2}"#, #"{"properties": {"a": {"minLength": 2, "maxLength": 1}}}"#,
            ##"{"$defs": {"a": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}"##, #"false"#, #"{"enum": []}"#,
            ##"{"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#"}}}"##,
            #"{"exclusiveMinimum": 2, "maximum": 2}"#, #"{"minimum": 3, "exclusiveMaximum": 2.5}"#,
            #"{"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2}"#,
            #"{"type": "integer", "minimum": 1.2, "maximum": 1.8}"#,
            #"{"type": "string", "enum": [1, null]}"#, #"{"type": ["string", "null"], "const": {}}"#,
            #"{"enum": ["a"], "const": "b"}"#, #"{"type": "integer", "const": 1.5}"#,
            #"{"type": "object", "required": ["a"], "properties": {"a": false}}"#,
            #"{"type": "object", "required": ["a"], "properties": {"b": {}}, "additionalProperties": false}"#,
            #"{"type": "object", "required": ["a", "b"], "maxProperties": 1}"#,
        ])
    func refused(text: String) throws {
        let json = try JSONValue(parsing: text)
        #expect(throws: (any Error).self) { try GenerationSchema(jsonSchema: json) }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([GenerationSchema].self, from: Data("[\(text)]".utf8))
        }
    }

    @Test(
        "Bounds and choices that leave something are taken",
        arguments: [
            #"{"exclusiveMinimum": 2, "maximum": 2.5}"#, #"{"minimum": 2, "maximum": 2}"#,
            #"{"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 3}"#,
            #"{"exclusiveMinimum": 1152921504606846976, "exclusiveMaximum": 1152921504606846978}"#,
            #"{"type": "string", "enum": [1, "a"]}"#, #"{"type": "integer", "const": 1.0}"#,
            #"{"enum": ["a", "b"], "const": "b"}"#, #"{"type": "number", "enum": [1]}"#,
            #"{"type": "object", "required": ["ab"], "patternProperties": {"^a": {}}, "additionalProperties": false}"#,
            #"{"anyOf": [{"minimum": 3, "maximum": 2}, {"type": "string"}]}"#,
        ])
    func possible(text: String) throws {
        let json = try JSONValue(parsing: text)
        #expect(throws: Never.self) { try GenerationSchema(jsonSchema: json) }
    }

    @Test("10,000 schemas, each of which needs the next: taken where the last has an end, refused where it has none")
    func chain() throws {
        for (count, hasEnd) in [(10_000, true), (100, false)] {
            let end = hasEnd ? #"{"type":"integer"}"# : ##"{"$ref":"#/$defs/s0"}"##
            let schemas = (0..<count).map { number in
                ##""s\##(number)":{"type":"object","required":["next"],"properties":{"next":{"$ref":"#/$defs/s\##(number + 1)"}}}"##
            }
            let text = schemas.joined(separator: ",")
            let json = try JSONValue(parsing: ##"{"$ref":"#/$defs/s0","$defs":{\##(text),"s\##(count)":\##(end)}}"##)
            if hasEnd {
                _ = try GenerationSchema(jsonSchema: json)
            } else {
                let error = #expect(throws: KapellError.self) { try GenerationSchema(jsonSchema: json) }
                #expect(error?.message.contains("without end") == true)
            }
        }
    }

    @Test("Anchors, and schemas within that have an address of their own, work, also within others")
    func addresses() throws {
        let json = try JSONValue(
            parsing: ##"""
                {"type": "object", "properties": {"a": {"$ref": "#word"}, "b": {"$ref": "https://kapell.test/b"}},
                 "required": ["a", "b"], "$defs": {"w": {"$anchor": "word", "type": "string"},
                 "b": {"$id": "https://kapell.test/b", "$ref": "#/$defs/n", "$defs": {"n": {"type": "integer"}}}}}
                """##)
        let schema = try GenerationSchema(jsonSchema: json)
        #expect(try schema.violations(in: GeneratedContent(json: #"{"a": "x", "b": 1}"#)) == [])
        #expect(try schema.violations(in: GeneratedContent(json: #"{"a": 1, "b": "x"}"#)).count == 2)
    }

    @Test("A schema with itself inside works")
    func cycles() throws {
        let json = try JSONValue(
            parsing: ##"{"type": "object", "properties": {"next": {"$ref": "#"}}, "additionalProperties": false}"##)
        let schema = try GenerationSchema(jsonSchema: json)
        #expect(try schema.violations(in: GeneratedContent(json: #"{"next": {"next": {}}}"#)) == [])
        #expect(try schema.violations(in: GeneratedContent(json: #"{"next": {"next": {"x": 1}}}"#)).count == 1)
    }

    struct Reply: Codable, Equatable {
        var text: String
        var number: Int
        var parts: [Double]
    }

    @Test("Codable types go into content and come out of it")
    func bridge() throws {
        let reply = Reply(text: "a/b", number: Int.max, parts: [0.5])
        let content = try GeneratedContent(encoding: reply)
        #expect(content.jsonString == #"{"number":9223372036854775807,"parts":[0.5],"text":"a/b"}"#)
        #expect(try content.decoded(as: Reply.self) == reply)
        let error = #expect(throws: GeneratedContent.ParsingError.self) {
            try GeneratedContent(json: #"{"text": "x", "number": "y", "parts": []}"#).decoded(as: Reply.self)
        }
        #expect(error?.debugDescription.contains("/number") == true)
        #expect(throws: GeneratedContent.ParsingError.self) { try GeneratedContent(json: "{}").decoded(as: Reply.self) }
    }
}
