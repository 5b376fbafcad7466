/// `models`: which models answer and embed, who hosts them, and the names that clients may call.
public struct ModelsSection: Sendable, Hashable {
    /// The model that writes answers.
    public var `default`: ModelSetting
    /// The model that turns passages and questions into vectors.
    public var embedding: ModelSetting
    /// Other models that run in this process, and how.
    public var local: [ModelSetting] = []
    /// Bytes that models of this process may take together; `nil` for what the machine has.
    public var memory: Int?
    /// Hosts of models, in the order of the file; those of included files come first.
    public var providers: [ProviderSetting]
    /// Names that clients may call, in the same order.
    public var aliases: [ModelAlias]
    /// The absolute path of a table of prices that goes before the built-in one.
    public var prices: String?

    public init(
        default: ModelSetting = ModelSetting(reference: ConfigurationDefaults.chatModel),
        embedding: ModelSetting = ModelSetting(reference: ConfigurationDefaults.embeddingModel),
        providers: [ProviderSetting] = [],
        aliases: [ModelAlias] = [],
        prices: String? = nil
    ) {
        self.default = `default`
        self.embedding = embedding
        self.providers = providers
        self.aliases = aliases
        self.prices = prices
    }

    /// The declared provider of that name.
    public func provider(named name: String) -> ProviderSetting? { providers.first { $0.name == name } }

    /// The alias of that name.
    public func alias(named name: String) -> ModelAlias? { aliases.first { $0.name == name } }
}
