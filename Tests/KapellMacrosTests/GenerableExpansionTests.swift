import Testing

@Suite struct GenerableExpansionTests {
    @Test("A structure gets its schema, its partial form and its conversions")
    func structure() async throws {
        try await Expansions.expect(
            "Generable", as: .member, before: "Cat",
            writes: """
                nonisolated public static var generationSchema: KapellFoundationModels.GenerationSchema {
                    KapellFoundationModels.GenerationSchema(type: Self.self, description: "A cat", properties: [
                        KapellFoundationModels.GenerationSchema.Property(name: "name", description: "its name", type: String.self),
                        KapellFoundationModels.GenerationSchema.Property(name: "age", type: Int?.self, guides: [.range(0 ... 20)]),
                    ])
                }

                nonisolated public struct PartiallyGenerated: Identifiable, KapellFoundationModels.ConvertibleFromGeneratedContent {
                    public var id: KapellFoundationModels.GenerationID
                    public var name: String.PartiallyGenerated?
                    public var age: Int?.PartiallyGenerated?
                    nonisolated public init(_ content: KapellFoundationModels.GeneratedContent) throws {
                        self.id = content.id ?? KapellFoundationModels.GenerationID()
                        self.name = try content.value(forProperty: "name")
                        self.age = try content.value(forProperty: "age")
                    }
                }
                """)
        try await Expansions.expect(
            "Generable", as: .extension, before: "Cat",
            writes: """
                nonisolated extension Cat: KapellFoundationModels.Generable {
                    nonisolated public init(_ content: KapellFoundationModels.GeneratedContent) throws {
                        self.name = try content.value(forProperty: "name")
                        self.age = try content.value(forProperty: "age")
                    }

                    nonisolated public var generatedContent: KapellFoundationModels.GeneratedContent {
                        var properties: [(String, any KapellFoundationModels.ConvertibleToGeneratedContent)] = []
                        properties.append(("name", self.name))
                        if let value = self.age {
                            properties.append(("age", value))
                        }
                        return KapellFoundationModels.GeneratedContent(properties: properties, uniquingKeysWith: { _, last in
                                last
                            })
                    }
                }
                """)
        try await Expansions.expect("Guide", as: .peer, before: "Cat", property: "name", writes: "")
        try await Expansions.expect("Guide", as: .peer, before: "Cat", property: "age", writes: "")
    }

    @Test("An enumeration without values becomes a choice of strings")
    func enumeration() async throws {
        try await Expansions.expect(
            "Generable", as: .member, before: "Mood",
            writes: """
                nonisolated static var generationSchema: KapellFoundationModels.GenerationSchema {
                    KapellFoundationModels.GenerationSchema(type: Self.self, anyOf: ["calm", "very wild"])
                }
                """)
        try await Expansions.expect(
            "Generable", as: .extension, before: "Mood",
            writes: """
                nonisolated extension Mood: KapellFoundationModels.Generable {
                    nonisolated init(_ content: KapellFoundationModels.GeneratedContent) throws {
                        switch try content.value(Swift.String.self) {
                        case "calm":
                            self = .calm
                        case "very wild":
                            self = .wild
                        default:
                            throw content.mismatch("one of \\"calm\\", \\"very wild\\"")
                        }
                    }

                    nonisolated var generatedContent: KapellFoundationModels.GeneratedContent {
                        switch self {
                        case .calm:
                            return KapellFoundationModels.GeneratedContent("calm")
                        case .wild:
                            return KapellFoundationModels.GeneratedContent("very wild")
                        }
                    }
                }
                """)
    }
}
