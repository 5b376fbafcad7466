public import KapellCore
public import KapellVectors

/// The space that a collection moves to.
public struct MigrationTarget: Sendable, Hashable {
    /// The space's name, as that of a collection; `nil` takes the next of `space-2`, `space-3` …
    public var name: String?
    public var dimensions: Int
    public var metric: VectorMetric
    /// Of the model that its vectors are from.
    public var fingerprint: String
    /// The model's name, for whoever has to find it again.
    public var model: String?

    /// A space whose vectors come by ``CollectionMigration/upsert(_:namespace:)`` alone.
    public init(
        name: String? = nil, dimensions: Int, metric: VectorMetric = .cosine, fingerprint: String = "",
        model: String? = nil
    ) {
        self.name = name
        self.dimensions = dimensions
        self.metric = metric
        self.fingerprint = fingerprint
        self.model = model
    }

    /// The space of a model.
    /// - Throws: what the model throws.
    public init(name: String? = nil, of embedder: any EmbeddingBackend) async throws(KapellError) {
        do {
            self.init(
                name: name, dimensions: try await embedder.dimensions(), metric: .cosine,
                fingerprint: try await embedder.fingerprint(), model: embedder.model)
        } catch {
            throw KapellError.wrapping(error)
        }
    }
}
