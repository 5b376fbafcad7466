import KapellFoundationModels
import KapellJSON
import Testing

/// The types that `Documentation/TypedOutput.md` writes by hand, beside those with macros.
@Suite struct ByHandTests {
    enum Hand {
        struct Day: Generable, Equatable {
            let name: String
            let note: String?

            static var generationSchema: GenerationSchema {
                GenerationSchema(
                    type: Day.self,
                    properties: [
                        .init(name: "name", type: String.self),
                        .init(name: "note", type: String?.self),
                    ])
            }

            init(_ content: GeneratedContent) throws {
                name = try content.value(forProperty: "name")
                note = try content.value(forProperty: "note")
            }

            var generatedContent: GeneratedContent {
                var properties: [(String, any ConvertibleToGeneratedContent)] = [("name", name)]
                if let note { properties.append(("note", note)) }
                return GeneratedContent(properties: properties, uniquingKeysWith: { _, last in last })
            }

            struct PartiallyGenerated: Identifiable, ConvertibleFromGeneratedContent {
                var id: GenerationID
                var name: String?
                var note: String?

                init(_ content: GeneratedContent) throws {
                    id = content.id ?? GenerationID()
                    name = try content.value(forProperty: "name")
                    note = try content.value(forProperty: "note")
                }
            }
        }

        enum Mood: Generable {
            case calm, wild

            static var generationSchema: GenerationSchema {
                GenerationSchema(type: Mood.self, anyOf: ["calm", "wild"])
            }

            init(_ content: GeneratedContent) throws {
                switch try content.value(String.self) {
                case "calm": self = .calm
                case "wild": self = .wild
                default: throw content.mismatch("calm or wild")
                }
            }

            var generatedContent: GeneratedContent {
                switch self {
                case .calm: GeneratedContent("calm")
                case .wild: GeneratedContent("wild")
                }
            }
        }

        enum Stop: Generable, Equatable {
            case walk(minutes: Int), rest

            static var generationSchema: GenerationSchema {
                GenerationSchema(
                    type: Stop.self,
                    cases: [
                        .init(name: "walk", properties: [.init(name: "minutes", type: Int.self)]),
                        .init(name: "rest"),
                    ])
            }

            init(_ content: GeneratedContent) throws {
                switch try content.caseName() {
                case "walk": self = .walk(minutes: try content.value(forProperty: "minutes"))
                case "rest": self = .rest
                default: throw content.mismatch("walk or rest")
                }
            }

            var generatedContent: GeneratedContent {
                switch self {
                case .walk(let minutes): GeneratedContent(properties: ["type": "walk", "minutes": minutes])
                case .rest: GeneratedContent(properties: ["type": "rest"])
                }
            }
        }
    }

    enum Macro {
        @Generable struct Day {
            let name: String
            let note: String?
        }
        @Generable enum Mood { case calm, wild }
        @Generable enum Stop { case walk(minutes: Int), rest }
    }

    @Test("Types by hand and by macro have the same schema")
    func schemas() throws {
        #expect(try Hand.Day.generationSchema.jsonSchema == Macro.Day.generationSchema.jsonSchema)
        #expect(try Hand.Mood.generationSchema.jsonSchema == Macro.Mood.generationSchema.jsonSchema)
        #expect(try Hand.Stop.generationSchema.jsonSchema == Macro.Stop.generationSchema.jsonSchema)
    }

    @Test("Types by hand and by macro read and write the same content")
    func content() throws {
        for json in [#"{"name":"a"}"#, #"{"name":"a","note":"b"}"#] {
            let content = try GeneratedContent(json: json)
            #expect(try Hand.Day(content).generatedContent == Macro.Day(content).generatedContent)
            #expect(try Hand.Day(content).generatedContent == content)
        }
        for json in [#"{"type":"walk","minutes":3}"#, #"{"type":"rest"}"#] {
            let content = try GeneratedContent(json: json)
            #expect(try Hand.Stop(content).generatedContent == Macro.Stop(content).generatedContent)
        }
        for json in [#""calm""#, #""wild""#] {
            let content = try GeneratedContent(json: json)
            #expect(try Hand.Mood(content).generatedContent == Macro.Mood(content).generatedContent)
        }
    }

    @Test("Types by hand show partial values, as a whole where they have no partial form")
    func partial() throws {
        let day = try GeneratedContent(json: #"{"name": "Mon"#).partialValue(of: Hand.Day.self)
        #expect(day?.name == "Mon" && day?.note == nil)
        #expect(try GeneratedContent(json: #"{"type": "walk", "min"#).partialValue(of: Hand.Stop.self) == nil)
        #expect(try GeneratedContent(json: #"{"type": "rest"}"#).partialValue(of: Hand.Stop.self) == .rest)
    }
}
