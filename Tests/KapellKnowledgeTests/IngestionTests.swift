import KapellCore
import KapellKnowledge
import KapellStore
import KapellTesting
import Testing

@Suite("Keeping a knowledge base in step with its files")
struct IngestionTests {
    @Test("A second run embeds nothing, changes nothing and says so")
    func idempotent() async throws {
        let library = try Library()
        try library.folder.write(Library.lease, to: "documents/lease.md")
        try library.folder.write("The fee is due at once.", to: "documents/deep/fee.txt")
        let base = try library.base()
        let first = try await base.ingest([library.documents])
        #expect(first.lines == ["added deep/fee.txt", "added lease.md"])
        #expect(first.usage.embeddingTokens > 0)
        let embedded = library.embedder.count
        let documents = try await base.documents()
        let second = try await base.ingest([library.documents])
        #expect(second.lines == ["unchanged deep/fee.txt", "unchanged lease.md"])
        #expect(second.usage.embeddingTokens == 0)
        #expect(library.embedder.count == embedded)
        #expect(try await base.documents() == documents)
        #expect(try await library.status(of: "ingest") == .succeeded)
    }

    @Test("A document is found by its number, and only in its own knowledge base")
    func byNumber() async throws {
        let library = try Library()
        try library.folder.write(Library.lease, to: "documents/lease.md")
        let base = try library.base()
        #expect(try await base.document(1) == nil)
        try await base.ingest([library.documents])
        let document = try #require(try await base.documents().first)
        #expect(try await base.document(document.id) == document)
        #expect(try await base.document(document.id + 1) == nil)
        #expect(try await library.base(name: "others").document(document.id) == nil)
    }

    @Test("A file that was written again with the same bytes is not embedded again")
    func sameBytes() async throws {
        let library = try Library()
        try library.folder.write(Library.lease, to: "documents/lease.md")
        let base = try library.base()
        try await base.ingest([library.documents])
        let embedded = library.embedder.count
        try await Task.sleep(for: .milliseconds(20))
        try library.folder.write(Library.lease, to: "documents/lease.md")
        #expect(try await base.ingest([library.documents]).lines == ["unchanged lease.md"])
        #expect(library.embedder.count == embedded)
    }

    @Test("Of a changed file only the changed passages are embedded")
    func changed() async throws {
        let library = try Library()
        try library.folder.write(Library.lease, to: "documents/lease.md")
        let base = try library.base()
        try await base.ingest([library.documents])
        let embedded = library.embedder.count
        #expect(embedded == 4)
        let changed = Library.lease.replacing("EUR 4,200", with: "EUR 99,999")
        try library.folder.write(changed, to: "documents/lease.md")
        #expect(try await base.ingest([library.documents]).lines == ["updated lease.md"])
        #expect(library.embedder.count == embedded + 1)
        let texts = try await base.search("monthly rent").map(\.passage.text)
        #expect(texts.contains { $0.contains("99,999") })
        #expect(!texts.contains { $0.contains("4,200") })
    }

    @Test("A file that is gone leaves the documents, the words and the vectors")
    func removed() async throws {
        let library = try Library()
        try library.folder.write(Library.lease, to: "documents/lease.md")
        try library.folder.write("A giraffe may be kept in the garden.", to: "documents/animals.txt")
        let base = try library.base()
        try await base.ingest([library.documents])
        #expect(try await library.found("giraffe", base).first == "animals.txt")
        try library.folder.remove("documents/animals.txt")
        #expect(try await base.ingest([library.documents]).lines == ["unchanged lease.md", "removed animals.txt"])
        #expect(try await base.documents().map(\.name) == ["lease.md"])
        #expect(!(try await library.found("giraffe", base).contains("animals.txt")))
        #expect(try await base.search("giraffe").allSatisfy { $0.lexicalRank == nil })
        let reopened = try library.base()
        #expect(try await Set(library.found("giraffe", reopened)) == ["lease.md"])
    }

