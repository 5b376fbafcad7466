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

@Suite("Pages of documents inside indexed documents")
struct PartPageTests {
    private static let mill = TinyPDF.file([
        ["The Landlord lets the mill at Mill Lane to the Miller."], ["The Miller shall grease the wheel every week."],
    ])

    /// A mail with an attached lease, of its bytes.
    private static func mail(_ lease: [UInt8] = mill, says text: String = "See below.") -> [UInt8] {
        Array(
            ("Subject: Leases\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n\(text)\n"
                + "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
                + "Content-Disposition: attachment; filename=\"mill.pdf\"\n\n"
                + Data(lease).base64EncodedString() + "\n--b--\n").utf8)
    }

    private func library() async throws -> (Library, KnowledgeBase, DocumentRecord) {
        let library = try Library()
        try library.folder.write(Self.mail(), to: "documents/mail.eml")
        let base = try library.base()
        try await base.ingest([library.documents])
        return (library, base, try #require(try await base.documents().first))
    }

    @Test("A citation of an attachment lies on the page of the attachment, which can be drawn")
    func cited() async throws {
        let (library, base, document) = try await library()
        #expect(try await library.store.parts(of: document.id).map(\.kind) == ["pdf"])
        let answer = try await base.answer("What shall the Miller grease every week?")
        let wheel = try #require(answer.citations.first { $0.text.contains("grease the wheel") })
        #expect(wheel.part == "mill.pdf" && wheel.page == 2)
        let alone = try await DocumentExtractor().image(ofPage: 2, in: Self.mill, name: "mill.pdf", side: 300)
        for _ in 0..<2 {
            #expect(try await base.image(ofPage: 2, ofPart: 1, in: document, side: 300) == alone)
            let places = try await base.places(of: wheel.span, in: document)
            #expect(!places.isEmpty && places.allSatisfy { $0.page == 2 && wheel.span.contains($0.span) })
        }
        #expect(try await base.image(ofPage: 1, ofPart: 1, in: document, side: 300) != alone)
        #expect(try await base.places(of: ByteSpan(start: 0, end: 5), in: document).isEmpty)
    }

    @Test("Parts and pages that are not there are named, and the mail's own text has no pages")
    func missing() async throws {
        let (_, base, document) = try await library()
        for (page, part) in [(1, nil), (1, 0), (1, 2), (0, 1), (3, 1), (Int.max, 1), (1, Int.max)] as [(Int, Int?)] {
            let error = await #expect(throws: KapellError.self) {
                try await base.image(ofPage: page, ofPart: part, in: document, side: 300)
            }
            #expect(error?.code == .notFound, "page \(page) of part \(part ?? 0)")
        }
    }

    @Test("A mail that has changed shows no pages of its attachments, and says so", arguments: [1, 2])
    func changed(_ page: Int) async throws {
        let (library, base, document) = try await library()
        try library.folder.write(Self.mail(says: "See above."), to: "documents/mail.eml")
        let error = await #expect(throws: KapellError.self) {
            try await base.image(ofPage: page, ofPart: 1, in: document, side: 300)
        }
        #expect(error?.code == .conflict)
    }

    @Test("Where a document has been cut into parts otherwise than now, no page is shown")
    func otherwise() async throws {
        let (library, base, document) = try await library()
        let text = try #require(try await library.store.text(of: document.id))
        let part = try #require(try await library.store.parts(of: document.id).first)
        let moved = PartRecord(
            name: part.name, kind: part.kind, span: ByteSpan(start: part.span.start + 1, end: part.span.end),
            pages: part.pages)
        _ = try await library.store.write(
            NewDocument(record: document, text: text, pages: [], parts: [moved], chunks: []), in: document.collection)
        let now = try #require(try await base.documents().first)
        let error = await #expect(throws: KapellError.self) {
            try await base.image(ofPage: 1, ofPart: 1, in: now, side: 300)
        }
        #expect(error?.code == .conflict)
    }
}
