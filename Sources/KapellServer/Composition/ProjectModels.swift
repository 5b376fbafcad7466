import KapellCore
import KapellKnowledge
import KapellLocal
import KapellProviders

/// The models that a project names. Local ones load on first use.
struct ProjectModels {
    let store: ModelStore
    /// Those that run in this process.
    let pool: LocalModelPool
    /// The model that writes answers.
    let chat: any ModelBackend
    let embedder: LocalEmbeddingModel
    /// The embedding model once more, token by token.
    let reranker: LateInteractionReranker
    /// Reads sentences beside questions; made for one embedding model, and nil with another.
    let crossEncoder: LocalCrossEncoder?
    let providers: ProjectProviders

    /// All of them, by the names that clients use.
    var directory: GatewayDirectory {
        GatewayDirectory(
            own: [chat], providers: providers.providers, aliases: providers.aliases, rerankers: [reranker],
            pool: pool)
    }

    /// - Throws: `configuration`, for a provider that cannot be used.
    init(_ project: Project, parts: SystemParts = SystemParts()) throws(KapellError) {
        let store = ModelStore(home: project.home.path)
        let settings = project.configuration.models
        self.store = store
        providers = try ProjectProviders(project, answerLimit: parts.answerLimit)
        let all = [settings.default, settings.embedding] + settings.local
        let pool = LocalModelPool(store: store, limit: settings.memory.map { Int64($0) }) { name in
            var options = all.first { $0.reference.description == name }?.options ?? LocalModelOptions()
            options.stateFolder = "\(project.home.path)/cache/states"
            return options
        }
        self.pool = pool
        for setting in settings.local {
            let reference = setting.reference
            _ = try pool.chat(reference.description, at: reference.location, mustBeThere: false)
        }
        let named = settings.default.reference
        if let own = parts.chat {
            chat = own
        } else if named.isLocal {
            chat = try pool.chat(named.description, at: named.location, mustBeThere: false)
        } else {
            chat = try providers.named(named.provider).model(named.name, dialects: Dialects.table)
        }
        guard settings.embedding.reference.isLocal else {
            throw KapellError(
                .configuration,
                "`models.embedding` is \(settings.embedding.reference), and only local models embed yet.",
                remedy: "Write \(ConfigurationDefaults.embeddingModel), or leave `models.embedding` out.")
        }
        embedder = try pool.embedder(
            settings.embedding.reference.description, at: settings.embedding.reference.location, mustBeThere: false)
        reranker = LateInteractionReranker(
            model: settings.embedding.reference.description, options: settings.embedding.options
        ) { try store.path(for: settings.embedding.reference.location) }
        let embedding = settings.embedding
        crossEncoder =
            embedding.reference == ConfigurationDefaults.embeddingModel
            ? LocalCrossEncoder(model: embedding.reference.description, options: embedding.options) {
                try store.path(for: embedding.reference.location)
            } : nil
    }

    /// The judge of a knowledge base. A local model need not be there yet: it is looked for when it is asked.
    ///
    /// - Throws: `notFound`, with what there is, for a model of a provider that is not set up.
    func judge(_ section: JudgeSection, _ directory: GatewayDirectory) throws(KapellError) -> AnswerJudge {
        var model: any ModelBackend = chat
        if let local = section.reference, local.isLocal, local.description != chat.model {
            model = try pool.chat(local.description, at: local.location, mustBeThere: false)
        } else if section.model != chat.model {
            model = try directory.backend(section.model)
        }
        return AnswerJudge(
            model: model, deadline: section.deadline, tokens: section.tokens, concurrency: section.concurrency,
            overrules: section.overrules, isRequired: section.isRequired)
    }
}
