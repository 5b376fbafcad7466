import KapellCore
import KapellDocuments
import KapellKnowledge
import KapellStore
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Pages of indexed documents")
struct PageTests {
    private static let contract = "services-agreement.pdf"

    /// A knowledge base of the example's PDF, and the record of that document.
    private func library() async throws -> (Library, KnowledgeBase, DocumentRecord) {
        let root = String(#filePath).split(separator: "/").dropLast(3).joined(separator: "/")
        let source = URL(filePath: "/\(root)/Examples/LegalAnalyzer/documents/\(Self.contract)")
        let library = try Library()
        try library.folder.write(Array(Data(contentsOf: source)), to: "documents/\(Self.contract)")
        let base = try library.base()
        try await base.ingest([library.documents])
        return (library, base, try #require(try await base.documents().first))
    }

    @Test("A span lies on its page, in the order of its lines, and the page can be drawn")
    func places() async throws {
        let (library, base, document) = try await library()
        let text = Array(try #require(try await library.store.text(of: document.id)).utf8)
        let page = try #require(try await library.store.pages(of: document.id).first { $0.number == 3 })
        let span = ByteSpan(start: page.span.start, end: min(page.span.start + 400, page.span.end))
        #expect(text.count >= span.end)
        for _ in 0..<2 {
            let places = try await base.places(of: span, in: document)
            #expect(places.count >= 3 && places.allSatisfy { $0.page == 3 && span.contains($0.span) })
            #expect(places.allSatisfy { 0 <= $0.left && $0.left < $0.right && $0.right <= 1 && $0.top < $0.bottom })
            #expect(places.first?.span.start == span.start)
        }
        let image = try await base.image(ofPage: 3, in: document, side: 300)
        #expect(image.mediaType == "image/png" && image.bytes.count > 1_000)
        #expect(try await base.image(ofPage: 3, in: document, side: 300) == image)
        let error = await #expect(throws: KapellError.self) {
            try await base.image(ofPage: 1_000, in: document, side: 300)
        }
        #expect(error?.code == .notFound)
    }

    @Test("A file that has changed since it was indexed shows no pages, and says so")
    func changed() async throws {
        let (library, base, document) = try await library()
        try library.folder.write("%PDF-1.4 something else", to: "documents/\(Self.contract)")
        let drawing = await #expect(throws: KapellError.self) {
            try await base.image(ofPage: 1, in: document, side: 300)
        }
        let finding = await #expect(throws: KapellError.self) {
            try await base.places(of: ByteSpan(start: 0, end: 10), in: document)
        }
        #expect(drawing?.code == .conflict && finding?.code == .conflict)
        try library.folder.remove("documents/\(Self.contract)")
        let missing = await #expect(throws: KapellError.self) {
            try await base.image(ofPage: 2, in: document, side: 300)
        }
        #expect(missing?.code == .notFound)
    }
}
