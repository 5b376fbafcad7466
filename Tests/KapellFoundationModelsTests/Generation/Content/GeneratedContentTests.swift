import KapellFoundationModels
import KapellJSON
import KapellTesting
import Testing

@Suite struct GeneratedContentTests {
    @Test("Properties keep the order in which they were given")
    func keepsOrder() {
        let content = GeneratedContent(properties: ["zebra": 1, "ant": "x", "moose": true])
        #expect(content.jsonString == #"{"zebra":1,"ant":"x","moose":true}"#)
        guard case .structure(_, let keys) = content.kind else {
            Issue.record("not a structure")
            return
        }
        #expect(keys == ["zebra", "ant", "moose"])
    }

    @Test("Each kind survives the way into content and back")
    func kinds() {
        let kinds: [GeneratedContent.Kind] = [
            .null, .bool(true), .number(2.5), .number(7), .string("é"),
            .array([GeneratedContent(kind: .number(1)), GeneratedContent(kind: .null)]),
            .structure(
                properties: ["b": GeneratedContent(kind: .bool(false)), "a": GeneratedContent(kind: .string(""))],
                orderedKeys: ["b", "a"]),
        ]
        for kind in kinds { #expect(GeneratedContent(kind: kind).kind == kind) }
    }

    @Test("A structure loses no property that its list of keys forgets")
    func forgottenKeys() {
        let one = GeneratedContent(kind: .number(1))
        let kind = GeneratedContent.Kind.structure(
            properties: ["a": one, "b": one, "c": one], orderedKeys: ["c", "missing", "c"])
        #expect(GeneratedContent(kind: kind).jsonString == #"{"c":1,"a":1,"b":1}"#)
    }

    @Test("A closure decides between values of one name")
    func uniquing() {
        let properties: [(String, any ConvertibleToGeneratedContent)] = [
            ("name", "John"), ("name", "Jane"), ("on", true),
        ]
        let first = GeneratedContent(properties: properties) { first, _ in first }
        let last = GeneratedContent(properties: properties) { _, last in last }
        #expect(first.jsonString == #"{"name":"John","on":true}"#)
        #expect(last.jsonString == #"{"name":"Jane","on":true}"#)
    }

    @Test("Identities given to parts are kept, and those that follow from the whole are the same each time")
    func identities() throws {
        let id = GenerationID()
        let inner = GeneratedContent("x", id: id)
        let outer = GeneratedContent(properties: ["part": inner])
        #expect(try outer.value(GeneratedContent.self, forProperty: "part").id == id)
        #expect(outer.jsonString == #"{"part":"x"}"#)

        let whole = GeneratedContent(jsonValue: ["list": [1, 2]], id: id)
        let again = GeneratedContent(jsonValue: ["list": [1, 2, 3]], id: id)
        let list = try whole.value(GeneratedContent.self, forProperty: "list")
        let longer = try again.value(GeneratedContent.self, forProperty: "list")
        #expect(list.id == longer.id)
        let first = try list.value([GeneratedContent].self).map(\.id)
        let second = try longer.value([GeneratedContent].self).map(\.id)
        #expect(Array(second.prefix(2)) == first)
        #expect(Set(second + [id, list.id]).count == 5)
        #expect(GenerationID() != GenerationID())
        var one = SeededGenerator(7)
        var other = SeededGenerator(7)
        #expect(GenerationID(using: &one) == GenerationID(using: &other))
    }

    @Test("Content that nobody generated has no identity")
    func noIdentity() throws {
        let content = try GeneratedContent(json: #"{"a": [1]}"#)
        #expect(content.id == nil)
        #expect(try content.value(GeneratedContent.self, forProperty: "a").id == nil)
    }

    @Test("Equality looks at values, order, identity and completeness")
    func equality() throws {
        let left = try GeneratedContent(json: #"{"a": 1, "b": [2.0]}"#)
        #expect(left == GeneratedContent(properties: ["a": 1, "b": [2]]))
        #expect(left != GeneratedContent(properties: ["b": [2], "a": 1]))
        #expect(left != GeneratedContent(jsonValue: left.jsonValue, id: GenerationID()))
        #expect(try left != GeneratedContent(json: #"{"a": 1, "b": [2.0]"#))
        let id = GenerationID()
        let tree = GeneratedContent(properties: ["a": GeneratedContent("x", id: id)])
        #expect(tree == GeneratedContent(properties: ["a": GeneratedContent("x", id: id)]))
        #expect(tree != GeneratedContent(properties: ["a": "x"]))
    }

    @Test("An error says which part is wrong, and how")
    func errorPlaces() throws {
        let content = try GeneratedContent(json: #"{"days": [{"title": "a"}, {"title": 5}], "a/b": "x"}"#)
        struct Day: ConvertibleFromGeneratedContent {
            init(_ content: GeneratedContent) throws { _ = try content.value(String.self, forProperty: "title") }
        }
        let error = #expect(throws: GeneratedContent.ParsingError.self) {
            try content.value([Day].self, forProperty: "days")
        }
        #expect(error?.debugDescription == "/days/1/title is the number 5 where a string is needed.")
        let missing = #expect(throws: GeneratedContent.ParsingError.self) {
            try content.value(Int.self, forProperty: "age")
        }
        #expect(missing?.debugDescription == "the value lacks the property \"age\".")
        let escaped = #expect(throws: GeneratedContent.ParsingError.self) {
            try content.value(Int.self, forProperty: "a/b")
        }
        #expect(escaped?.debugDescription == "/a~1b is \"x\" where a whole number is needed.")
        #expect(escaped?.errorDescription == escaped?.debugDescription)
        let plain = GeneratedContent.ParsingError(rawContent: "?", debugDescription: "own words")
        #expect("\(plain)" == "own words" && plain.rawContent == "?")
    }

    @Test("A property that may be missing is nil when it is missing or null, and wrong when it is wrong")
    func optionals() throws {
        let content = try GeneratedContent(json: #"{"null": null, "text": "x"}"#)
        #expect(try content.value(Int?.self, forProperty: "null") == nil)
        #expect(try content.value(Int?.self, forProperty: "none") == nil)
        #expect(try content.value(String?.self, forProperty: "text") == "x")
        #expect(throws: GeneratedContent.ParsingError.self) { try content.value(Int?.self, forProperty: "text") }
        let array = try GeneratedContent(json: "[1]")
        #expect(throws: GeneratedContent.ParsingError.self) { try array.value(Int?.self, forProperty: "text") }
    }

    @Test("Arrays, optionals and prompts of values are those of their content")
    func conversions() {
        #expect([1, 2].generatedContent.jsonString == "[1,2]")
        #expect(Int?.none.generatedContent.jsonString == "null")
        #expect(Int?.some(3).generatedContent.jsonString == "3")
        #expect([true].asPartiallyGenerated() == [true])
        #expect("x".asPartiallyGenerated() == "x")
    }
}
