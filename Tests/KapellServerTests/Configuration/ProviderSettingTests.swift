import KapellJSON
import KapellServer
import Testing

@Suite("Providers and aliases in kapell.yaml")
struct ProviderSettingTests {
    static let file = """
        version: 1
        models:
          default: openai/gpt-5-mini
          embedding: house/embed.gguf
          providers:
            openai: {key: "${OPENAI_API_KEY}"}
            house: {kind: openai-compatible, url: "http://10.0.0.5:8000/v1", key: "${HOUSE_KEY}", private: true}
            aws: {kind: bedrock, region: eu-central-1}
            azure: {url: "https://x.openai.azure.com", key: "${AZURE_KEY}", api_version: "2024-10-21"}
            x: {kind: openai-compatible, url: "https://a.example/v1/", headers: {X-Team: blue, X-Key: "${HOUSE_KEY}"}}
          aliases:
            anthropic.claude-3-5-sonnet-20240620-v1:0: local/smollm2-135m-instruct
            smart:
              models: [openai/gpt-5, anthropic/claude-opus-4-5, aws/anthropic.claude-v2:1]
              attempts: 3
              deadline: 120
              connect: 10
              first_token: 60
              between_tokens: 30
              retry_billed: true
              continue_cut: True
              strict: "${STRICT}"
            plain: {models: [local/models/a.gguf]}
        """
    static let environment = [
        "OPENAI_API_KEY": "sk-hunter2", "HOUSE_KEY": "hunter3", "AZURE_KEY": "hunter4", "STRICT": "true",
    ]

    private var models: ModelsSection {
        get throws { try configuration(Self.file, environment: Self.environment).models }
    }

    @Test("A key whose variable is not set, and the one dialect, are read; a dialect that is not spoken is refused")
    func keyless() throws {
        let yaml = "version: 1\nmodels:\n  providers:\n    openai: {key: \"${NOT_SET}\", dialect: openai-responses}"
        let setting = try #require(try configuration(yaml).models.provider(named: "openai"))
        #expect(setting.key == nil && setting.unsetKeyVariable == "NOT_SET" && setting.dialect == "openai-responses")
        let set = try configuration(yaml, environment: ["NOT_SET": "sk-1"]).models.provider(named: "openai")
        #expect(set?.key == "sk-1" && set?.unsetKeyVariable == nil)
        let wrong = issues(yaml.replacing("openai-responses", with: "cohere"), environment: ["NOT_SET": "sk-1"])
        #expect(wrong.map(\.key) == ["models.providers.openai.dialect"])
        #expect(wrong.first?.remedy.contains("`openai-chat` or `openai-responses`") == true)
        // Any other value with such a variable is wrong.
        #expect(issues("version: 1\nmodels:\n  providers:\n    openai: {url: \"${NOT_SET}\"}").count == 1)
    }

    @Test("Every key of a provider is read, and the kind defaults to the name")
    func providers() throws {
        let models = try models
        #expect(models.providers.map(\.name) == ["openai", "house", "aws", "azure", "x"])
        #expect(models.provider(named: "openai") == ProviderSetting(name: "openai", kind: "openai", key: "sk-hunter2"))
        #expect(
            models.provider(named: "house")
                == ProviderSetting(
                    name: "house", kind: "openai-compatible", url: "http://10.0.0.5:8000/v1", key: "hunter3",
                    isPrivate: true))
        #expect(
            models.provider(named: "aws") == ProviderSetting(name: "aws", kind: "bedrock", region: "eu-central-1"))
        #expect(models.provider(named: "azure")?.apiVersion == "2024-10-21")
        #expect(
            models.provider(named: "x")?.headers == [
                ProviderHeader(name: "X-Team", value: "blue"), ProviderHeader(name: "X-Key", value: "hunter3"),
            ])
        #expect(models.default.reference == ModelReference(provider: "openai", name: "gpt-5-mini"))
        #expect(models.embedding.reference == ModelReference(provider: "house", name: "embed.gguf"))
    }

    @Test("Every key of an alias is read; the short form is one model")
    func aliases() throws {
        let models = try models
        let short = try #require(models.alias(named: "anthropic.claude-3-5-sonnet-20240620-v1:0"))
        #expect(short.models == [ModelReference(provider: "local", name: "smollm2-135m-instruct")])
        #expect(short == ModelAlias(name: short.name, models: short.models))
        let smart = try #require(models.alias(named: "smart"))
        #expect(
            smart.models.map(\.description) == [
                "openai/gpt-5", "anthropic/claude-opus-4-5", "aws/anthropic.claude-v2:1",
            ])
        #expect(
            smart
                == ModelAlias(
                    name: "smart", models: smart.models, attempts: 3, deadline: .seconds(120),
                    connectTimeout: .seconds(10), firstTokenTimeout: .seconds(60), betweenTokensTimeout: .seconds(30),
                    retriesBilled: true, continuesCut: true, isStrict: true))
        #expect(models.alias(named: "plain")?.models.first?.path == "/project/models/a.gguf")
    }

    @Test("No description, dump or JSON shows a key or a header's value")
    func secrets() throws {
        let whole = try configuration(Self.file, environment: Self.environment)
        var dumped = ""
        dump(whole, to: &dumped)
        let texts = [
            dumped, "\(whole)", String(reflecting: whole), String(reflecting: whole.models.providers),
            whole.models.providers.map { $0.json.serialized() }.joined(),
            "\(whole.models.providers.flatMap(\.headers))",
        ]
        for text in texts {
            #expect(!text.contains("hunter"))
            #expect(!text.contains("blue"))
        }
        #expect(dumped.contains("http://10.0.0.5:8000/v1"))
        #expect(
            whole.models.provider(named: "x")?.json == [
                "name": "x", "kind": "openai-compatible", "url": "https://a.example/v1/", "has_key": false,
                "private": false, "headers": ["X-Team", "X-Key"],
            ])
    }

    @Test("Providers and aliases of several files come together, name by name")
    func included() throws {
        let folder = try ConfigurationFolder()
        try folder.write(
            """
            version: 1
            models:
              providers: {house: {kind: vllm, private: true}, openai: {key: old, headers: {A: b}}}
              aliases: {fast: house/a, smart: house/b}
            """, to: "base.yaml")
        try folder.write(
            """
            version: 1
            include: [base.yaml]
            models:
              providers: {openai: {key: new}}
              aliases: {smart: openai/b}
            """, to: "kapell.yaml")
        let models = try folder.load().models
        #expect(models.providers.map(\.name) == ["house", "openai"])
        #expect(models.provider(named: "openai") == ProviderSetting(name: "openai", kind: "openai", key: "new"))
        #expect(models.aliases.map { "\($0.name) \($0.models)" } == ["fast [house/a]", "smart [openai/b]"])
    }

    @Test("A provider whose entry is wrong is one issue, not one more for each model of it")
    func wrongEntry() {
        let found = issues("version: 1\nmodels:\n  providers: {house: {url: 5}}\n  aliases: {a: house/b}")
        #expect(found.map(\.key) == ["models.providers.house.kind", "models.providers.house.url"])
    }

    @Test("Every kind that is known may be named without an entry", arguments: ProviderKinds.names)
    func known(kind: String) throws {
        #expect(try configuration("version: 1\nmodels: {default: \(kind)/m}").models.default.reference.provider == kind)
    }
}
