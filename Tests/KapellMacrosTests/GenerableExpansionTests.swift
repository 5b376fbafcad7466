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

    @Test("An enumeration with values becomes a choice of structures, also while it arrives")
    func values() async throws {
        try await Expansions.expect(
            "Generable", as: .member, before: "Stop",
            writes: """
                nonisolated static var generationSchema: KapellFoundationModels.GenerationSchema {
                    KapellFoundationModels.GenerationSchema(type: Self.self, cases: [
                        KapellFoundationModels.GenerationSchema.Case(name: "walk", properties: [
                            KapellFoundationModels.GenerationSchema.Property(name: "minutes", type: Int.self),
                            KapellFoundationModels.GenerationSchema.Property(name: "along", type: String?.self),
                        ]),
                        KapellFoundationModels.GenerationSchema.Case(name: "meal", properties: [
                            KapellFoundationModels.GenerationSchema.Property(name: "value", type: String.self),
                        ]),
                        KapellFoundationModels.GenerationSchema.Case(name: "rest", properties: []),
                    ])
                }

                nonisolated enum PartiallyGenerated: KapellFoundationModels.ConvertibleFromGeneratedContent {
                    case walk(minutes: Int.PartiallyGenerated?, along: String?.PartiallyGenerated?)
                    case meal(String.PartiallyGenerated?)
                    case rest
                    nonisolated init(_ content: KapellFoundationModels.GeneratedContent) throws {
                        switch try content.caseName() {
                        case "walk":
                            self = .walk(minutes: try content.value(forProperty: "minutes"), along: try content.value(forProperty: "along"))
                        case "meal":
                            self = .meal(try content.value(forProperty: "value"))
                        case "rest":
                            self = .rest
                        default:
                            throw content.mismatch("one of \\"walk\\", \\"meal\\", \\"rest\\"")
                        }
                    }
                }
                """)
        try await Expansions.expect(
            "Generable", as: .extension, before: "Stop",
            writes: """
                nonisolated extension Stop: KapellFoundationModels.Generable {
                    nonisolated init(_ content: KapellFoundationModels.GeneratedContent) throws {
                        switch try content.caseName() {
                        case "walk":
                            self = .walk(minutes: try content.value(forProperty: "minutes"), along: try content.value(forProperty: "along"))
                        case "meal":
                            self = .meal(try content.value(forProperty: "value"))
                        case "rest":
                            self = .rest
                        default:
                            throw content.mismatch("one of \\"walk\\", \\"meal\\", \\"rest\\"")
                        }
                    }

                    nonisolated var generatedContent: KapellFoundationModels.GeneratedContent {
                        switch self {
                        case .walk(let value0, let value1):
                            var properties: [(String, any KapellFoundationModels.ConvertibleToGeneratedContent)] = []
                            properties.append(("type", "walk"))
                            properties.append(("minutes", value0))
                            if let value = value1 {
                                properties.append(("along", value))
                            }
                            return KapellFoundationModels.GeneratedContent(properties: properties, uniquingKeysWith: { _, last in
                                    last
                                })
                        case .meal(let value0):
                            return KapellFoundationModels.GeneratedContent(properties: [
                                "type": "meal",
                                "value": value0,
                            ])
                        case .rest:
                            return KapellFoundationModels.GeneratedContent(properties: [
                                "type": "rest",
                            ])
                        }
                    }
                }
                """)
    }

    @Test("A structure that writes nil has its optional properties in all its content")
    func explicitNil() async throws {
        try await Expansions.expect(
            "Generable", as: .member, before: "Guest",
            writes: """
                nonisolated static var generationSchema: KapellFoundationModels.GenerationSchema {
                    KapellFoundationModels.GenerationSchema(type: Self.self, representNilExplicitlyInGeneratedContent: true, properties: [
                        KapellFoundationModels.GenerationSchema.Property(name: "seat", type: Int?.self),
                    ])
                }

                nonisolated struct PartiallyGenerated: Identifiable, KapellFoundationModels.ConvertibleFromGeneratedContent {
                    var id: KapellFoundationModels.GenerationID
                    var seat: Int?.PartiallyGenerated?
                    nonisolated init(_ content: KapellFoundationModels.GeneratedContent) throws {
                        self.id = content.id ?? KapellFoundationModels.GenerationID()
                        self.seat = try content.value(forProperty: "seat")
                    }
                }
                """)
        try await Expansions.expect(
            "Generable", as: .extension, before: "Guest",
            writes: """
                nonisolated extension Guest: KapellFoundationModels.Generable {
                    nonisolated init(_ content: KapellFoundationModels.GeneratedContent) throws {
                        self.seat = try content.value(forProperty: "seat")
                    }

                    nonisolated var generatedContent: KapellFoundationModels.GeneratedContent {
                        return KapellFoundationModels.GeneratedContent(properties: [
                            "seat": self.seat,
                        ])
                    }
                }
                """)
    }
}
