import KapellCore
import KapellDocuments
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Pages of parts as images")
struct PartImageTests {
    private static func lease(_ what: String) -> [UInt8] {
        PlainPDF(pages: [["The rent of the \(what) is due on the first day."], ["The gate is painted every year."]])
            .file()
    }

    /// A folder with a lease and a scan; in it a mail with another lease, and a folder that is damaged.
    private static func letters() throws -> [UInt8] {
        let mail =
            "Subject: Lease\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n"
            + "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
            + "Content-Disposition: attachment; filename=\"lease.pdf\"\n\n"
            + Data(lease("barn")).base64EncodedString() + "\n--b--\n"
        var zip = StoredZip()
        zip.add("a.zip", Array(StoredZip.archive([("x.txt", "x")]).prefix(40)))
        zip.add("b.eml", Array(mail.utf8))
        zip.add("lease.pdf", lease("mill"))
        zip.add("scan.png", try Fixtures.bytes("scan.png"))
        return zip.archive()
    }

    private func read(_ bytes: [UInt8]) async throws -> ExtractedDocument {
        try await DocumentExtractor().extract(bytes, name: "letters.zip")
    }

    private func image(
        _ page: Int, _ part: DocumentPart?, of bytes: [UInt8], name: String = "letters.zip"
    ) async throws -> PageImage {
        try await DocumentExtractor().image(
            ofPage: page, ofPart: try #require(part?.fingerprint), in: bytes, name: name, side: 300)
    }

    @Test("A page of a part is that of the file alone, and an image comes as it is")
    func drawn() async throws {
        let bytes = try Self.letters()
        let parts = try await read(bytes).parts
        #expect(parts.map(\.name) == ["b.eml", "lease.pdf", "lease.pdf", "scan.png"])
        #expect(parts.map { $0.fingerprint != nil } == [false, true, true, true])
        let extractor = try DocumentExtractor()
        for (part, what) in zip(parts[1...2], ["barn", "mill"]) {
            for page in 1...2 {
                let alone = try await extractor.image(ofPage: page, in: Self.lease(what), name: "l.pdf", side: 300)
                #expect(try await image(page, part, of: bytes) == alone)
            }
        }
        #expect(try await image(1, parts[1], of: bytes) != image(1, parts[2], of: bytes))
        let scan = try await image(1, parts[3], of: bytes)
        #expect(try scan == PageImage(bytes: Fixtures.bytes("scan.png"), mediaType: "image/png"))
    }

    @Test("The lines of parts lie on the pages of their own file")
    func places() async throws {
        let document = try await read(try Self.letters())
        #expect(ExtractionFrame.isSound(document))
        for (part, what) in zip(document.parts[1...2], ["barn", "mill"]) {
            let alone = try await DocumentExtractor().extract(Self.lease(what), name: "lease.pdf")
            let places = document.places(of: part.span)
            #expect(places.map { document.text($0.span) } == alone.places.map { alone.text($0.span) })
            #expect(places.map(\.page) == alone.places.map(\.page) && Set(places.map(\.page)) == [1, 2])
            #expect(places.map(\.left) == alone.places.map(\.left) && places.map(\.top) == alone.places.map(\.top))
        }
        let own = try #require(document.text.utf8.firstRange(of: Array("See below.".utf8)))
        let start = document.text.utf8.distance(from: document.text.startIndex, to: own.lowerBound)
        #expect(document.places(of: ByteSpan(start: start, end: start + 10)).isEmpty)
    }

    @Test("A part that is not there, a page that it does not have, and what holds no parts are errors")
    func refused() async throws {
        let bytes = try Self.letters()
        let lease = try #require(try await read(bytes).parts.last { $0.name == "lease.pdf" })
        func failure(_ page: Int, _ part: String, _ bytes: [UInt8], _ name: String) async -> KapellError? {
            await #expect(throws: KapellError.self) {
                try await DocumentExtractor().image(ofPage: page, ofPart: part, in: bytes, name: name, side: 300)
            }
        }
        let fingerprint = try #require(lease.fingerprint)
        #expect(await failure(9, fingerprint, bytes, "letters.zip")?.code == .corrupt)
        for part in ["1-2", "", "--page", "\(fingerprint)0"] {
            #expect(await failure(1, part, bytes, "letters.zip")?.code == .notFound, "\(part)")
        }
        #expect(await failure(1, fingerprint, Self.lease("mill"), "lease.pdf")?.code == .notFound)
        #expect(await failure(1, fingerprint, Array("Plain.".utf8), "plain.txt")?.code == .notFound)
        #expect(await failure(1, fingerprint, Array(bytes.prefix(bytes.count / 2)), "letters.zip")?.code == .notFound)
        // One byte of the part is another one: it is not the part any more.
        var changed = bytes
        let at = try #require(bytes.firstRange(of: Array("mill".utf8)))
        changed[at.lowerBound] = UInt8(ascii: "k")
        #expect(await failure(1, fingerprint, changed, "letters.zip")?.code == .notFound)
        var bomb = StoredZip()
        bomb.add("a.pdf", [UInt8](repeating: 0, count: 1000), claimed: 200_000_000)
        #expect(await failure(1, fingerprint, bomb.archive(), "bomb.zip") != nil)
    }
}
