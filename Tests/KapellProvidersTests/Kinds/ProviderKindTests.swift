import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellProviders
import Testing

@Suite("Kinds of providers")
struct ProviderKindTests {
    @Test("Every kind has a name of its own and can be found by it")
    func names() throws {
        #expect(Set(ProviderKind.all.map(\.name)).count == ProviderKind.all.count)
        for kind in ProviderKind.all { #expect(try ProviderKind.named(kind.name).title == kind.title) }
        let error = #expect(throws: KapellError.self) { try ProviderKind.named("opneai") }
        #expect(error?.remedy?.contains("`openai`") == true)
    }

    @Test("Every fixed address is public, encrypted and needs a key", arguments: ProviderKind.all.map(\.name))
    func addresses(_ name: String) throws {
        let kind = try ProviderKind.named(name)
        guard case .fixed(let address) = kind.base else { return }
        #expect(try BaseURL(address).isSecure)
        #expect(!kind.allowsPrivateAddresses)
        let error = #expect(throws: KapellError.self) { try Provider(kind) }
        #expect(error?.code == .authentication)
        #expect(error?.remedy?.contains(kind.keyVariables[0]) == true)
        let provider = try Provider(kind, options: ProviderOptions(environment: [kind.keyVariables[0]: "key-1234"]))
        #expect(provider.credentials != .none)
    }

    @Test("The environment alone sets up the providers that it has keys for")
    func environment() throws {
        let environment = [
            "OPENAI_API_KEY": "sk-1234", "HF_TOKEN": "hf_1234", "GOOGLE_API_KEY": "g-1234", "OLLAMA_HOST": "0.0.0.0:1",
            "AZURE_OPENAI_API_KEY": "a-1234", "AWS_BEARER_TOKEN_BEDROCK": "b-1234", "ANTHROPIC_API_KEY": "",
            "OPENAI_BASE_URL": "http://127.0.0.1:7272/v1",
        ]
        let found = try ProviderKind.all.compactMap { try Provider.inEnvironment($0, environment) }
        #expect(found.map(\.name) == ["openai", "gemini", "ollama", "huggingface"])
        #expect(found[0].base.description == "https://api.openai.com/v1")
        #expect(found[2].base.description == "http://127.0.0.1:1")
        var more = environment
        more["AWS_REGION"] = "eu-central-1"
        more["AZURE_OPENAI_ENDPOINT"] = "https://x.openai.azure.com/"
        let bedrock = try #require(try Provider.inEnvironment(.bedrock, more))
        #expect(bedrock.base.description == "https://bedrock-runtime.eu-central-1.amazonaws.com")
        #expect(bedrock.credentials == .bearer(try Secret("b-1234")))
        #expect(try Provider.inEnvironment(.azure, more)?.credentials == .header("api-key", try Secret("a-1234")))
    }

    @Test("Keys of AWS come in pairs")
    func pairs() throws {
        #expect(try AWSCredentials(environment: [:]) == nil)
        let error = #expect(throws: KapellError.self) { try AWSCredentials(environment: ["AWS_ACCESS_KEY_ID": "AKID"]) }
        #expect(error?.message.contains("AWS_SECRET_ACCESS_KEY") == true)
        let environment = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "shh!", "AWS_REGION": "us-west-2"]
        let provider = try #require(try Provider.inEnvironment(.bedrock, environment))
        #expect(provider.region == "us-west-2")
        #expect(!"\(provider.credentials)".contains("shh!"))
    }

    @Test("A region that is none is refused", arguments: ["", "us east", "evil.example/", "US-EAST-1"])
    func regions(_ region: String) {
        var options = ProviderOptions(environment: ["AWS_BEARER_TOKEN_BEDROCK": "b-1234"])
        options.region = region
        #expect(throws: KapellError.self) { try Provider(.bedrock, options: options) }
    }

    @Test("A server of one's own needs an address, and no key")
    func own() throws {
        let error = #expect(throws: KapellError.self) { try Provider(.openAICompatible) }
        #expect(error?.remedy?.contains("`url`") == true)
        var options = ProviderOptions()
        options.baseURL = "https://models.example/v1"
        #expect(try Provider(.openAICompatible, name: "mine", options: options).credentials == .none)
        #expect(try Provider(.llamaCpp).base.description == "http://127.0.0.1:8080/v1")
    }

    @Test("A header field that cannot be sent is refused without being repeated")
    func headers() {
        for (name, value) in [("x y", "hunter2"), ("X-Up", "hunter2"), ("x", "hunter2\r\ny: z"), ("", "hunter2")] {
            var options = ProviderOptions(environment: ["OPENAI_API_KEY": "sk-1234"])
            options.headers = [name: value]
            let error = #expect(throws: KapellError.self) { try Provider(.openAI, options: options) }
            #expect(error?.description.contains("hunter2") == false)
        }
    }

