import KapellCore

/// Reads the larger passages around chunks out of their documents, each document once.
struct ParentReader {
    let store: any KnowledgeStore
    private var texts: [Int64: (bytes: [UInt8], pages: [PageRecord])] = [:]

    init(store: any KnowledgeStore) { self.store = store }

    /// `nil` where the chunk has none, or the document has another text by now.
    mutating func parent(_ chunk: ChunkRecord, _ document: DocumentRecord) async throws -> Passage? {
        guard let span = chunk.parent else { return nil }
        if texts[document.id] == nil {
            let text = try await store.text(of: document.id) ?? ""
            texts[document.id] = (Array(text.utf8), try await store.pages(of: document.id))
        }
        guard let (bytes, pages) = texts[document.id], span.end <= bytes.count else { return nil }
        return Passage(span, of: bytes, in: document, pages: pages)
    }
}
