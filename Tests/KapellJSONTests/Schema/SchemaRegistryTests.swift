import KapellJSON
import Testing

@Suite("JSON Schema, the registry")
struct SchemaRegistryTests {
    @Test("A schema is found by the address it was added at, by its $id, and by an $id within it")
    func addresses() throws {
        var registry = SchemaRegistry()
        registry.add(
            [
                "$id": "https://example.org/other",
                "$defs": ["inner": ["$id": "inner", "$anchor": "top", "type": "integer"]],
            ], at: "https://example.org/added#")
        for reference in [
            "https://example.org/added#/$defs/inner", "https://example.org/inner", "https://example.org/inner#top",
            "https://example.org/other#/$defs/inner",
        ] {
            let schema = try JSONSchema(["$ref": .string(reference)], registry: registry)
            #expect(schema.isValid(1) && !schema.isValid("x"), "\(reference)")
        }
    }

    @Test("A schema that is added again replaces the one before")
    func replacing() throws {
        var registry = SchemaRegistry([("https://example.org/a", false)])
        registry.add(true, at: "https://example.org/a")
        #expect(try JSONSchema(["$ref": "https://example.org/a"], registry: registry).isValid(1))
    }

    @Test("Relative references are resolved against the nearest $id")
    func relative() throws {
        let registry = SchemaRegistry([
            ("https://example.org/x/y/a", ["type": "string"]), ("https://example.org/b", ["type": "null"]),
        ])
        let schema = try JSONSchema(
            [
                "$id": "https://example.org/x/root",
                "properties": [
                    "a": ["$id": "y/", "$ref": "a"], "b": ["$ref": "../b"], "c": ["$ref": "./q/../y/./a"],
                ],
            ], registry: registry)
        #expect(schema.isValid(["a": "1", "b": nil, "c": "1"]))
        #expect(schema.validate(["a": 1, "b": 1, "c": 1]).count == 3)
    }

    @Test("A document without $schema is read in the draft of the schema that refers to it")
    func drafts() throws {
        let registry = SchemaRegistry([("https://example.org/a", ["items": [["type": "string"]]])])
        let schema = try JSONSchema(
            ["$schema": "http://json-schema.org/draft-07/schema#", "allOf": [["$ref": "https://example.org/a"]]],
            registry: registry)
        #expect(schema.isValid(["x", 1]))
        #expect(!schema.isValid([1]))
    }
}
