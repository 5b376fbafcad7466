import KapellCore
import KapellLocal
import KapellProviders

/// The models that a project names. Local ones load on first use.
struct ProjectModels {
    let store: ModelStore
    /// The model that writes answers.
    let chat: any ModelBackend
    /// The same, where it runs in this process.
    let localChat: LocalChatModel?
    let embedder: LocalEmbeddingModel
    /// The embedding model once more, token by token.
    let reranker: LateInteractionReranker
    let providers: ProjectProviders

    /// All of them, by the names that clients use.
    var directory: GatewayDirectory {
        GatewayDirectory(
            own: [chat], providers: providers.providers, aliases: providers.aliases, rerankers: [reranker])
    }

    /// - Throws: `configuration`, for a provider that cannot be used.
    init(_ project: Project, parts: SystemParts = SystemParts()) throws(KapellError) {
        let store = ModelStore(home: project.home.path)
        let settings = project.configuration.models
        self.store = store
        providers = try ProjectProviders(project, answerLimit: parts.answerLimit)
        let named = settings.default.reference
        if let own = parts.chat {
            localChat = nil
            chat = own
        } else if named.isLocal {
            let local = LocalChatModel(model: named.description, options: settings.default.options) {
                try store.path(for: named.location)
            }
            localChat = local
            chat = local
        } else {
            localChat = nil
            chat = try providers.named(named.provider).model(named.name, dialects: Dialects.table)
        }
        guard settings.embedding.reference.isLocal else {
            throw KapellError(
                .configuration,
                "`models.embedding` is \(settings.embedding.reference), and only local models embed yet.",
                remedy: "Write \(ConfigurationDefaults.embeddingModel), or leave `models.embedding` out.")
        }
        embedder = LocalEmbeddingModel(
            model: settings.embedding.reference.description, options: settings.embedding.options,
            identity: { try ModelIdentity.of($0) },
            path: { try store.path(for: settings.embedding.reference.location) })
        reranker = LateInteractionReranker(
            model: settings.embedding.reference.description, options: settings.embedding.options
        ) { try store.path(for: settings.embedding.reference.location) }
    }
}
