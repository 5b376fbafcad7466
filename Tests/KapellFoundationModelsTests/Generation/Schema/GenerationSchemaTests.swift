import KapellCore
import KapellFoundationModels
import KapellJSON
import Testing

@Suite struct GenerationSchemaTests {
    struct Person: Generable, Equatable {
        var name: String
        var age: Int?
        var home: Address?

        static var generationSchema: GenerationSchema {
            GenerationSchema(
                type: Person.self, description: "Somebody",
                properties: [
                    .init(name: "name", description: "in full", type: String.self),
                    .init(name: "age", type: Int?.self, guides: [.range(0...150)]),
                    .init(name: "home", description: "where they live", type: Address?.self),
                ])
        }

        init(_ content: GeneratedContent) throws {
            name = try content.value(forProperty: "name")
            age = try content.value(forProperty: "age")
            home = try content.value(forProperty: "home")
        }

        var generatedContent: GeneratedContent {
            GeneratedContent(properties: ["name": name, "age": age, "home": home])
        }
    }

    struct Address: Generable, Equatable {
        var city: String

        static var generationSchema: GenerationSchema {
            GenerationSchema(type: Address.self, properties: [.init(name: "city", type: String.self)])
        }

        init(_ content: GeneratedContent) throws { city = try content.value(forProperty: "city") }

        var generatedContent: GeneratedContent { GeneratedContent(properties: ["city": city]) }
    }

    @Test("A schema by hand is written as JSON Schema, structures within it under $defs")
    func byHand() throws {
        let expected = """
            {"type":"object","title":"Person","description":"Somebody","properties":{\
            "name":{"type":"string","description":"in full"},\
            "age":{"type":"integer","minimum":0,"maximum":150},\
            "home":{"$ref":"#/$defs/Address","description":"where they live"}},\
            "required":["name"],"additionalProperties":false,"x-order":["name","age","home"],\
            "$defs":{"Address":{"type":"object","title":"Address","properties":{"city":{"type":"string"}},\
            "required":["city"],"additionalProperties":false,"x-order":["city"]}}}
            """
        #expect(try Person.generationSchema.jsonSchema.serialized() == expected)
        #expect(Person.generationSchema.name == "Person")
        #expect(Person.generationSchema.debugDescription.contains("\"title\": \"Person\""))
    }

    @Test("The JSON Schema is one of draft 2020-12 for everybody")
    func standard() throws {
        let schema = try JSONSchema(try Person.generationSchema.jsonSchema)
        #expect(schema.isValid(["name": "Ada", "age": 36, "home": ["city": "London"]]))
        #expect(!schema.isValid(["name": "Ada", "age": 151]))
    }