    @Test("A renamed file gets its new name without being embedded again")
    func renamed() async throws {
        let library = try Library()
        try library.folder.write(Library.lease, to: "documents/lease.md")
        let base = try library.base()
        try await base.ingest([library.documents])
        let embedded = library.embedder.count
        try library.folder.move("documents/lease.md", to: "documents/office.md")
        #expect(try await base.ingest([library.documents]).lines == ["added office.md", "removed lease.md"])
        #expect(library.embedder.count == embedded)
        #expect(try await Set(library.found("zebra", base)) == ["office.md"])
    }

    @Test("Two files of one name in two sources are two documents, whatever the order of the sources")
    func sameName() async throws {
        let library = try Library()
        try library.folder.write("The first fee is due in May.", to: "a/fee.txt")
        try library.folder.write("The second fee is due in June.", to: "b/fee.txt")
        let (a, b) = (library.folder.file("a"), library.folder.file("b"))
        let base = try library.base()
        #expect(try await base.ingest([a, b]).lines == ["added fee.txt", "added b/fee.txt"])
        #expect(try await base.ingest([a, b]).lines == ["unchanged fee.txt", "unchanged b/fee.txt"])
        #expect(try await base.ingest([b, a]).count(.unchanged) == 2)
        #expect(try await base.ingest([b]).lines == ["unchanged b/fee.txt"])
        #expect(try await base.documents().map(\.path).sorted() == ["\(a)/fee.txt", "\(b)/fee.txt"])
        try library.folder.remove("a/fee.txt")
        #expect(try await base.ingest([a, b]).count(.removed) == 1)
        #expect(try await base.documents().map(\.path) == ["\(b)/fee.txt"])
    }

    @Test("What belongs to another source is left alone")
    func otherSource() async throws {
        let library = try Library()
        try library.folder.write("The first fee is due in May.", to: "a/one.txt")
        try library.folder.write("The second fee is due in June.", to: "b/two.txt")
        let base = try library.base()
        try await base.ingest([library.folder.file("a")])
        try await base.ingest([library.folder.file("b")])
        #expect(try await base.documents().map(\.name) == ["one.txt", "two.txt"])
    }

    @Test("A single file can be a source")
    func file() async throws {
        let library = try Library()
        try library.folder.write(Library.lease, to: "documents/lease.md")
        let base = try library.base()
        #expect(try await base.ingest([library.folder.file("documents/lease.md")]).lines == ["added lease.md"])
    }

    @Test("Hidden files and symbolic links are not indexed; links are reported")
    func links() async throws {
        let library = try Library()
        try library.folder.write("The fee is due at once.", to: "documents/fee.txt")
        try library.folder.write("Not for reading.", to: "documents/.hidden.txt")
        try library.folder.write("Outside.", to: "outside/secret.txt")
        try library.folder.link("documents/link.txt", to: library.folder.file("outside/secret.txt"))
        try library.folder.link("documents/loop", to: library.documents)
        let report = try await library.base().ingest([library.documents])
        #expect(report.count(.added) == 1)
        #expect(report.count(.skipped) == 2)
        for entry in report.entries where entry.outcome == .skipped {
            #expect(entry.notes.contains { $0.contains("symbolic link") })
        }
        #expect(try await library.base().documents().map(\.name) == ["fee.txt"])
    }

    @Test("Another embedding model indexes everything again, and searching before that is refused")
    func otherModel() async throws {
        let library = try Library()
        try library.folder.write(Library.lease, to: "documents/lease.md")
        try await library.base().ingest([library.documents])
        let other = SlowEmbedder(dimensions: 32)
        let base = try library.base(embedder: other)
        let error = await thrown { _ = try await base.search("zebra") }
        #expect(error?.code == .conflict)
        #expect(error?.remedy?.contains("kapell ingest") == true)
        #expect(try await base.ingest([library.documents]).lines == ["added lease.md"])
        #expect(try await library.found("zebra", base).first == "lease.md")
    }
}
