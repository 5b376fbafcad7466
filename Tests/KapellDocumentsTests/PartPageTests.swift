import KapellCore
import KapellDocuments
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Pages of parts")
struct PartPageTests {
    private static let lease = PlainPDF(pages: [
        ["The rent is due on the first day."], ["The gate is painted every five years."],
    ]).file()

    private func read(_ bytes: [UInt8], name: String) async throws -> ExtractedDocument {
        try await DocumentExtractor().extract(bytes, name: name)
    }

    private func pages(_ part: DocumentPart, of document: ExtractedDocument) -> [String] {
        part.pages.map { document.text($0.span) }
    }

    @Test("A PDF in a ZIP folder keeps its pages, in a folder in the folder, too; other parts have none")
    func folder() async throws {
        var inner = StoredZip()
        inner.add("deep.pdf", Self.lease)
        inner.add("note.txt", Array("A note.".utf8))
        var zip = StoredZip()
        zip.add("a/lease.pdf", Self.lease)
        zip.add("b.zip", inner.archive())
        zip.add("c.txt", Array("The end.".utf8))
        let document = try await read(zip.archive(), name: "letters.zip")
        #expect(document.pages.isEmpty && document.page(at: 3) == nil)
        try #require(document.parts.count == 5)
        #expect(document.parts.map(\.name) == ["a/lease.pdf", "b.zip", "deep.pdf", "note.txt", "c.txt"])
        #expect(document.parts.map { $0.pages.map(\.number) } == [[1, 2], [], [1, 2], [], []])
        for part in [document.parts[0], document.parts[2]] {
            let texts = pages(part, of: document)
            #expect(texts[0].hasPrefix(part.name) && texts[0].contains("The rent is due"))
            #expect(texts[1].trimmingPrefix("\n").hasPrefix("The gate is painted"))
            #expect(texts.joined() == document.text(part.span))
        }
        #expect(document.parts[1].span.contains(document.parts[2].span))
        #expect(ExtractionFrame.isSound(document))
    }

    @Test("An attachment keeps its pages, and a mail in the mail hands on those of its own")
    func mail() async throws {
        let attached =
            "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
            + "Content-Disposition: attachment; filename=\"lease.pdf\"\n\n"
            + Data(Self.lease).base64EncodedString() + "\n"
        let start = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n"
        let forwarded = "Subject: Lease\n" + start + attached + attached + "--b--\n"
        let document = try await read(Array(forwarded.utf8), name: "a.eml")
        #expect(document.parts.map(\.name) == ["lease.pdf", "lease.pdf"])
        #expect(document.parts.allSatisfy { $0.pages.count == 2 })
        let outer = "Subject: Fwd\nContent-Type: message/rfc822\n\n" + forwarded
        let again = try await read(Array(outer.utf8), name: "b.eml")
        #expect(again.parts.map(\.name) == ["message.eml", "lease.pdf", "lease.pdf"])
        #expect(again.parts.map(\.pages.count) == [0, 2, 2])
        for part in again.parts.dropFirst() { #expect(pages(part, of: again).joined() == again.text(part.span)) }
        #expect(ExtractionFrame.isSound(again))
    }

    @Test("A folder of ten thousand files is refused, and one that has two of one name")
    func refused() async throws {
        let many = StoredZip.archive((0..<10_000).map { ("\($0).txt", "x") })
        let error = try await failure(many, name: "many.zip")
        #expect(error.code == .limitExceeded && error.message == "many.zip holds more than 2000 parts.")
        let twice = StoredZip.archive([("a.txt", "x"), ("a.txt", "y")])
        #expect(try await failure(twice, name: "twice.zip").code == .corrupt)
        // As a person sees them, two others have one name.
        let alike = try await read(StoredZip.archive([("a\n.txt", "x"), ("a\t.txt", "y")]), name: "alike.zip")
        #expect(alike.parts.map(\.name) == ["a .txt", "a .txt"])
    }
}
