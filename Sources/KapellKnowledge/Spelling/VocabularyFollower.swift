import KapellCore

/// Keeps the vocabulary of a knowledge base in step with the store. It is made when a question first needs it.
actor VocabularyFollower {
    private let store: any KnowledgeStore
    private var open: (collection: Int64, sequence: Int64, vocabulary: DocumentVocabulary)?

    init(store: any KnowledgeStore) { self.store = store }

    func vocabulary(of collection: CollectionRecord) async throws -> DocumentVocabulary {
        if let open, open.collection == collection.id, open.sequence == collection.sequence { return open.vocabulary }
        var vocabulary = DocumentVocabulary()
        for document in try await store.documents(in: collection.id) {
            vocabulary.add(document.name)
            if vocabulary.isFull { break }
            if let text = try await store.text(of: document.id) { vocabulary.add(text) }
        }
        open = (collection.id, collection.sequence, vocabulary)
        return vocabulary
    }
}
