import KapellFoundationModels
import KapellJSON
import Testing

@Suite struct GenerableEnumerationTests {
    @Generable(description: "how it goes")
    enum Mood: String, CaseIterable { case happy, sad, `default`, mixed = "so-so" }

    @Test("An enumeration without values is one of some strings")
    func choice() throws {
        #expect(
            try Mood.generationSchema.jsonSchema.serialized()
                == #"{"type":"string","description":"how it goes","enum":["happy","sad","default","so-so"]}"#)
        for mood in Mood.allCases { #expect(try Mood(mood.generatedContent) == mood) }
        #expect(Mood.mixed.generatedContent.jsonString == #""so-so""#)
        let error = #expect(throws: GeneratedContent.ParsingError.self) { try Mood(GeneratedContent(json: #""glad""#)) }
        #expect(error?.debugDescription.hasPrefix("the value is \"glad\" where one of \"happy\"") == true)
    }

    @Generable
    indirect enum Shape: Equatable {
        case circle(radius: Double)
        case rect(width: Double, height: Double?)
        case named(String)
        case pair(Int, Int)
        case group(members: [Shape])
        case point
    }

    static let shapes: [Shape] = [
        .circle(radius: 1.5), .rect(width: 1, height: nil), .rect(width: 1, height: 2), .named("x"), .pair(1, 2),
        .group(members: [.point, .group(members: [])]), .point,
    ]

    @Test("An enumeration with values is a structure that names its case")
    func union() throws {
        #expect(Shape.circle(radius: 1.5).generatedContent.jsonString == #"{"type":"circle","radius":1.5}"#)
        #expect(Shape.rect(width: 1, height: nil).generatedContent.jsonString == #"{"type":"rect","width":1.0}"#)
        #expect(Shape.named("x").generatedContent.jsonString == #"{"type":"named","value":"x"}"#)
        #expect(Shape.pair(1, 2).generatedContent.jsonString == #"{"type":"pair","value1":1,"value2":2}"#)
        for shape in Self.shapes {
            #expect(try Shape(shape.generatedContent) == shape)
            #expect(try Shape.generationSchema.violations(in: shape.generatedContent) == [])
        }
        let first = try Shape.generationSchema.jsonSchema["anyOf"]?[0]
        #expect(first?["properties"]?["type"]?["enum"] == ["circle"])
        #expect(first?["required"] == ["type", "radius"])
    }

    @Test("The wrong case, or the wrong values of a case, are violations and errors")
    func wrong() throws {
        let unknown = try GeneratedContent(json: #"{"type": "line"}"#)
        #expect(try Shape.generationSchema.violations(in: unknown).count == 1)
        #expect(throws: GeneratedContent.ParsingError.self) { try Shape(unknown) }
        #expect(throws: GeneratedContent.ParsingError.self) {
            try Shape(GeneratedContent(json: #"{"type": "circle"}"#))
        }
        #expect(throws: GeneratedContent.ParsingError.self) { try Shape(GeneratedContent(json: "5")) }
        #expect(throws: GeneratedContent.ParsingError.self) { try Shape(GeneratedContent(json: "{}")) }
    }

    @Test("The partial form begins with the whole name of its case")
    func partial() throws {
        let short = try GeneratedContent(json: #"{"type": "rect"#)
        #expect(try short.partialValue(of: Shape.self) == nil)
        let content = try GeneratedContent(json: #"{"type": "rect", "width": 2, "hei"#)
        guard case .rect(let width, let height)? = try content.partialValue(of: Shape.self) else {
            Issue.record("no rectangle")
            return
        }
        #expect(width == 2 && height == nil)
        let list = try GeneratedContent(json: #"[{"type": "point"}, {"type": "cir"#)
        #expect(try list.partialValue(of: [Shape].self)?.count == 1)
        #expect(try GeneratedContent(json: #""hap"#).partialValue(of: Mood.self) == nil)
    }
}
