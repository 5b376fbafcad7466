import KapellFoundationModels
import KapellJSON
import Testing

/// How many pieces of an article are in stock.
/// - Parameter article: the number of the article.
@Tool
private func pieces(article: String, warehouse: String = "main") async throws -> String { "\(article) in \(warehouse)" }

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

        struct Person: Generable {
            let age: Int
            let code: String

            static var generationSchema: GenerationSchema {
                GenerationSchema(
                    type: Person.self,
                    properties: [
                        .init(name: "age", description: "in years", type: Int.self, guides: [.range(0...150)]),
                        .init(name: "code", type: String.self, guides: [.pattern(source: "[A-Z]{3}")]),
                    ])
            }

            init(_ content: GeneratedContent) throws {
                age = try content.value(forProperty: "age")
                code = try content.value(forProperty: "code")
            }

            var generatedContent: GeneratedContent { GeneratedContent(properties: ["age": age, "code": code]) }
        }

        static let tool = FunctionTool<String>(
            name: "pieces", description: "How many pieces of an article are in stock.",
            parameters: GenerationSchema(
                name: "pieces",
                properties: [
                    .init(name: "article", description: "the number of the article.", type: String.self),
                    .init(name: "warehouse", type: String?.self),
                ])
        ) { content in
            try await pieces(
                article: content.value(forProperty: "article"),
                warehouse: content.value(String?.self, forProperty: "warehouse") ?? "main")
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
        @Generable struct Person {
            @Guide(description: "in years", .range(0...150)) let age: Int
            @Guide(/[A-Z]{3}/) let code: String
        }
        @Generable enum Stop { case walk(minutes: Int), rest }
    }

    @Test("Types by hand and by macro have the same schema")
    func schemas() throws {
        #expect(try Hand.Day.generationSchema.jsonSchema == Macro.Day.generationSchema.jsonSchema)
        #expect(try Hand.Mood.generationSchema.jsonSchema == Macro.Mood.generationSchema.jsonSchema)
        #expect(try Hand.Person.generationSchema.jsonSchema == Macro.Person.generationSchema.jsonSchema)
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

    @Test("A tool by hand and by macro is the same tool")
    func tools() async throws {
        #expect(Hand.tool.name == piecesTool.name && Hand.tool.description == piecesTool.description)
        #expect(try Hand.tool.parameters.jsonSchema == piecesTool.parameters.jsonSchema)
        for json in [#"{"article": "7"}"#, #"{"article": "7", "warehouse": "B"}"#] {
            let content = try GeneratedContent(json: json)
            #expect(try await Hand.tool.call(arguments: content) == piecesTool.call(arguments: content))
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
