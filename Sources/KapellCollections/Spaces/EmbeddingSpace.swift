public import KapellCore
internal import KapellVectors

/// Keeps the vectors of two models apart.
///
/// Vectors of two models may have as many components each and still mean nothing to one another; a search over both is
/// wrong, and nothing shows it. A collection has the fingerprint of its model. Beside that it keeps the vectors of some
/// fixed texts, the canaries: a model that was exchanged under its old name is found out by them. They are records of a
/// namespace of their own, so that this works on any engine.
public struct EmbeddingSpace: Sendable {
    /// The namespace of the canaries.
    public static let namespace = "kapell-canaries"
    /// What the canaries' vectors are made of. Never changed: a changed list would be other vectors.
    static let texts = [
        "The quick brown fox jumps over the lazy dog.",
        "Vacuuming reclaims the storage that dead rows take up.",
        "Der Vertrag endet drei Monate nach der Kündigung.",
        "1234567890",
    ]

    public let embedder: any EmbeddingBackend
    /// How much the cosine of a canary's two vectors may be below 1: room for another processor, or another order of
    /// sums, and for nothing more.
    public let tolerance: Double

    public init(_ embedder: any EmbeddingBackend, tolerance: Double = 0.002) {
        self.embedder = embedder
        self.tolerance = tolerance
    }

    /// Options for a new collection of this model's vectors.
    /// - Throws: what the model throws.
    public func options(name: String, analyzer: String? = nil) async throws(KapellError) -> VectorCollectionOptions {
        do {
            return VectorCollectionOptions(
                name: name, dimensions: try await embedder.dimensions(), metric: .cosine,
                fingerprint: try await embedder.fingerprint(), analyzer: analyzer)
        } catch {
            throw KapellError.wrapping(error)
        }
    }

    /// Makes sure that a collection's vectors are this model's. Call it after a collection was opened, before anything is
    /// written to it or searched in it. The canaries are written where there are none.
    ///
    /// - Throws: `.conflict` that names both models; what the model and the collection throw.
    public func check(_ collection: any VectorCollection) async throws(KapellError) {
        let options = collection.options
        let (fingerprint, dimensions, vectors) = try await own()
        guard options.fingerprint.isEmpty || options.fingerprint == fingerprint else {
            throw conflict(options, "was made with the model \(options.fingerprint), and this one is \(fingerprint)")
        }
        guard dimensions == options.dimensions, vectors.allSatisfy({ $0.count == dimensions }) else {
            throw conflict(
                options, "has vectors of \(options.dimensions) components, and \(embedder.model) gives \(dimensions)")
        }
        let ids = Self.texts.indices.map { "canary-\($0)" }
        let stored = try await collection.records(ids: ids, namespace: Self.namespace, parts: .vector)
        if stored.isEmpty {
            let records = zip(ids, vectors).map { VectorRecord(id: $0, vector: $1) }
            try await collection.upsert(records, namespace: Self.namespace)
            return
        }
        for record in stored {
            guard let place = ids.firstIndex(of: record.id) else { continue }
            let cosine = Direction(record.vector).cosine(Direction(vectors[place]))
            guard cosine >= 1 - tolerance else {
                throw conflict(
                    options,
                    "has other vectors than \(embedder.model) gives now: for a fixed text the cosine of both is \(cosine)"
                )
            }
        }
    }

    private func own() async throws(KapellError) -> (fingerprint: String, dimensions: Int, vectors: [[Float]]) {
        do {
            let vectors = try await embedder.embed(Self.texts).vectors
            guard vectors.count == Self.texts.count else {
                throw KapellError(.model, "The model \(embedder.model) gave \(vectors.count) vectors for 4 texts.")
            }
            return (try await embedder.fingerprint(), try await embedder.dimensions(), vectors)
        } catch {
            throw KapellError.wrapping(error)
        }
    }

    private func conflict(_ options: VectorCollectionOptions, _ what: String) -> KapellError {
        KapellError(
            .conflict, "The collection \(options.name) \(what).",
            remedy: "Use the model that it was made with, or embed all texts into a new collection.", isRetryable: false
        )
    }
}
