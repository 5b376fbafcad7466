import KapellCore

/// Keeps the names of a knowledge base's documents in step with the store.
actor DocumentNamesFollower {
    private let store: any KnowledgeStore
    private var open: (collection: Int64, sequence: Int64, names: DocumentNames)?

    /// Bytes of a document's beginning that its first lines are looked for in, and the short name that it gives itself.
    private static let openingBytes = 1_000

    init(store: any KnowledgeStore) { self.store = store }

    func names(of collection: CollectionRecord) async throws -> DocumentNames {
        if let open, open.collection == collection.id, open.sequence == collection.sequence { return open.names }
        let names = DocumentNames(try await store.openings(in: collection.id, bytes: Self.openingBytes))
        open = (collection.id, collection.sequence, names)
        return names
    }
}