    @Test("Violations are sentences that begin with the place")
    func violations() throws {
        func sentences(_ json: String) throws -> [String] {
            try Person.generationSchema.violations(in: GeneratedContent(json: json))
        }
        #expect(try sentences(#"{"name": "Ada", "home": {"city": "Paris"}}"#) == [])
        #expect(try sentences(#"{"name": "Ada", "age": null, "home": null}"#) == [])
        #expect(
            try sentences(#"{"age": 200}"#).sorted() == [
                "/age must be at most 150, is 200.", "the value lacks the property \"name\".",
            ])
        let unknown = try sentences(#"{"name": "Ada", "email": "x"}"#)
        #expect(unknown.count == 1 && unknown.first?.contains("email") == true)
        #expect(try sentences(#"{"name": "Ad"#) == ["the value ends before it is whole."])
        #expect(try sentences("5").count == 1)
        let error = #expect(throws: GeneratedContent.ParsingError.self) {
            try Person.generationSchema.validate(GeneratedContent(json: "{}"))
        }
        #expect(error?.debugDescription.contains("does not fit the schema \"Person\"") == true)
    }

    @Test("At most twenty violations are told in full")
    func manyViolations() throws {
        let schema = [Int].generationSchema
        let content = [String](repeating: "x", count: 90).generatedContent
        let sentences = try schema.violations(in: content)
        #expect(sentences.count == 21)
        #expect(sentences.last == "70 more places are not as the schema asks.")
    }

    @Test("Numbers must fit into their types, also where no guide says so")
    func bounds() throws {
        let big = try GeneratedContent(json: "9223372036854775808")
        #expect(try Int.generationSchema.violations(in: big).count == 1)
        #expect(try Int.generationSchema.violations(in: Int.max.generatedContent) == [])
        #expect(try Float.generationSchema.violations(in: GeneratedContent(json: "1e39")).count == 1)
        #expect(try Int.generationSchema.jsonSchema == ["type": "integer"])
    }

    @Test("Simple types have simple schemas")
    func simple() throws {
        #expect(try Bool.generationSchema.jsonSchema == ["type": "boolean"])
        #expect(
            try [[Double]].generationSchema.jsonSchema
                == ["type": "array", "items": ["type": "array", "items": ["type": "number"]]])
        #expect(try GeneratedContent.generationSchema.violations(in: GeneratedContent(json: #"{"a": [null]}"#)) == [])
        #expect(throws: KapellError.self) { try Never.generationSchema.jsonSchema }
        #expect(throws: GeneratedContent.ParsingError.self) { try Never(GeneratedContent(json: "{}")) }
    }

    enum A {
        struct Kind: Generable {
            static var generationSchema: GenerationSchema {
                .init(type: Self.self, properties: [.init(name: "a", type: Int.self)])
            }
            init(_ content: GeneratedContent) throws {}
            var generatedContent: GeneratedContent { GeneratedContent(properties: ["a": 1]) }
        }
    }
    enum B {
        struct Kind: Generable {
            static var generationSchema: GenerationSchema {
                .init(type: Self.self, properties: [.init(name: "b", type: A.Kind.self)])
            }
            init(_ content: GeneratedContent) throws {}
            var generatedContent: GeneratedContent { GeneratedContent(properties: [:]) }
        }
    }

    @Test("Two types of one name do not become one")
    func sameNames() throws {
        let schema = GenerationSchema(
            name: "Both", properties: [.init(name: "x", type: A.Kind.self), .init(name: "y", type: B.Kind.self)])
        let json = try schema.jsonSchema
        #expect(json["$defs"]?.objectValue?.keys == ["Kind", "Kind_2"])
        let good = try GeneratedContent(json: #"{"x": {"a": 1}, "y": {"b": {"a": 2}}}"#)
        #expect(try schema.violations(in: good) == [])
        let bad = try GeneratedContent(json: #"{"x": {"b": {"a": 2}}, "y": {"a": 1}}"#)
        #expect(try !schema.violations(in: bad).isEmpty)
    }

    struct Endless: Generable {
        static var generationSchema: GenerationSchema {
            .init(type: Self.self, properties: [.init(name: "next", type: Endless.self)])
        }
        init(_ content: GeneratedContent) throws {}
        var generatedContent: GeneratedContent { GeneratedContent(properties: [:]) }
    }

    struct Growing<Inner: Generable>: Generable {
        static var generationSchema: GenerationSchema {
            .init(type: Self.self, properties: [.init(name: "next", type: Growing<[Inner]>?.self)])
        }
        init(_ content: GeneratedContent) throws {}
        var generatedContent: GeneratedContent { GeneratedContent(properties: [:]) }
    }

    @Test("A type that needs itself without end is refused with the reason")
    func endless() throws {
        let error = #expect(throws: KapellError.self) { try Endless.generationSchema.check() }
        #expect(error?.message.contains("cannot be satisfied") == true)
        #expect(throws: KapellError.self) { try Growing<Int>.generationSchema.check() }
        #expect(Endless.generationSchema.debugDescription.contains("cannot be satisfied"))
        #expect(throws: (any Error).self) { try Endless.generationSchema.violations(in: GeneratedContent(json: "{}")) }
    }

    @Test("Two properties of one name, and a choice of nothing, are refused")
    func refused() {
        let twins = GenerationSchema(
            name: "T", properties: [.init(name: "a", type: Int.self), .init(name: "a", type: Bool.self)])
        let error = #expect(throws: GenerationSchema.SchemaError.self) { try twins.jsonSchema }
        #expect(error?.errorDescription == "The schema \"T\" has two properties \"a\".")
        #expect(error?.recoverySuggestion?.isEmpty == false)
        let none = GenerationSchema(type: Int.self, anyOf: [String]())
        #expect(throws: GenerationSchema.SchemaError.self) { try none.jsonSchema }
        let noTypes = GenerationSchema(type: Int.self, anyOf: [any Generable.Type]())
        #expect(throws: GenerationSchema.SchemaError.self) { try noTypes.jsonSchema }
    }

    @Test("A union of types takes values of each")
    func union() throws {
        let schema = GenerationSchema(type: Bool.self, anyOf: [Person.self, Address.self, Int.self])
        #expect(try schema.violations(in: GeneratedContent(json: "3")) == [])
        #expect(try schema.violations(in: GeneratedContent(json: #"{"city": "Rome"}"#)) == [])
        #expect(try schema.violations(in: GeneratedContent(json: #"{"town": "Rome"}"#)).count == 1)
    }

    @Test("100,000 elements and a string of 10 MB are checked in time")
    func large() throws {
        let numbers = [Int](repeating: 5, count: 100_000).generatedContent
        #expect(try [Int].generationSchema.violations(in: numbers) == [])
        let text = String(repeating: "x", count: 10_000_000).generatedContent
        #expect(try String.generationSchema.violations(in: text) == [])
    }
}
