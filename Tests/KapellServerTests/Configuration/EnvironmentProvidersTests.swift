import KapellServer
import Testing

@Suite("Providers of the environment")
struct EnvironmentProvidersTests {
    private func found(_ environment: [String: String], port: Int = 7272) -> [ProviderSetting] {
        KapellConfiguration.fromEnvironment(environment, port: port)
    }

    @Test(
        "A key names its provider",
        arguments: [
            ("OPENAI_API_KEY", "openai"), ("ANTHROPIC_API_KEY", "anthropic"), ("GEMINI_API_KEY", "gemini"),
            ("GOOGLE_API_KEY", "gemini"), ("COHERE_API_KEY", "cohere"), ("CO_API_KEY", "cohere"),
            ("GROQ_API_KEY", "groq"), ("MISTRAL_API_KEY", "mistral"), ("OPENROUTER_API_KEY", "openrouter"),
            ("DEEPSEEK_API_KEY", "deepseek"), ("TOGETHER_API_KEY", "together"), ("FIREWORKS_API_KEY", "fireworks"),
            ("XAI_API_KEY", "xai"), ("HF_TOKEN", "huggingface"),
        ])
    func keys(variable: String, kind: String) {
        #expect(found([variable: "k"]) == [ProviderSetting(name: kind, kind: kind, key: "k")])
        #expect(found([variable: " k\n"]) == [ProviderSetting(name: kind, kind: kind, key: "k")])
        #expect(found([variable: ""]).isEmpty)
        #expect(found([variable: " \n"]).isEmpty)
        #expect(found([variable: "a b"]).isEmpty)
    }

    @Test("All of them come in a fixed order")
    func order() {
        let all = [
            "XAI_API_KEY": "x", "OPENAI_API_KEY": "o", "ANTHROPIC_API_KEY": "a", "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "i", "AWS_SECRET_ACCESS_KEY": "s", "OLLAMA_HOST": "gpu:11434",
        ]
        #expect(found(all).map(\.name) == ["openai", "anthropic", "xai", "bedrock", "ollama"])
        #expect(found([:]).isEmpty)
    }

    @Test("An address goes with its key, and a private one is allowed, since the user named it")
    func address() {
        let open = found(["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://proxy.example/v1"])
        #expect(open == [ProviderSetting(name: "openai", kind: "openai", url: "https://proxy.example/v1", key: "k")])
        for address in ["http://10.1.2.3:8000/v1", "http://vllm:8000/v1", "https://[fd00::1]/v1", "https://gpu.local"] {
            let own = found(["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": address])
            #expect(own.map(\.url) == [address])
            #expect(own.map(\.isPrivate) == [true])
        }
        // Nothing is sent to OpenAI where another address was meant.
        #expect(found(["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "proxy.example"]).isEmpty)
        #expect(found(["OPENAI_BASE_URL": "https://proxy.example/v1"]).isEmpty)
    }

    @Test(
        "Kapell's own address makes no loop",
        arguments: [
            "http://127.0.0.1:7272/v1", "http://localhost:7272/v1", "http://LOCALHOST:7272", "http://[::1]:7272/v1",
            "http://0.0.0.0:7272/", "http://127.1.2.3:7272/v1", "http://api.localhost:7272",
        ])
    func loop(address: String) {
        let found = found(["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": address, "OLLAMA_HOST": address])
        #expect(found == [ProviderSetting(name: "openai", kind: "openai", key: "k")])
        let elsewhere = self.found(["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": address], port: 7300)
        #expect(elsewhere.map(\.url) == [address])
        #expect(
            self.found(["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://127.0.0.1/v1"], port: 80).map(\.url) == [nil])
    }

    @Test("Azure needs its endpoint, Bedrock its region and credentials")
    func clouds() {
        #expect(found(["AZURE_OPENAI_API_KEY": "k"]).isEmpty)
        #expect(
            found([
                "AZURE_OPENAI_API_KEY": "k", "AZURE_OPENAI_ENDPOINT": "https://x.openai.azure.com/",
                "OPENAI_API_VERSION": "2024-10-21",
            ]) == [
                ProviderSetting(
                    name: "azure", kind: "azure", url: "https://x.openai.azure.com/", key: "k", apiVersion: "2024-10-21"
                )
            ])
        #expect(found(["AWS_REGION": "eu-central-1"]).isEmpty)
        #expect(found(["AWS_ACCESS_KEY_ID": "i", "AWS_SECRET_ACCESS_KEY": "s"]).isEmpty)
        #expect(found(["AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "i"]).isEmpty)
        #expect(
            found(["AWS_DEFAULT_REGION": "eu-central-1", "AWS_BEARER_TOKEN_BEDROCK": "t"]) == [
                ProviderSetting(name: "bedrock", kind: "bedrock", key: "t", region: "eu-central-1")
            ])
    }

    @Test(
        "OLLAMA_HOST is read as Ollama writes it",
        arguments: [
            ("127.0.0.1", "http://127.0.0.1:11434"), ("0.0.0.0:11434", "http://127.0.0.1:11434"),
            (":9000", "http://127.0.0.1:9000"), ("gpu", "http://gpu:11434"), ("gpu:80", "http://gpu:80"),
            ("http://gpu", "http://gpu"), ("https://gpu.example/ollama", "https://gpu.example/ollama"),
            ("[::1]", "http://[::1]:11434"), ("gpu/x", "http://gpu:11434/x"),
        ])
    func ollama(host: String, url: String) {
        #expect(found(["OLLAMA_HOST": host]).map(\.url) == [url])
    }

    @Test("Declared providers win; others of the environment come only where the file names them")
    func declared() throws {
        let environment = ["OPENAI_API_KEY": "env", "ANTHROPIC_API_KEY": "env", "XAI_API_KEY": "env"]
        let nothing = try configuration("version: 1", environment: environment)
        #expect(nothing.providers(environment: environment).map(\.name) == ["openai", "anthropic", "xai"])
        let some = try configuration(
            "version: 1\nmodels: {providers: {openai: {key: file}}, aliases: {a: anthropic/b}}",
            environment: environment)
        let both = some.providers(environment: environment)
        #expect(both.map(\.name) == ["openai", "anthropic"])
        #expect(both.map(\.key) == ["file", "env"])
        let port = try configuration("version: 1\nserver: {port: 8080}")
        let loop = ["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://localhost:8080/v1"]
        #expect(port.providers(environment: loop).map(\.url) == [nil])
        #expect(port.providers(environment: loop, port: 9090).map(\.url) == ["http://localhost:8080/v1"])
    }
}
