import Testing

@Suite struct SessionPropertyTests {
    @Test("A property of a session is a variable with a value to begin with", arguments: SessionPropertyRefusals.all)
    func refusals(_ refusal: Refusal) async throws { try await refusal.check() }

    @Test("The compiler accepts properties with a type, optional ones without a value")
    func accepted() async throws {
        let compilation = Compilation(
            source: """
                import KapellFoundationModels
                extension SessionPropertyValues {
                    @SessionPropertyEntry var chosen: String?
                    @SessionPropertyEntry var counts: [String: Int] = [:]
                    @SessionPropertyEntry public var `default`: Bool = false
                }
                struct Part: DynamicInstructions {
                    @SessionProperty(\\.chosen) var chosen
                    var body: some DynamicInstructions {
                        if let chosen { Instructions(chosen) }
                    }
                }
                """)
        let output = try await compilation.output()
        #expect(output.succeeded, "The compiler said:\n\(output.text)")
    }

    @Test("A property of a session becomes a key with the value, and accessors that use it")
    func expansion() async throws {
        try await Expansions.expect(
            as: .accessor, before: "chosen",
            writes: """
                {
                    get {
                        self[__Key_chosen.self]
                    }
                    set {
                        self[__Key_chosen.self] = newValue
                    }
                }
                """)
        try await Expansions.expect(
            as: .peer, before: "chosen",
            writes: """
                nonisolated private struct __Key_chosen: KapellFoundationModels.SessionPropertyKey {
                    static let defaultValue: String? = nil
                }
                """)
    }
}
