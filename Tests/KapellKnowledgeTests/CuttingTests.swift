import KapellChunking
import KapellCore
import KapellDocuments
import KapellKnowledge
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
