import KapellCore

/// Where the pages of documents lie. Each document's are read once.
struct DocumentLayouts {
    let store: any KnowledgeStore
    private var known: [Int64: [PageRecord]] = [:]

    init(store: any KnowledgeStore) { self.store = store }

    mutating func pages(of document: Int64) async throws -> [PageRecord] {
        if let pages = known[document] { return pages }
        let pages = try await store.pages(of: document)
        known[document] = pages
        return pages
    }

    /// Gives a passage the page on which its own span begins: it may have that of the chunk that it is a part of, or of
    /// a sentence in it.
    mutating func locate(_ passage: inout Passage) async throws {
        passage.page = try await pages(of: passage.documentID).number(at: passage.span)
    }
}
