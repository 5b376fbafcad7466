import KapellCore
import KapellDialects
import KapellPolicy
import KapellProviders
import KapellServer
import KapellTesting
import Testing

@Suite("Which model a name means") struct GatewayDirectoryTests {
    private static func provider(_ name: String, _ kind: ProviderKind) throws -> Provider {
        var options = ProviderOptions()
        options.credentials = .bearer(try Secret("sk-test-0123456789"))
        if case .own = kind.base { options.baseURL = "https://example.com/v1" }
        if case .perRegion = kind.base { options.region = "eu-central-1" }
        return try Provider(kind, name: name, options: options)
    }

    private let own = ScriptedBackend(model: "local/small", [])

    private func directory(_ providers: [Provider] = [], _ aliases: [GatewayAlias] = []) -> GatewayDirectory {
        GatewayDirectory(own: [own], providers: providers, aliases: aliases)
    }

    private func model(
        _ name: String, _ directory: GatewayDirectory, from dialect: DialectName = .openAIChat
    ) throws -> [String] {
        try directory.route(name, from: dialect).targets.map(\.id)
    }

    @Test("The project's own model answers to its name, its short name and default")
    func own_() throws {
        for name in ["default", "local/small", "small"] { #expect(try model(name, directory()) == ["local/small"]) }
    }

    @Test("A provider's model is named with the provider; the rest of the name may hold slashes")
    func named() throws {
        let directory = directory([try Self.provider("openrouter", .openRouter), try Self.provider("two", .openAI)])
        #expect(try model("openrouter/meta/llama-4", directory) == ["openrouter/meta/llama-4"])
        #expect(try model("two/gpt-5", directory) == ["two/gpt-5"])
    }

    @Test("A bare name goes to the provider that the client's dialect is at home with")
    func home() throws {
        let directory = directory([try Self.provider("openai", .openAI), try Self.provider("claude", .anthropic)])
        #expect(try model("x-1", directory) == ["openai/x-1"])
        #expect(try model("x-1", directory, from: .openAIResponses) == ["openai/x-1"])
        #expect(try model("x-1", directory, from: .anthropic) == ["claude/x-1"])
        #expect(throws: KapellError.self) { try model("x-1", directory, from: .cohere) }
    }

    @Test("With one provider, bare names mean it, whatever the dialect; names of local models never do")
    func only() throws {
        let directory = directory([try Self.provider("g", .groq)])
        #expect(try model("x-1", directory, from: .anthropic) == ["g/x-1"])
        #expect(throws: KapellError.self) { try model("local/other", directory) }
        #expect(throws: KapellError.self) { try model("", directory) }
    }

    @Test("An alias wins over everything, keeps the order of its models, and shares breakers with other routes")
    func alias() throws {
        var alias = GatewayAlias(name: "small", models: ["openai/a", "local/small"])
        alias.retry.attempts = 7
        alias.isStrict = true
        let directory = directory([try Self.provider("openai", .openAI)], [alias])
        let route = try directory.route("small", from: .anthropic)
        #expect(route.targets.map(\.id) == ["openai/a", "local/small"])
        #expect(route.runner.retry.attempts == 7)
        #expect(route.isStrict)
        let other = try directory.route("openai/a", from: .openAIChat)
        #expect(route.targets[0].breaker != nil)
        #expect(route.targets[0].breaker === other.targets[0].breaker)
        #expect(route.targets[1].breaker == nil)
        #expect(directory.names == ["small", "local/small"])
    }

    @Test("A provider is asked in the client's dialect where it speaks it, and in its own otherwise")
    func dialect() throws {
        let directory = directory([try Self.provider("openai", .openAI), try Self.provider("bedrock", .bedrock)])
        for (name, asked, spoken): (String, DialectName, DialectName) in [
            ("openai/x", .openAIChat, .openAIChat), ("openai/x", .openAIResponses, .openAIResponses),
            ("openai/x", .anthropic, .openAIChat),
            ("bedrock/eu.anthropic.claude-sonnet-4", .bedrockInvoke, .bedrockInvoke),
            // Its body would be Anthropic's, which no other maker's models read.
            ("bedrock/amazon.nova-pro-v1:0", .bedrockInvoke, .bedrockConverse),
        ] {
            let target = try directory.route(name, from: asked).targets[0]
            #expect((target.backend as? ProviderModel)?.dialect.name == spoken)
        }
    }

    @Test("A model that there is not is an error that says what there is")
    func missing() throws {
        let directory = directory([try Self.provider("openai", .openAI), try Self.provider("b", .groq)])
        let error = #expect(throws: KapellError.self) { try model("nothing", directory, from: .gemini) }
        #expect(error?.code == .notFound)
        #expect(error?.remedy?.contains("local/small") == true)
        #expect(error?.remedy?.contains("openai/…") == true)
    }
}
