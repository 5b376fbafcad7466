import KapellCore
import KapellDocuments
import KapellJSON
import KapellKnowledge
import KapellStore
import KapellTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Parts of citations")
struct CitedPartTests {
    /// A mail with two attachments of one name, the second about a barn.
    private static func mail(subject: String = "Leases") -> [UInt8] {
        func attached(_ pages: [[String]]) -> String {
            "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
                + "Content-Disposition: attachment; filename=\"lease.pdf\"\n\n"
                + Data(TinyPDF.file(pages)).base64EncodedString() + "\n"
        }
        let barn = [
            ["The Landlord lets the barn at Mill Lane to the Farmer."],
            ["The Farmer shall repair the thatched roof of the barn before every winter."],
        ]
        let start =
            "Subject: \(subject)\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
            + "The broker shall return the blue folder to the archive of the city.\n"
        return Array((start + attached(CitedPageTests.pages) + attached(barn) + "--b--\n").utf8)
    }

    private func base(_ files: [String: [UInt8]]) async throws -> (Library, KnowledgeBase) {
        let library = try Library()
        for (name, bytes) in files { try library.folder.write(bytes, to: "documents/\(name)") }
        let base = try library.base()
        try await base.ingest([library.documents])
        return (library, base)
    }

    @Test("A citation from an attachment names it, and the page in it; one from the mail's own text names neither")
    func attachment() async throws {
        let (library, base) = try await base(["mail.eml": Self.mail()])
        let roof = try await base.answer("What shall the Farmer of the barn repair before every winter?")
        let barn = try #require(roof.citations.first { $0.text.contains("thatched roof") })
        #expect(barn.document == "mail.eml" && barn.part == "lease.pdf (2)" && barn.page == 2)
        #expect(barn.json["part"] == "lease.pdf (2)" && barn.json["page"] == 2)
        let text = Array(try #require(try await library.store.text(of: barn.documentID)).utf8)
        #expect(text[barn.span.start..<barn.span.end].elementsEqual(barn.text.utf8))
        let gate = try await base.answer("How often shall the Tenant paint the wooden gate?")
        #expect(
            gate.citations.first { $0.text.contains("gate") }.map { [$0.part, "\($0.page ?? 0)"] } == [
                "lease.pdf", "2",
            ])
        let own = try await base.answer("What shall the broker return to the archive of the city?")
        let broker = try #require(own.citations.first { $0.text.contains("blue folder") })
        #expect(broker.part == nil && broker.page == nil && broker.json["part"] == nil)
        let found = try await base.search("thatched roof of the barn").map(\.passage)
        #expect(found.contains { $0.part == "lease.pdf (2)" })
        let evidence = roof.verdicts.flatMap(\.evidence).compactMap(\.passage)
        #expect(evidence.contains { $0.part == "lease.pdf (2)" && $0.page == 2 })
    }

    @Test("A part of a part is named behind it")
    func nested() async throws {
        let outer = Array("Subject: Fwd\nContent-Type: message/rfc822\n\n".utf8) + Self.mail()
        let (_, base) = try await base(["outer.eml": outer])
        let answer = try await base.answer("What shall the Farmer of the barn repair before every winter?")
        let barn = try #require(answer.citations.first { $0.text.contains("thatched roof") })
        #expect(barn.part == "message.eml › lease.pdf (2)" && barn.page == 2)
    }

    @Test("Documents of a store from before parts were kept are cited without, until they are indexed again")
    func older() async throws {
        let (library, base) = try await base(["mail.eml": Self.mail()])
        let document = try #require(try await base.documents().first)
        let chunks = try await library.store.chunks(ofDocument: document.id)
        let text = try #require(try await library.store.text(of: document.id))
        let vectors = try await library.embedder.embed(chunks.map(\.text)).vectors
        let old = NewDocument(
            record: document, text: text, pages: [],
            chunks: zip(chunks, vectors).map {
                .init(span: $0.span, page: nil, heading: $0.heading, text: $0.text, textHash: "old", vector: $1)
            })
        _ = try await library.store.write(old, in: document.collection)
        let answer = try await base.answer("What shall the Farmer of the barn repair before every winter?")
        #expect(!answer.citations.isEmpty && answer.citations.allSatisfy { $0.part == nil && $0.page == nil })
        try library.folder.write(Self.mail(subject: "All leases"), to: "documents/mail.eml")
        try await base.ingest([library.documents])
        let again = try await base.answer("What shall the Farmer of the barn repair before every winter?")
        #expect(again.citations.contains { $0.part == "lease.pdf (2)" && $0.page == 2 })
    }

    @Test("Every part has a name of its own, however many have one name, none, or a very long one")
    func names() {
        func parts(_ names: [(String, ByteSpan)]) -> [String] {
            ExtractedDocument(
                text: "", kind: .zip, parts: names.map { DocumentPart(name: $0.0, kind: .text, span: $0.1) }
            ).partRecords.map(\.name)
        }
        func span(_ start: Int, _ end: Int) -> ByteSpan { ByteSpan(start: start, end: end) }
        #expect(
            parts([
                ("a", span(0, 9)), ("b", span(2, 5)), ("b", span(6, 9)), ("b", span(10, 11)), ("a", span(12, 20)),
                ("b", span(13, 20)), ("", span(14, 20)), ("b (2)", span(21, 22)), ("b", span(23, 24)),
            ]) == [
                "a", "a › b", "a › b (2)", "b", "a (2)", "a (2) › b", "a (2) › b › part 7", "b (2)", "b (3)",
            ])
        let long = parts([(String(repeating: "e\u{301}", count: 40_000), span(0, 1))])
        #expect(long[0].unicodeScalars.count == 201 && long[0].hasSuffix("…"))
        let many = parts((0..<10_000).map { ("x", span(2 * $0, 2 * $0 + 1)) })
        #expect(Set(many).count == 10_000 && many.last == "x (10000)")
        let deep = parts((0..<300).map { ("y", span($0, 1_000 - $0)) })
        #expect(Set(deep).count == 300)
    }
}
