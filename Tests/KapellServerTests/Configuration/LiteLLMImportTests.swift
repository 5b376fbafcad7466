import KapellCore
import KapellJSON
import KapellServer
import KapellTesting
import Testing

@Suite("A configuration of LiteLLM becomes kapell.yaml")
struct LiteLLMImportTests {
    private func imported(_ yaml: String) throws -> LiteLLMImport {
        try LiteLLMImport.read(bytes: Array(yaml.utf8), path: "/project/config.yaml")
    }

    /// What was written, loaded with every variable set.
    private func loaded(_ result: LiteLLMImport) throws -> ModelsSection {
        var environment = Dictionary(result.variables.map { ($0.name, "value-of-\($0.name)") }) { first, _ in first }
        environment["API_BASE"] = "https://api.example/v1"
        environment["AZURE_API_BASE"] = "https://x.openai.azure.com"
        environment["AWS_REGION_NAME"] = "eu-central-1"
        return try configuration(result.text, environment: environment).models
    }

    private func models(_ models: ModelsSection, _ alias: String) -> [String] {
        models.alias(named: alias)?.models.map(\.description) ?? []
    }

    static let full = """
        model_list:
          - model_name: gpt-4o
            litellm_params:
              model: openai/gpt-4o
              api_key: os.environ/OPENAI_API_KEY
              rpm: 60
          - model_name: gpt-4o
            litellm_params:
              model: azure/gpt-4o-eu
              api_base: https://x.openai.azure.com/
              api_key: "os.environ/AZURE_KEY"
              api_version: "2024-10-21"
            model_info: {mode: chat, base_model: azure/gpt-4o}
          - model_name: claude
            litellm_params: {model: claude-3-5-sonnet-20240620, api_key: sk-ant-hunter2, temperature: 0.2}
          - model_name: anthropic.claude-3-5-sonnet-20240620-v1:0
            litellm_params:
              model: bedrock/converse/anthropic.claude-3-5-sonnet-20240620-v1:0
              aws_region_name: os.environ/AWS_REGION_NAME
              aws_access_key_id: AKIAHUNTER2
          - model_name: house
            litellm_params:
              model: openai/llama-3
              api_base: http://10.0.0.5:8000/v1
              api_key: none
              extra_headers: {X-Team: blue, Authorization: Bearer hunter3}
        router_settings:
          num_retries: 2
          timeout: 30
          routing_strategy: least-busy
          fallbacks: [{gpt-4o: [claude, missing]}]
          model_group_alias: {gpt-4: gpt-4o}
          redis_password: hunter4
        litellm_settings:
          drop_params: true
          context_window_fallbacks: [{claude: [house]}]
          success_callback: [langfuse]
        general_settings:
          master_key: sk-hunter5
        environment_variables:
          LANGFUSE_SECRET: hunter6
        """

