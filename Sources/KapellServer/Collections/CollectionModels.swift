import KapellCollections
import KapellCore
import KapellLocal
import Synchronization

/// The models that embed for collections: the project's own, and those that a space was made for.
final class CollectionModels: Sendable {
    let own: any EmbeddingBackend
    private let pool: LocalModelPool
    private let directory: GatewayDirectory

    private struct State {
        /// Spaces whose canaries were looked at, by collection, space and fingerprint.
        var checked: Set<[String]> = []
    }

    private let state = Mutex(State())
    /// Spaces and models that are remembered at most.
    private static let most = 1_000

    init(own: any EmbeddingBackend, pool: LocalModelPool, directory: GatewayDirectory) {
        self.own = own
        self.pool = pool
        self.directory = directory
    }

    /// The model of that name: the project's own, a local one, a provider's.
    /// - Throws: `.notFound`, with what there is; `.unsupported` for a provider without embedding models.
    func named(_ name: String) throws(KapellError) -> any EmbeddingBackend {
        if name == own.model { return own }
        // A path would let a client have any file opened.
        guard name.hasPrefix("local/") else { return ProviderEmbedder(try directory.embeddingModel(name)) }
        return try pool.embedder(name)
    }

    /// The model of a space.
    /// - Returns: `nil` where nothing is known of it: its vectors are all given by hand.
    /// - Throws: `.conflict` when the model of that name gives other vectors by now.
    func embedder(of space: MigrationSpace, in collection: String) async throws -> (any EmbeddingBackend)? {
        guard !space.fingerprint.isEmpty else { return nil }
        guard let name = space.model else {
            return try await own.fingerprint() == space.fingerprint ? own : nil
        }
        let model = try named(name)
        guard try await model.fingerprint() == space.fingerprint else {
            throw KapellError(
                .conflict,
                "The space \(space.name) of the collection \(collection) was made with another \(name) than there is now.",
                remedy: "Bring the model back that it was made with, or begin a migration to the present one.")
        }
        return model
    }

    /// The model whose vectors a collection has, after a look at its canaries.
    /// - Throws: `.conflict` when it cannot be had.
    func embedder(for collection: any VectorCollection) async throws -> any EmbeddingBackend {
        let options = collection.options
        let local = collection as? LocalCollection
        let space = MigrationSpace(of: options, name: local?.space ?? "", model: local?.model)
        guard let model = try await embedder(of: space, in: options.name) else {
            throw KapellError(
                .conflict, "The collection \(options.name) was not made for \(own.model).",
                remedy:
                    "Send `vector`, or begin a migration: POST …/collections/\(options.name)/migrations {\"model\": \"\(own.model)\"}."
            )
        }
        let key = [options.name, space.name, options.fingerprint]
        if state.withLock({ $0.checked.contains(key) }) { return model }
        try await EmbeddingSpace(model).check(collection)
        state.withLock { state in
            if state.checked.count >= Self.most { state.checked = [] }
            state.checked.insert(key)
        }
        return model
    }

    /// A collection of that name may be another one from now on.
    func forget(_ collection: String) {
        state.withLock { state in state.checked = state.checked.filter { $0.first != collection } }
    }
}
