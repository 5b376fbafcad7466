import KapellJSON
import Testing

@Suite("JSON Schema, schemas that cannot be used")
struct JSONSchemaErrorTests {
    static let cases: [(String, String, String)] = [
        ("[]", "#", "object or a boolean"),
        (##"{"type": "text"}"##, "#/type", "must be one of null, boolean"),
        (##"{"type": []}"##, "#/type", "at least one"),
        (##"{"properties": {"a": {"minLength": -1}}}"##, "#/properties/a/minLength", "integer from 0"),
        (##"{"items": {"maxItems": 1.5}}"##, "#/items/maxItems", "integer from 0"),
        (##"{"items": [{}]}"##, "#/items", "is an array"),
        (##"{"required": "a"}"##, "#/required", "array of names"),
        (##"{"allOf": []}"##, "#/allOf", "at least one"),
        (##"{"allOf": [1]}"##, "#/allOf/0", "is an integer"),
        (##"{"properties": [1]}"##, "#/properties", "object of schemas"),
        (##"{"multipleOf": 0}"##, "#/multipleOf", "greater than 0"),
        (##"{"minimum": "1"}"##, "#/minimum", "must be a number"),
        (##"{"uniqueItems": 1}"##, "#/uniqueItems", "true or false"),
        (##"{"enum": 1}"##, "#/enum", "array of values"),
        (##"{"$ref": "#/$defs/a~b"}"##, "#/$ref", "no anchor"),
        (##"{"$ref": "#/$defs/a"}"##, "#/$ref", "nothing at \"/$defs/a\""),
        (##"{"$ref": "#name"}"##, "#/$ref", "no anchor \"name\""),
        (##"{"$ref": "https://example.org/x.json"}"##, "#/$ref", "Nothing is fetched"),
        (##"{"$ref": 1}"##, "#/$ref", "must be a string"),
        (##"{"$id": "a#b"}"##, "#/$id", "$anchor"),
        (##"{"$anchor": ""}"##, "#/$anchor", "must be a name"),
        (##"{"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}}"##, "#/$defs/a/$anchor", "is taken"),
        (
            ##"{"$schema": "http://json-schema.org/draft-04/schema#"}"##, "#/$schema",
            "neither 2020-12, 2019-09 nor draft 7"
        ),
        (##"{"$schema": 7}"##, "#/$schema", "must be a string"),
        (##"{"pattern": "("}"##, "#/pattern", "a \"(\" is not closed, at character 2"),
        (##"{"pattern": "(a)\\1"}"##, "#/pattern", "refers back to a group"),
        (##"{"pattern": "((a{1,999}){1,999}){1,999}"}"##, "#/pattern", "too large"),
        (##"{"patternProperties": {"a{2,1}": true}}"##, "#/patternProperties/a{2,1}", "wrong order"),
    ]

    @Test("The error names the place and the remedy", arguments: cases)
    func errors(schema: String, place: String, message: String) throws {
        let value = try JSONValue(parsing: schema)
        let error = try #require(throws: SchemaError.self) { try JSONSchema(value) }
        #expect(error.place == place)
        #expect(error.message.contains(message), "\(error)")
        #expect("\(error)" == "JSON Schema, \(place): \(error.message)")
    }

    @Test("A vocabulary that is required and not known is refused")
    func vocabulary() throws {
        let registry = SchemaRegistry([
            (
                "https://example.org/meta",
                [
                    "$schema": "https://json-schema.org/draft/2020-12/schema",
                    "$vocabulary": ["https://example.org/vocabulary": true],
                ]
            )
        ])
        let error = try #require(throws: SchemaError.self) {
            try JSONSchema(["$schema": "https://example.org/meta"], registry: registry)
        }
        #expect(error.place == "https://example.org/meta#/$vocabulary")
        #expect(error.message.contains("https://example.org/vocabulary"))
    }

    @Test("A mistake in a schema of the registry names its document")
    func document() throws {
        let registry = SchemaRegistry([("https://example.org/a", ["type": 1])])
        let error = try #require(throws: SchemaError.self) {
            try JSONSchema(["$ref": "https://example.org/a"], registry: registry)
        }
        #expect(error.place == "https://example.org/a#/type")
    }

    @Test("The metaschemas accept schemas, and say what is wrong with others", arguments: SchemaDraft.allCases)
    func metaschemas(draft: SchemaDraft) throws {
        let metaschema = try JSONSchema(["$ref": .string(draft.rawValue)], options: SchemaOptions(draft: draft))
        #expect(metaschema.isValid(["type": "object", "properties": ["a": ["minLength": 1]]]))
        let found = metaschema.validate(["properties": ["a": ["minLength": -1]]])
        #expect(found.map(\.instancePath).contains("/properties/a/minLength"), "\(found)")
    }

    @Test("A schema whose names or regular expressions add up to too much is refused")
    func sizes() throws {
        var inner: JSONObject = [:]
        for number in 0..<20_000 { inner["p\(number)"] = ["type": "string"] }
        let name = String(repeating: "n", count: 10_000)
        let wide: JSONValue = ["properties": .object([name: ["properties": .object(inner)]])]
        let error = try #require(throws: SchemaError.self) { try JSONSchema(wide) }
        #expect(error.message.contains("too many schemas"))

        var patterns: JSONObject = [:]
        for number in 0..<200 { patterns["\(number)a{9000}"] = true }
        let large: JSONValue = ["patternProperties": .object(patterns)]
        let other = try #require(throws: SchemaError.self) { try JSONSchema(large) }
        #expect(other.message.contains("together are too large"))
    }
}
