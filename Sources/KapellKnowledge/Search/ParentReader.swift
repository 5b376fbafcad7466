import KapellCore

/// Reads the larger passages around chunks out of their documents, each document once.
struct ParentReader {
    let store: any KnowledgeStore
    private var texts: [Int64: [UInt8]] = [:]

    init(store: any KnowledgeStore) { self.store = store }

    /// `nil` where the chunk has none, or the document has another text by now.
    mutating func parent(
        _ chunk: ChunkRecord, _ document: DocumentRecord, _ layout: DocumentLayout
    ) async throws -> Passage? {
        guard let span = chunk.parent else { return nil }
        if texts[document.id] == nil { texts[document.id] = Array((try await store.text(of: document.id) ?? "").utf8) }
        guard let bytes = texts[document.id], span.end <= bytes.count else { return nil }
        return Passage(span, of: bytes, in: document, layout: layout)
    }
}
