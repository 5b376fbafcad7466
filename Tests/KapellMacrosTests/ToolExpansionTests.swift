import Testing

@Suite struct ToolExpansionTests {
    @Test("A function gets a tool beside it")
    func function() async throws {
        try await Expansions.expect(
            "Tool", as: .peer, before: "stock",
            writes: """
                public var stockTool: KapellFoundationModels.FunctionTool<String> {
                    KapellFoundationModels.FunctionTool<String>(
                        name: "stock", description: "How many are there.",
                        parameters: KapellFoundationModels.GenerationSchema(name: "stock", properties: [
                                KapellFoundationModels.GenerationSchema.Property(name: "article", description: "its number", type: String.self),
                                KapellFoundationModels.GenerationSchema.Property(name: "place", type: String?.self),
                        ])
                    ) { content in
                        try await stock(of: content.value(forProperty: "article"), at: content.value(String?.self, forProperty: "place") ?? "main")
                    }
                }
                """)
    }

    @Test("What cannot be a tool is refused at the part that hinders", arguments: ToolRefusals.refused)
    func refusals(_ refusal: Refusal) async throws { try await refusal.check() }
}
