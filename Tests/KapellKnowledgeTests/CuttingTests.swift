import KapellChunking
import KapellCore
import KapellDocuments
import KapellKnowledge
import KapellStore
import KapellTesting
import Testing

@Suite("Cutting while indexing")
struct CuttingTests {
    private let text = String(
        repeating: "The Supplier delivers the goods to the Customer on the last day of each month. ", count: 40)

    @Test("Nothing longer than the model's window is embedded")
    func window() async throws {
        let library = try Library()
        try library.folder.write("# Goods\n\n\(text)", to: "documents/goods.md")
        let embedder = NarrowEmbedder(window: 40, counts: true)
        let report = try await library.base(embedder: embedder).ingest([library.documents])
        #expect(report.entries.map(\.notes) == [[]])
        #expect(embedder.longest > 20 && embedder.longest <= 40)
    }

    @Test("Where the window is not known, texts that the model cut are reported")
    func reported() async throws {
        let library = try Library()
        try library.folder.write("# Goods\n\n\(text)", to: "documents/goods.md")
        let base = try library.base(embedder: NarrowEmbedder(window: 40, counts: false))
        let report = try await base.ingest([library.documents])
        #expect(report.entries.first?.notes.first?.contains("longer than what testing/narrow reads") == true)
        #expect(try await base.documents().first?.warnings.count == 1)
    }

    @Test("Rows of a table that was split are found by the names of its columns, and read under them")
    func tables() async throws {
        let library = try Library()
        let rows = (1...120).map { "| Item \($0) | EUR \($0 * 7) | shelf \($0 % 9) |" }.joined(separator: "\n")
        try library.folder.write(
            "# Stock\n\n| Article | Replacement value | Place |\n| --- | --- | --- |\n\(rows)\n",
            to: "documents/stock.md")
        let base = try library.base()
        try await base.ingest([library.documents])
        let found = try await base.search("replacement value of item 97", limit: 40)
        let split = try #require(found.first { $0.passage.text.contains("Item 97 |") })
        #expect(!split.passage.text.contains("Replacement"))
        #expect(split.tableHeader.hasPrefix("| Article | Replacement value | Place |"))
        #expect(split.parent == nil)
        let sentences = try await base.explain("What is the replacement value of item 97?").sentences
        let row = try #require(sentences.first { $0.passage.text.contains("Item 97 |") })
        #expect(row.columns == "| Article | Replacement value | Place |" && row.features.coverage > 0.9)
    }

    @Test("With parents, a passage comes with the larger one around it, byte for byte")
    func parents() async throws {
        let library = try Library(
            options: KnowledgeOptions(chunking: ChunkingOptions(tokens: 40, parents: 160)))
        try library.folder.write(
            "# Goods\n\n\(text)\n\n# Zebras\n\nA zebra may not be kept.\n", to: "documents/goods.md")
        let base = try library.base()
        try await base.ingest([library.documents])
        let document = try #require(try await base.documents().first)
        let bytes = Array(try #require(try await library.store.text(of: document.id)).utf8)
        let found = try await base.search("When does the Supplier deliver the goods?", limit: 50)
        #expect(found.count > 10)
        for result in found {
            let parent = try #require(result.parent)
            #expect(parent.covers(result.passage))
            #expect(Array(parent.text.utf8) == Array(bytes[parent.span.start..<parent.span.end]))
        }
        #expect(found.contains { ($0.parent?.span.count ?? 0) > 2 * $0.passage.span.count })
    }

    @Test(
        "Other options index again",
        arguments: [
            ChunkingOptions(tokens: 40), ChunkingOptions(by: .sentence),
            ChunkingOptions(overlap: ChunkOverlap(tokens: 20)),
            ChunkingOptions(parents: 640),
        ])
    func options(_ options: ChunkingOptions) async throws {
        let library = try Library()
        try library.folder.write("# Goods\n\n\(text)", to: "documents/goods.md")
        try await library.base().ingest([library.documents])
        let other = try KnowledgeBase(
            name: "leases", options: KnowledgeOptions(chunking: options), store: library.store,
            embedder: library.embedder, extractor: DocumentExtractor(), journal: library.journal,
            indexFolder: library.folder.file("other"))
        #expect(await thrown { _ = try await other.collection() }?.code == .conflict)
        let report = try await other.ingest([library.documents])
        #expect(report.lines == ["added goods.md"])
        #expect(try await other.collection().chunks == report.entries.first?.chunks)
    }
}
