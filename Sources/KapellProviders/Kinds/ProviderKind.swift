public import KapellCore
public import KapellDialects

/// What is known of a provider, as data: one row of a table. A configured one is a ``Provider``.
///
/// One implementation serves all rows. What a row cannot say in its fields is done by its ``hook``.
public struct ProviderKind: Sendable {
    /// The name in `provider/model` and in the configuration.
    public let name: String
    /// The name that people know.
    public let title: String
    public var base: ProviderBase
    /// What it speaks by default.
    public var dialect: DialectName
    /// Other dialects that it speaks too.
    public var otherDialects: [DialectName] = []
    public var credentialStyle = CredentialStyle.bearer
    /// Environment variables that hold the key; the first that is set counts. None where no key is needed.
    public var keyVariables: [String] = []
    /// Whether it works without a key, as servers of one's own do.
    public var worksWithoutKey = false
    /// Put before paths that do not begin with a version, where the base address does not end with one either.
    public var pathPrefix: String?
    /// Header fields of every request, with names in lower case.
    public var headers: [String: String] = [:]
    /// Where it differs from OpenAI within OpenAI's chat dialect.
    public var chatOptions = OpenAIChatOptions.compatible
    /// What it wants to be different in the body of a request.
    public var quirks = ProviderQuirks()
    public var hook: ProviderHook?
    /// Whether its host is usually one of one's own network.
    public var allowsPrivateAddresses = false
    /// What its models can do, as far as that is known of all of them.
    public var features: ModelFeatures = [.tools, .responseSchema, .reasoning, .images]
    public var tokenCount = TokenCount.estimate
    /// How its embedding models are asked; `nil` where it has none.
    public var embeddings: EmbeddingService?
    /// How its models that rank documents are asked; `nil` where it has none.
    public var ranking: RankingService?
    /// Whether it draws images on OpenAI's wire.
    public var drawsImages = false

    public init(_ name: String, title: String, base: ProviderBase, dialect: DialectName = .openAIChat) {
        self.name = name
        self.title = title
        self.base = base
        self.dialect = dialect
        embeddings = dialect == .openAIChat ? .compatible : nil
    }
}

/// Where a provider is.
public enum ProviderBase: Sendable, Hashable {
    case fixed(String)
    /// One address for each region, with `{region}` in its place.
    case perRegion(String)
    /// Each user has one of their own. The variable of the environment that may hold it.
    case own(variable: String?)
    /// A server that is usually on this machine: its address, and the variable that may hold another.
    case local(String, variable: String?)
}

/// Code of a kind of provider: changes a request that is otherwise ready to be signed.
public typealias ProviderHook = @Sendable (inout ProviderCall, ProviderOptions) throws(KapellError) -> Void
