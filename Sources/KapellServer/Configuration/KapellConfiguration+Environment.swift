extension KapellConfiguration {
    /// The providers that the environment has keys or addresses of, in a fixed order.
    ///
    /// Read are `OPENAI_API_KEY` (`OPENAI_BASE_URL`), `ANTHROPIC_API_KEY` (`ANTHROPIC_BASE_URL`), `GEMINI_API_KEY` or
    /// `GOOGLE_API_KEY`, `COHERE_API_KEY` or `CO_API_KEY`, `GROQ_API_KEY`, `MISTRAL_API_KEY`, `OPENROUTER_API_KEY`,
    /// `DEEPSEEK_API_KEY`, `TOGETHER_API_KEY`, `FIREWORKS_API_KEY`, `XAI_API_KEY`, `HF_TOKEN`, `AZURE_OPENAI_API_KEY`
    /// with `AZURE_OPENAI_ENDPOINT`, AWS's credentials with `AWS_REGION`, and `OLLAMA_HOST`. Empty variables count as
    /// not set. A key that no header can carry, and an address that is none, leave their provider out.
    ///
    /// Clients find Kapell by the same variables. An address of this machine with the server's own port is therefore
    /// taken for Kapell's own, and ignored.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - port: The port that the server listens at.
    public static func fromEnvironment(
        _ environment: [String: String], port: Int = ConfigurationDefaults.port
    ) -> [ProviderSetting] {
        EnvironmentProviders(environment: environment, port: port).all
    }

    /// The providers that a server has: those that the file declares, and of the environment those that it names as
    /// `provider/model` without declaring them. Where the file declares none, all of the environment.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - port: The port that the server listens at, where it is not the file's.
    public func providers(environment: [String: String], port: Int? = nil) -> [ProviderSetting] {
        let declared = models.providers
        let found = Self.fromEnvironment(environment, port: port ?? server.port)
        guard !declared.isEmpty else { return found }
        let names = Set(declared.map(\.name))
        let references =
            [models.default.reference, models.embedding.reference] + models.aliases.flatMap(\.models)
        let wanted = Set(references.map(\.provider)).subtracting(names)
        return declared + found.filter { wanted.contains($0.name) }
    }
}
