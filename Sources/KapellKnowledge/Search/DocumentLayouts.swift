import KapellCore

/// Where the pages of a document lie, and the documents inside it.
struct DocumentLayout {
    let pages: [PageRecord]
    let parts: [PartRecord]

    init(of document: Int64, in store: any KnowledgeStore) async throws {
        pages = try await store.pages(of: document)
        parts = try await store.parts(of: document)
    }

    /// Gives a passage the part and the page in which its own span begins. It may have those of the chunk that it is of,
    /// or of a sentence in it.
    func locate(_ passage: inout Passage) {
        let start = passage.span.start
        let part = parts.innermost(at: start).map { parts[$0] }
        passage.part = part?.name
        passage.page = (part?.pages ?? pages).number(at: passage.span)
    }
}

/// Reads where the pages and parts of documents lie, of each document once.
struct DocumentLayouts {
    let store: any KnowledgeStore
    private var known: [Int64: DocumentLayout] = [:]

    init(store: any KnowledgeStore) { self.store = store }

    mutating func layout(of document: Int64) async throws -> DocumentLayout {
        if let layout = known[document] { return layout }
        let layout = try await DocumentLayout(of: document, in: store)
        known[document] = layout
        return layout
    }

    mutating func locate(_ passage: inout Passage) async throws {
        try await layout(of: passage.documentID).locate(&passage)
    }
}
