import KapellCore
import KapellFoundationModels
import KapellJSON
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct GenerationGuideTests {
    private func schema<Value: Generable>(_ guides: GenerationGuide<Value>...) -> GenerationSchema {
        GenerationSchema(name: "T", properties: [.init(name: "v", type: Value.self, guides: guides)])
    }

    private func keyword<Value: Generable>(_ name: String, _ guides: GenerationGuide<Value>...) throws -> JSONValue? {
        let schema = GenerationSchema(name: "T", properties: [.init(name: "v", type: Value.self, guides: guides)])
        return try schema.jsonSchema["properties"]?["v"]?[name]
    }

    private func isRefused<Value: Generable>(_ guides: GenerationGuide<Value>...) -> Bool {
        let schema = GenerationSchema(name: "T", properties: [.init(name: "v", type: Value.self, guides: guides)])
        do {
            try schema.check()
            return false
        } catch {
            return "\(error)".contains("\"T\"")
        }
    }

    private func accepts(_ schema: GenerationSchema, _ json: String) throws -> Bool {
        try schema.violations(in: GeneratedContent(json: #"{"v": \#(json)}"#)).isEmpty
    }

    @Test("Strings: one, one of some, a pattern for the whole")
    func strings() throws {
        #expect(try keyword("enum", GenerationGuide<String>.constant("x")) == ["x"])
        #expect(try keyword("enum", GenerationGuide<String>.anyOf(["a", "b", "a"])) == ["a", "b"])
        let guided = schema(.pattern(/[A-Z]{3}-\d+/))
        #expect(try accepts(guided, #""ABC-12""#))
        #expect(try !accepts(guided, #""xABC-12x""#))
        #expect(try !accepts(guided, #""ABC-""#))
        #expect(try accepts(schema(.pattern(/a|b/)), #""b""#))
        #expect(try !accepts(schema(.pattern(/a|b/)), #""ab""#))
        #expect(try keyword("pattern", GenerationGuide<String>.pattern(/^a.b$/)) == "^a.b$")
        #expect(try keyword("pattern", GenerationGuide<String>.pattern(source: #"\d\-[\-x]"#)) == #"^(?:\d-[\-x])$"#)
    }

    @Test("Several patterns and choices hold together")
    func together() throws {
        let both = schema(GenerationGuide<String>.pattern(/a.*/), .pattern(/.*b/))
        #expect(try accepts(both, #""ab""#))
        #expect(try !accepts(both, #""ac""#))
        #expect(try keyword("enum", GenerationGuide<String>.anyOf(["a", "b"]), .anyOf(["b", "c"])) == ["b"])
    }

    @Test("Numbers: bounds are included, and the tighter one counts")
    func numbers() throws {
        #expect(try keyword("minimum", GenerationGuide<Int>.minimum(3), .minimum(5), .minimum(4)) == 5)
        #expect(try keyword("maximum", GenerationGuide<Int>.range(1...9), .maximum(12)) == 9)
        #expect(try keyword("maximum", GenerationGuide<Double>.maximum(0.5)) == 0.5)
        #expect(try keyword("minimum", GenerationGuide<Float>.range(0.1...2)) == 0.1)
        #expect(try keyword("minimum", GenerationGuide<Decimal>.range(Decimal(1)...Decimal(3))) == 1)
        #expect(try accepts(schema(GenerationGuide<Int>.range(1...9)), "9"))
        #expect(try !accepts(schema(GenerationGuide<Int>.range(1...9)), "10"))
        let limits = schema(GenerationGuide<Int>.range(Int.min...Int.max))
        #expect(try accepts(limits, "\(Int.max)"))
        #expect(try !accepts(limits, "9223372036854775808"))
        #expect(try !accepts(schema(GenerationGuide<Int>.maximum(Int.max - 1)), "\(Int.max)"))
    }

    @Test("Arrays: counts, and guides for elements")
    func arrays() throws {
        #expect(try keyword("minItems", GenerationGuide<[Int]>.count(3)) == 3)
        #expect(try keyword("maxItems", GenerationGuide<[Int]>.count(2...5), .maximumCount(4)) == 4)
        let guided = schema(GenerationGuide<[[Int]]>.minimumCount(1), .element(.element(.range(0...9))))
        #expect(try accepts(guided, "[[1, 9]]"))
        #expect(try !accepts(guided, "[[10]]"))
        #expect(try !accepts(guided, "[]"))
    }

    @Test("Guides of an optional property let null and absence be")
    func optionals() throws {
        let schema = GenerationSchema(
            name: "T", properties: [.init(name: "v", type: String?.self, guides: [.anyOf(["a"])])])
        #expect(try accepts(schema, "null") && accepts(schema, #""a""#))
        #expect(try !accepts(schema, #""b""#))
        #expect(try schema.violations(in: GeneratedContent(json: "{}")) == [])
        let regex = GenerationSchema(name: "T", properties: [.init(name: "v", type: String?.self, guides: [/x+/])])
        #expect(try accepts(regex, #""xx""#) && !accepts(regex, #""y""#))
        let last = GenerationSchema(name: "T", properties: [.init(name: "v", type: String.self, guides: [/y/, /x+/])])
        #expect(try accepts(last, #""xx""#))
    }

    @Test("Guides that contradict each other, or cannot be kept, are refused with the name of the schema")
    func contradictions() {
        #expect(isRefused(GenerationGuide<Int>.minimum(5), .maximum(4)))
        #expect(isRefused(GenerationGuide<[Int]>.minimumCount(5), .count(4)))
        #expect(isRefused(GenerationGuide<[Int]>.minimumCount(-1)))
        #expect(isRefused(GenerationGuide<[Int]>.element(.minimum(2)), .element(.maximum(1))))
        #expect(isRefused(GenerationGuide<String>.constant("a"), .constant("b")))
        #expect(isRefused(GenerationGuide<String>.anyOf([])))
        #expect(isRefused(GenerationGuide<Double>.minimum(.nan)))
        #expect(isRefused(GenerationGuide<Double>.maximum(.infinity)))
        #expect(isRefused(GenerationGuide<String>.pattern(source: "(")))
        #expect(isRefused(GenerationGuide<String>.pattern(/(a)\1/)))
    }

    @Test("The guides for the macro alone mean the same")
    func never() throws {
        let guides: [GenerationGuide<[Never]>] = [.minimumCount(0), .maximumCount(3), .count(0...2)]
        let schema = GenerationSchema(name: "T", properties: [.init(name: "v", type: [Never].self, guides: guides)])
        #expect(try accepts(schema, "[]"))
        #expect(try !accepts(schema, "[1]"))
    }
}
