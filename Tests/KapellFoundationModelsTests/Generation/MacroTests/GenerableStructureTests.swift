import KapellFoundationModels
import KapellJSON
import Testing

@Suite struct GenerableStructureTests {
    @Generable(description: "A cat")
    struct Cat: Equatable {
        let name: String
        @Guide(description: "in years", .range(0...20)) var age: Int
        @Guide(.minimumCount(1), .maximumCount(3))
        @Guide(description: "what it is called, too")
        var tags: [String]
        var nickname: String?
        var isWild: Bool = false
        @Guide(description: "the chip", /[A-Z]{3}-\d{4}/) let chip: String?

        var label: String { name }
        static let legs = 4
    }

    static let cat = Cat(name: "Mia", age: 3, tags: ["x"], nickname: nil, isWild: true, chip: "ABC-1234")

    @Test("The schema has the properties in the order of their declaration, with guides and descriptions")
    func schema() throws {
        let expected = """
            {"type":"object","title":"Cat","description":"A cat","properties":{\
            "name":{"type":"string"},\
            "age":{"type":"integer","minimum":0,"maximum":20,"description":"in years"},\
            "tags":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":3,\
            "description":"what it is called, too"},\
            "nickname":{"type":"string"},"isWild":{"type":"boolean"},\
            "chip":{"type":"string","pattern":"^(?:[A-Z]{3}-\\\\d{4})$","description":"the chip"}},\
            "required":["name","age","tags","isWild"],"additionalProperties":false,\
            "x-order":["name","age","tags","nickname","isWild","chip"]}
            """
        #expect(try Cat.generationSchema.jsonSchema.serialized() == expected)
        #expect(Cat.generationSchema.name == "Cat")
    }

    @Test("A value survives the way into content and back; nil is left out")
    func roundTrip() throws {
        let content = Self.cat.generatedContent
        #expect(content.jsonString == #"{"name":"Mia","age":3,"tags":["x"],"isWild":true,"chip":"ABC-1234"}"#)
        #expect(try Cat(content) == Self.cat)
        #expect(try Cat.generationSchema.violations(in: content) == [])
    }

    @Test("The partial form has every property, each optional, and an identity")
    func partial() throws {
        let content = try GeneratedContent(json: #"{"name": "Mia", "tags": ["a", "b"#)
        let partial = try Cat.PartiallyGenerated(content)
        #expect(partial.name == "Mia" && partial.age == nil && partial.tags == ["a", "b"] && partial.nickname == nil)
        let whole = Self.cat.asPartiallyGenerated()
        #expect(whole.age == 3 && whole.chip == "ABC-1234")
        let empty = try Cat.PartiallyGenerated(try GeneratedContent(json: "{"))
        #expect(empty.name == nil)
    }

    @Test("Guides hold for values whatever made them")
    func guides() throws {
        let wrong = Cat(name: "", age: 21, tags: [], nickname: nil, isWild: false, chip: "abc-1234")
        let violations = try Cat.generationSchema.violations(in: wrong.generatedContent)
        #expect(violations.count == 3)
        #expect(violations.first == "/age must be at most 20, is 21.")
    }

    @Generable(name: "node", representNilExplicitlyInGeneratedContent: true)
    struct Node: Equatable {
        var `default`: String?
        var children: [Node]
    }

    @Test("A type may contain itself, have a name of its own, and write nil as null")
    func recursive() throws {
        let node = Node(default: nil, children: [Node(default: "x", children: [])])
        #expect(node.generatedContent.jsonString == #"{"default":null,"children":[{"default":"x","children":[]}]}"#)
        #expect(try Node(node.generatedContent) == node)
        let schema = try Node.generationSchema.jsonSchema
        #expect(Node.generationSchema.name == "node")
        #expect(schema["title"] == "node")
        #expect(schema["properties"]?["children"]?["items"]?["$ref"] == "#")
        #expect(schema["properties"]?["default"]?["type"] == ["string", "null"])
        #expect(schema["required"] == ["default", "children"])
        #expect(try Node.generationSchema.violations(in: node.generatedContent) == [])
        #expect(try Node.generationSchema.violations(in: GeneratedContent(json: #"{"children": [{}]}"#)).count == 1)
    }

    @Generable struct Row { var id: GenerationID; var text: String }
    @Generable struct Record: Equatable { var id: String; var number: Int }
    @Generable struct Nothing: Equatable {}
    @Generable struct Box<Value: Generable> { var value: Value }

    @Test("A property of type GenerationID is the identity of the content, and not generated")
    func identity() throws {
        let id = GenerationID()
        let row = try Row(GeneratedContent(json: #"{"text": "x"}"#, id: id))
        #expect(row.id == id)
        #expect(row.generatedContent.id == id && row.generatedContent.jsonString == #"{"text":"x"}"#)
        #expect(try Row.generationSchema.jsonSchema["x-order"] == ["text"])
        #expect(try Row.PartiallyGenerated(row.generatedContent).id == id)
    }

    @Test("A property of one's own may have the name id; structures may be empty or generic")
    func odd() throws {
        let record = Record(id: "a", number: 1)
        #expect(try Record(record.generatedContent) == record)
        #expect(try Record.PartiallyGenerated(record.generatedContent).id == "a")
        #expect(Nothing().generatedContent.jsonString == "{}")
        #expect(try Nothing(GeneratedContent(json: "{}")) == Nothing())
        #expect(try Box<[Int]>(GeneratedContent(json: #"{"value": [1]}"#)).value == [1])
        #expect(try Box<Cat>.generationSchema.jsonSchema["$defs"]?["Cat"]?["title"] == "Cat")
    }

    @Generable public struct Written {
        public var text: String

        init(text: String) { self.text = text }

        public init(_ content: GeneratedContent) throws { text = try content.value(forProperty: "other") }

        public var generatedContent: GeneratedContent { GeneratedContent(properties: ["other": text]) }
    }

    @Test("What a type writes itself is left alone")
    func written() throws {
        #expect(Written(text: "x").generatedContent.jsonString == #"{"other":"x"}"#)
        #expect(try Written(GeneratedContent(json: #"{"other": "y"}"#)).text == "y")
    }
}
