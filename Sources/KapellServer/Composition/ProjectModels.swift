import KapellLocal

/// The models that a project names. They load on first use.
struct ProjectModels {
    let store: ModelStore
    let chat: LocalChatModel
    let embedder: LocalEmbeddingModel

    init(_ project: Project) {
        let store = ModelStore(home: project.home.path)
        let settings = project.configuration.models
        self.store = store
        chat = LocalChatModel(model: settings.default.reference.description, options: settings.default.options) {
            try store.path(for: settings.default.reference.location)
        }
        embedder = LocalEmbeddingModel(
            model: settings.embedding.reference.description, options: settings.embedding.options,
            identity: { try ModelIdentity.of($0) },
            path: { try store.path(for: settings.embedding.reference.location) })
    }
}
