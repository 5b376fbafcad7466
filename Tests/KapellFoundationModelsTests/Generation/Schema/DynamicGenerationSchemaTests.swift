import KapellCore
import KapellFoundationModels
import KapellJSON
import Testing

@Suite struct DynamicGenerationSchemaTests {
    private func violations(_ schema: GenerationSchema, _ json: String) throws -> Int {
        try schema.violations(in: GeneratedContent(json: json)).count
    }

    @Test("All forms make one schema, in the order of the properties")
    func forms() throws {
        let soup = DynamicGenerationSchema(name: "Soup", description: "of the day", anyOf: ["tomato", "leek"])
        let menu = DynamicGenerationSchema(
            name: "Menu", description: "for today",
            properties: [
                .init(name: "soup", schema: soup),
                .init(
                    name: "sides", description: "small",
                    schema: .init(arrayOf: .init(type: String.self), minimumElements: 1, maximumElements: 3),
                    isOptional: true),
                .init(name: "price", schema: .init(type: Int.self, guides: [.range(1...100)])),
                .init(name: "note", schema: .init(name: "Note", anyOf: [.init(type: String.self), .null])),
                .init(name: "chef", schema: .init(referenceTo: "Chef")),
            ])
        let chef = DynamicGenerationSchema(
            name: "Chef", representNilExplicitlyInGeneratedContent: true,
            properties: [.init(name: "star", schema: .init(type: Bool.self), isOptional: true)])
        let schema = try GenerationSchema(root: menu, dependencies: [chef])
        #expect(schema.name == "Menu")
        let json = try schema.jsonSchema
        #expect(json["x-order"] == ["soup", "sides", "price", "note", "chef"])
        #expect(json["required"] == ["soup", "price", "note", "chef"])
        #expect(
            json["properties"]?["soup"] == ["type": "string", "description": "of the day", "enum": ["tomato", "leek"]])
        #expect(json["$defs"]?.objectValue?.keys == ["Note", "Chef"])
        let good = #"{"soup": "leek", "sides": ["x"], "price": 5, "note": null, "chef": {"star": true}}"#
        #expect(try violations(schema, good) == 0)
        let bad = #"{"soup": "fish", "sides": [], "price": 0, "note": 1, "chef": {"star": 1}}"#
        #expect(try violations(schema, bad) == 5)
    }

    @Test("Schemas may refer to each other in circles, also to the root")
    func circles() throws {
        let person = DynamicGenerationSchema(
            name: "Person",
            properties: [
                .init(name: "name", schema: .init(type: String.self)),
                .init(name: "friends", schema: .init(arrayOf: .init(referenceTo: "Person"))),
                .init(name: "pet", schema: .init(referenceTo: "Pet"), isOptional: true),
            ])
        let pet = DynamicGenerationSchema(
            name: "Pet", properties: [.init(name: "owner", schema: .init(referenceTo: "Person"), isOptional: true)])
        let schema = try GenerationSchema(root: person, dependencies: [pet])
        #expect(try violations(schema, #"{"name": "a", "friends": [{"name": "b", "friends": []}], "pet": {}}"#) == 0)
        #expect(try violations(schema, #"{"name": "a", "friends": [{"name": 1, "friends": []}]}"#) == 1)
    }

    @Test("A circle that never ends is refused")
    func endless() {
        let a = DynamicGenerationSchema(name: "A", properties: [.init(name: "b", schema: .init(referenceTo: "B"))])
        let b = DynamicGenerationSchema(name: "B", properties: [.init(name: "a", schema: .init(referenceTo: "A"))])
        #expect(throws: KapellError.self) { try GenerationSchema(root: a, dependencies: [b]) }
        let loop = DynamicGenerationSchema(name: "L", anyOf: [.init(referenceTo: "L")])
        #expect(throws: (any Error).self) { try GenerationSchema(root: loop, dependencies: []) }
    }

    @Test("References to nowhere are errors that name them all")
    func undefined() {
        let root = DynamicGenerationSchema(
            name: "Root",
            properties: [
                .init(name: "a", schema: .init(referenceTo: "A")), .init(name: "b", schema: .init(referenceTo: "B")),
                .init(name: "c", schema: .init(referenceTo: "A")),
            ])
        let error = #expect(throws: GenerationSchema.SchemaError.self) {
            try GenerationSchema(root: root, dependencies: [])
        }
        guard case .undefinedReferences(let schema, let references, let context)? = error else {
            Issue.record("another error")
            return
        }
        #expect(schema == "Root" && references == ["A", "B"] && context.debugDescription.contains("\"A\", \"B\""))
    }

    @Test("Two schemas of one name are an error unless they are the same")
    func duplicates() throws {
        let one = DynamicGenerationSchema(name: "Part", properties: [.init(name: "a", schema: .init(type: Int.self))])
        let other = DynamicGenerationSchema(name: "Part", properties: [.init(name: "b", schema: .init(type: Int.self))])
        let root = DynamicGenerationSchema(
            name: "Root", properties: [.init(name: "x", schema: one), .init(name: "y", schema: one)])
        #expect(throws: Never.self) { try GenerationSchema(root: root, dependencies: [one]) }
        let error = #expect(throws: GenerationSchema.SchemaError.self) {
            try GenerationSchema(root: root, dependencies: [other])
        }
        guard case .duplicateType(_, let type, _)? = error else {
            Issue.record("another error")
            return
        }
        #expect(type == "Part")
    }

    @Test("Two properties of one name and empty choices are errors")
    func others() {
        let twins = DynamicGenerationSchema(
            name: "T",
            properties: [
                .init(name: "a", schema: .init(type: Int.self)), .init(name: "a", schema: .init(type: Int.self)),
            ])
        let empties = [
            DynamicGenerationSchema(name: "E", anyOf: [String]()),
            DynamicGenerationSchema(name: "E", anyOf: [DynamicGenerationSchema]()), twins,
        ]
        for schema in empties {
            #expect(throws: GenerationSchema.SchemaError.self) { try GenerationSchema(root: schema, dependencies: []) }
        }
    }

    @Test("A dynamic schema may stand in the schema of a type, and a type in a dynamic schema")
    func mixed() throws {
        let root = DynamicGenerationSchema(
            name: "Root",
            properties: [
                .init(name: "wrapped", schema: .init(type: Wrapped.self)),
                .init(name: "list", schema: .init(arrayOf: .init(type: GenerationSchemaTests.Person.self))),
            ])
        let schema = try GenerationSchema(root: root, dependencies: [])
        let good = #"{"wrapped": {"tree": {"children": [{"children": []}]}}, "list": [{"name": "x"}]}"#
        #expect(try violations(schema, good) == 0)
        let bad = #"{"wrapped": {"tree": {"children": [{"children": [1]}]}}, "list": [{}]}"#
        #expect(try violations(schema, bad) == 2)
    }

    /// A type whose schema is put together at run time.
    struct Wrapped: Generable {
        static var generationSchema: GenerationSchema {
            let tree = DynamicGenerationSchema(
                name: "Tree",
                properties: [.init(name: "children", schema: .init(arrayOf: .init(referenceTo: "Tree")))])
            let root = DynamicGenerationSchema(name: "Wrapped", properties: [.init(name: "tree", schema: tree)])
            return (try? GenerationSchema(root: root, dependencies: [])) ?? GenerationSchema(name: "?", properties: [])
        }
        init(_ content: GeneratedContent) throws {}
        var generatedContent: GeneratedContent { GeneratedContent(properties: [:]) }
    }
}