    @Test("Models, their providers, retries, times and fallbacks are carried over")
    func whole() throws {
        let result = try imported(Self.full)
        let section = try loaded(result)
        #expect(result.providers == ["openai", "azure", "anthropic", "bedrock", "openai-compatible"])
        #expect(section.provider(named: "openai")?.key == "value-of-OPENAI_API_KEY")
        #expect(section.provider(named: "azure")?.url == "https://x.openai.azure.com")
        #expect(section.provider(named: "azure")?.apiVersion == "2024-10-21")
        #expect(section.provider(named: "bedrock")?.region == "eu-central-1")
        let house = try #require(section.provider(named: "openai-compatible"))
        #expect(house.url == "http://10.0.0.5:8000/v1" && house.isPrivate && house.key == nil)
        #expect(
            house.headers == [
                ProviderHeader(name: "X-Team", value: "blue"),
                ProviderHeader(name: "Authorization", value: "value-of-AUTHORIZATION"),
            ])
        #expect(
            models(section, "gpt-4o") == [
                "openai/gpt-4o", "azure/gpt-4o-eu", "anthropic/claude-3-5-sonnet-20240620",
            ])
        #expect(models(section, "gpt-4") == models(section, "gpt-4o"))
        #expect(
            models(section, "claude") == ["anthropic/claude-3-5-sonnet-20240620", "openai-compatible/llama-3"])
        #expect(
            models(section, "anthropic.claude-3-5-sonnet-20240620-v1:0") == [
                "bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0"
            ])
        let first = try #require(section.alias(named: "gpt-4o"))
        #expect(first.attempts == 3 && first.deadline == .seconds(270) && !first.isStrict)
    }

    @Test("What is not carried over is listed with its path, and at the head of the file")
    func notes() throws {
        let result = try imported(Self.full)
        let paths = Set(result.notes.map(\.path))
        for path in [
            "model_list[0].litellm_params.rpm", "model_list[1].model_name", "model_list[1].model_info.base_model",
            "model_list[2].litellm_params.temperature", "model_list[3].litellm_params.aws_access_key_id",
            "model_list[4].litellm_params.api_key", "router_settings.routing_strategy",
            "router_settings.fallbacks[0].gpt-4o", "router_settings.redis_password",
            "litellm_settings.context_window_fallbacks", "litellm_settings.success_callback",
            "general_settings.master_key", "environment_variables.LANGFUSE_SECRET",
        ] {
            #expect(paths.contains(path), "\(path)")
            #expect(result.text.contains("#   \(path)  "), "\(path)")
        }
        #expect(!paths.contains("litellm_settings.drop_params"))
        #expect(result.notes.allSatisfy { !$0.reason.isEmpty && !$0.reason.contains("no such setting") })
    }

    @Test("No secret of the file is written; each is a variable that is listed")
    func secrets() throws {
        let result = try imported(Self.full)
        let everything = result.text + "\(result.notes)" + "\(result.variables)"
        for secret in ["hunter", "HUNTER", "sk-"] { #expect(!everything.contains(secret)) }
        let literal = result.variables.filter(\.isLiteral).map(\.name)
        #expect(literal == ["ANTHROPIC_API_KEY", "AUTHORIZATION", "LANGFUSE_SECRET"])
        for variable in result.variables { #expect(result.text.contains("#   \(variable.name)  ")) }
    }

    @Test("Two secrets for one host are two providers with two variables")
    func twoKeys() throws {
        let result = try imported(
            """
            model_list:
              - {model_name: a, litellm_params: {model: openai/gpt-4o, api_key: sk-one}}
              - {model_name: a, litellm_params: {model: openai/gpt-4o, api_key: sk-two}}
              - {model_name: b, litellm_params: {model: openai/gpt-4o, api_key: sk-one}}
              - {model_name: c, litellm_params: {model: gpt-4o, api_key: os.environ/OPENAI_API_KEY}}
              - {model_name: d, litellm_params: {model: gpt-4o}}
            """)
        #expect(result.variables.map(\.name) == ["OPENAI_API_KEY_2", "OPENAI_API_KEY_3", "OPENAI_API_KEY"])
        let section = try loaded(result)
        #expect(models(section, "a") == ["openai/gpt-4o", "openai-2/gpt-4o"])
        #expect(models(section, "b") == ["openai/gpt-4o"])
        #expect(models(section, "c") == ["openai-3/gpt-4o"])
        #expect(models(section, "d") == models(section, "c"), "without a key it is that of the environment, too")
    }

    @Test(
        "A model's name says its provider",
        arguments: [
            ("gpt-4o", "openai/gpt-4o"), ("o3-mini", "openai/o3-mini"),
            ("text-embedding-3-small", "openai/text-embedding-3-small"),
            ("gemini/gemini-2.0-flash", "gemini/gemini-2.0-flash"), ("command-r", "cohere/command-r"),
            ("cohere_chat/command-r", "cohere/command-r"), ("ollama_chat/llama3:8b", "ollama/llama3:8b"),
            ("groq/llama-3.1-8b-instant", "groq/llama-3.1-8b-instant"), ("together_ai/a/b", "together/a/b"),
            ("fireworks_ai/accounts/f/models/m", "fireworks/accounts/f/models/m"), ("xai/grok-2", "xai/grok-2"),
            ("openrouter/a/b:free", "openrouter/a/b:free"), ("deepseek/deepseek-chat", "deepseek/deepseek-chat"),
            ("huggingface/together/a/b", "huggingface/a/b:together"), ("huggingface/a/b", "huggingface/a/b"),
            ("bedrock/us-west-2/anthropic.claude-v2", "bedrock/anthropic.claude-v2"),
            ("us.anthropic.claude-3-5-haiku-20241022-v1:0", "bedrock/us.anthropic.claude-3-5-haiku-20241022-v1:0"),
            ("perplexity/sonar", "perplexity/sonar"), ("nvidia_nim/meta/l", "nvidia_nim/meta/l"),
            ("openai/responses/gpt-5", "openai/gpt-5"), ("azure/o_series/mine", "azure/mine"),
            ("hosted_vllm/m", "vllm/m"), ("lm_studio/m", "lmstudio/m"),
            ("openai/ft:gpt-4o:a$b::c", "openai/ft:gpt-4o:a$b::c"),
        ])
    func providers(model: String, reference: String) throws {
        let result = try imported("model_list: [{model_name: a, litellm_params: {model: \"\(model)\"}}]")
        #expect(models(try loaded(result), "a") == [reference])
    }

    @Test(
        "A model that cannot be carried over is left out, and said",
        arguments: [
            "vertex_ai/gemini-pro", "gemini-pro", "replicate/a/b", "sagemaker/x", "azure_ai/m", "os.environ/MODEL", "*",
            "openai_like/m", "llama-3", "bedrock/agent/x", "",
        ])
    func unknown(model: String) throws {
        let result = try imported("model_list: [{model_name: a, litellm_params: {model: \"\(model)\"}}]")
        #expect(result.aliases.isEmpty && result.providers.isEmpty)
        #expect(result.notes.contains { $0.path.hasPrefix("model_list[0].litellm_params.") && $0.kind == .dropped })
        #expect(try loaded(result) == ModelsSection())
    }

    @Test("Addresses lose what LiteLLM lets be written behind them, and never hold a secret")
    func addresses() throws {
        func provider(_ parameters: String) throws -> ProviderSetting? {
            let result = try imported("model_list: [{model_name: a, litellm_params: {\(parameters)}}]")
            #expect(!result.text.contains("hunter"))
            return try loaded(result).providers.first
        }
        let plain = try provider("model: openai/m, api_base: 'https://a.example/v1/chat/completions'")
        #expect(plain?.url == "https://a.example/v1" && plain?.kind == "openai-compatible" && plain?.isPrivate == false)
        #expect(try provider("model: openai/m, api_base: 'https://api.openai.com/v1/'")?.kind == "openai")
        #expect(
            try provider("model: openai/m, api_base: 'https://api.openai.com.evil/v1'")?.kind == "openai-compatible")
        #expect(try provider("model: huggingface/m, api_base: 'http://tgi:8080'")?.kind == "tgi")
        #expect(
            try provider("model: azure/m, api_base: 'https://x.openai.azure.com/openai/deployments/m'")?.url
                == "https://x.openai.azure.com")
        #expect(try provider("model: openai/m, base_url: os.environ/API_BASE")?.url == "https://api.example/v1")
        #expect(try provider("model: openai/m, api_base: 'https://u:hunter2@a.example'") == nil)
        #expect(try provider("model: openai/m, api_base: 'https://a.example/?key=hunter2'") == nil)
        #expect(try provider("model: openai/m, organization: org-1")?.headers.map(\.name) == ["OpenAI-Organization"])
    }

    @Test("Anchors, aliases and merge keys are read; credentials are looked up by name")
    func anchors() throws {
        let result = try imported(
            """
            base: &base {api_key: os.environ/KEY, model: openai/never}
            model_list:
              - model_name: &name smart
                litellm_params: {<<: *base, model: openai/gpt-4o}
              - model_name: *name
                litellm_params: {model: groq/l, litellm_credential_name: mine}
              - {model_name: "*not-an-alias", litellm_params: {model: xai/x, api_key: "- *k"}}
            credential_list:
              - {credential_name: mine, credential_values: {api_key: os.environ/GROQ}}
            """)
        let section = try loaded(result)
        #expect(models(section, "smart") == ["openai/gpt-4o", "groq/l"])
        #expect(section.provider(named: "openai")?.key == "value-of-KEY")
        #expect(section.provider(named: "groq")?.key == "value-of-GROQ")
        #expect(section.provider(named: "xai")?.key == "value-of-XAI_API_KEY")
        #expect(result.notes.contains { $0.path == "model_list[2].model_name" })
    }

    @Test("Settings become those of every name; strict where unknown fields were errors")
    func settings() throws {
        let result = try imported(
            """
            model_list:
              - {model_name: "a  b", litellm_params: {model: openai/m}}
              - {model_name: b, litellm_params: {model: openai/m, order: 2, stream_timeout: 4.2, max_retries: 50}}
              - {model_name: b, litellm_params: {model: openai/n, order: 1, timeout: 9999}}
              - {model_name: "openai/*", litellm_params: {model: "openai/*"}}
              - {model_name: Claude 3.7 Sonnet (EU), litellm_params: {model: openai/m}}
            litellm_settings: {drop_params: false, num_retries: 0, request_timeout: nine}
            """)
        let section = try loaded(result)
        #expect(section.aliases.map(\.name) == ["b", "Claude 3.7 Sonnet (EU)"])
        #expect(models(section, "b") == ["openai/n", "openai/m"])
        let alias = try #require(section.aliases.first)
        #expect(alias.attempts == 10 && alias.deadline == .seconds(3600) && alias.firstTokenTimeout == .seconds(5))
        #expect(alias.isStrict)
        #expect(result.notes.contains { $0.path == "litellm_settings.request_timeout" })
        #expect(result.notes.contains { $0.path == "model_list[0].model_name" })
    }
}
