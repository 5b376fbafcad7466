import KapellFoundationModels
import KapellJSON
import KapellTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct DynamicSchemaFuzzTests {
    /// A schema at random, with a value that satisfies it.
    private struct Maker {
        var generator: SeededGenerator
        var number = 0

        mutating func make(depth: Int) -> (schema: DynamicGenerationSchema, value: JSONValue) {
            number += 1
            let name = "S\(number)"
            switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &generator) {
            case 0: return (.init(type: Bool.self), true)
            case 1:
                let low = Int.random(in: -9...9, using: &generator)
                return (.init(type: Int.self, guides: [.range(low...low + 3)]), .integer(Int64(low + 1)))
            case 2: return (.init(type: String.self, guides: [.pattern(/[a-c]+\d?/)]), "abc7")
            case 3: return (.init(name: name, description: "choice", anyOf: ["x", "y/z", "é"]), "é")
            case 4: return (.null, .null)
            case 5:
                let item = make(depth: depth - 1)
                return (.init(arrayOf: item.schema, minimumElements: 1, maximumElements: 2), [item.value])
            case 6:
                let choices = (0..<2).map { _ in make(depth: depth - 1) }
                return (.init(name: name, anyOf: choices.map(\.schema)), choices[1].value)
            default:
                var properties: [DynamicGenerationSchema.Property] = []
                var value = JSONObject()
                for place in 0..<Int.random(in: 0..<4, using: &generator) {
                    let part = make(depth: depth - 1)
                    let isOptional = Bool.random(using: &generator)
                    properties.append(.init(name: "p\(9 - place)", schema: part.schema, isOptional: isOptional))
                    if !isOptional || Bool.random(using: &generator) { value["p\(9 - place)"] = part.value }
                }
                return (
                    .init(
                        name: name, representNilExplicitlyInGeneratedContent: Bool.random(using: &generator),
                        properties: properties), .object(value)
                )
            }
        }
    }

    @Test("Schemas at random accept their values, and survive JSON Schema and Codable")
    func random() throws {
        var maker = Maker(generator: SeededGenerator(21))
        for _ in 0..<150 {
            let (root, value) = maker.make(depth: 4)
            let schema = try GenerationSchema(root: root, dependencies: [])
            let content = GeneratedContent(jsonValue: value)
            #expect(try schema.violations(in: content) == [])
            let json = try schema.jsonSchema
            #expect(try GenerationSchema(jsonSchema: json).jsonSchema.serialized() == json.serialized())
            let back = try JSONDecoder().decode(
                [GenerationSchema].self, from: JSONEncoder().encode([schema]))
            #expect(try back.first?.jsonSchema == json)
            // The model keeps to what it is shown; what it leaves out of that is checked more leniently.
            let wrong = GeneratedContent(jsonValue: ["unknown": value, "none": [.null, 1.5]])
            #expect(try !schema.violations(in: wrong).isEmpty)
        }
    }
}