    @Test("A dialect that a provider does not speak is refused")
    func dialects() throws {
        let provider = try Provider(.groq, options: ProviderOptions(environment: ["GROQ_API_KEY": "gsk-1234"]))
        let error = #expect(throws: KapellError.self) {
            try provider.model("m", dialect: .anthropic) { name, _ in Stage.dialect(name) }
        }
        #expect(error?.remedy == "Name one of `openai-chat`.")
    }

    /// What a provider of a kind gets on the wire.
    private func sent(
        _ kind: ProviderKind, _ dialect: DialectName? = nil, path: String = "", model: String = "m",
        change: (inout ProviderOptions) -> Void = { _ in }, streams: Bool = true, forwards: Bool = false
    ) async throws -> ReceivedRequest {
        let dialect = dialect ?? kind.dialect
        return try await Stage.withServer(dialect, [.none]) { server in
            var options = ProviderOptions(environment: ["AWS_REGION": "us-east-1"])
            options.baseURL = "http://127.0.0.1:\(server.port)\(path)"
            options.allowsPrivateAddresses = true
            let key = try Secret("key-1234")
            options.credentials =
                kind.credentialStyle.credentials(key)
                ?? .aws(AWSCredentials(accessKeyID: "AKID", secretAccessKey: key))
            change(&options)
            let provider = try Provider(kind, options: options)
            let model = try provider.model(model, dialect: dialect) { name, _ in Stage.dialect(name) }
            let request = try Stage.request(dialect, streams: streams)
            let reading = await forwards ? Reading.bytes(model, request) : Reading.events(model, request)
            #expect(reading.failure?.error == nil)
            return try #require(server.requests.first)
        }
    }

    @Test("Each provider gets its key in its place")
    func keys() async throws {
        #expect(try await sent(.openAI, path: "/v1").headers["authorization"] == "Bearer key-1234")
        let anthropic = try await sent(.anthropic)
        #expect(anthropic.headers["x-api-key"] == "key-1234")
        #expect(anthropic.headers["authorization"] == nil)
        #expect(anthropic.headers["anthropic-version"] != nil)
        #expect(try await sent(.gemini).headers["x-goog-api-key"] == "key-1234")
        #expect(try await sent(.azure).headers["api-key"] == "key-1234")
        let bedrock = try await sent(.bedrock)
        #expect(bedrock.headers["authorization"]?.hasPrefix("AWS4-HMAC-SHA256 Credential=AKID/") == true)
        #expect(
            bedrock.headers["authorization"]?.contains("SignedHeaders=accept;content-type;host;x-amz-date,") == true)
        #expect(bedrock.headers["x-amz-date"] != nil)
    }

    @Test("Paths lie where each provider has them, however its base URL is written")
    func paths() async throws {
        #expect(try await sent(.openAI, path: "/v1").target == "/v1/chat/completions")
        #expect(try await sent(.openAI, .openAIResponses, path: "/v1").target == "/v1/responses")
        #expect(try await sent(.anthropic).target == "/v1/messages")
        #expect(try await sent(.anthropic, path: "/v1").target == "/v1/messages")
        #expect(try await sent(.cohere).target == "/v2/chat")
        #expect(try await sent(.cohere, path: "/v2/").target == "/v2/chat")
        #expect(try await sent(.gemini).target == "/v1beta/models/m:streamGenerateContent?alt=sse")
        #expect(try await sent(.gemini, path: "/v1beta", streams: false).target == "/v1beta/models/m:generateContent")
        #expect(try await sent(.ollama).target == "/api/chat")
        #expect(try await sent(.openAICompatible).target == "/v1/chat/completions")
        let below = try await sent(.openAICompatible, path: "/v1beta/openai/")
        #expect(below.target == "/v1beta/openai/chat/completions")
        #expect(try await sent(.groq, path: "/openai/v1").target == "/openai/v1/chat/completions")
        #expect(try await sent(.bedrock, model: "a.b-v1:0").target == "/model/a.b-v1%3A0/converse-stream")
    }

    @Test("Azure has two ways: version 1, and deployments with a date")
    func azure() async throws {
        #expect(try await sent(.azure, model: "dep").target == "/openai/v1/chat/completions")
        let dated = try await sent(.azure, model: "my dep") { $0.apiVersion = "2024-10-21" }
        #expect(dated.target == "/openai/deployments/my%20dep/chat/completions?api-version=2024-10-21")
        let preview = try await sent(.azure, .openAIResponses) { $0.apiVersion = "preview" }
        #expect(preview.target == "/openai/v1/responses?api-version=preview")
        #expect(try await sent(.azure, path: "/openai/v1").target == "/openai/v1/chat/completions")
    }

    @Test("What a provider calls otherwise, or does not know, is changed on the way")
    func quirks() async throws {
        let forwarded = try await sent(.mistral, path: "/v1", forwards: true)
        #expect(forwarded.json?["stream_options"] == nil)
        #expect(forwarded.json?["max_completion_tokens"] == nil)
        #expect(forwarded.json?["max_tokens"]?.intValue == 64)
        #expect(forwarded.json?["model"]?.stringValue == "m")
        let openAI = try await sent(.openAI, path: "/v1", forwards: true)
        #expect(openAI.json?["stream_options"]?["include_usage"]?.boolValue == true)
    }
}
