import KapellCore
import KapellDocuments
import Testing

@Suite("What documents point to")
struct OutsideTests {
    private static let namespaces =
        "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
        + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
        + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
        + "xmlns:xi=\"http://www.w3.org/2001/XInclude\""

    private static func links(_ links: [(type: String, target: String)]) -> String {
        let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        let entries = links.enumerated().map {
            "<Relationship Id=\"r\($0.offset)\" Type=\"\(base)\($0.element.type)\" "
                + "Target=\"\($0.element.target)\" TargetMode=\"External\"/>"
        }
        return "<Relationships>\(entries.joined())</Relationships>"
    }

    /// A Word file with links, a picture, a template and an object outside it.
    private static func word(_ address: String) -> [UInt8] {
        StoredZip.archive([
            ("[Content_Types].xml", "<Types/>"),
            (
                "word/document.xml",
                "<w:document \(namespaces)><w:body><w:p><w:r><w:t>See </w:t></w:r><w:hyperlink r:id=\"r0\"><w:r>"
                    + "<w:t>our terms</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t></w:r></w:p>"
                    + "<w:p><w:r><w:drawing><a:blip r:link=\"r1\"/></w:drawing></w:r></w:p>"
                    + "<w:p><xi:include href=\"file:///etc/passwd\" parse=\"text\"/></w:p>"
                    + "<w:altChunk r:id=\"r2\"/></w:body></w:document>"
            ),
            (
                "word/_rels/document.xml.rels",
                links([
                    ("hyperlink", "\(address)/terms"), ("image", "\(address)/a.png"), ("aFChunk", "file:///etc/passwd"),
                ])
            ),
            ("word/_rels/settings.xml.rels", links([("attachedTemplate", "\(address)/evil.dotm")])),
        ])
    }

    private static func page(_ address: String) -> [UInt8] {
        Array(
            """
            <!DOCTYPE html SYSTEM "\(address)/page.dtd"><html><head><base href="\(address)/">
            <link rel="stylesheet" href="a.css"><script src="a.js"></script>
            <meta http-equiv="refresh" content="0; url=\(address)/next"></head>
            <body><p>The notice period is six months. See <a href="terms">our terms</a>.</p>
            <img src="a.png" alt=""><iframe src="frame"></iframe><object data="file:///etc/passwd"></object></body></html>
            """.utf8)
    }

    private static func mail(_ address: String) -> [UInt8] {
        let parts = [
            "Content-Type: text/html\n\n<p>The notice period is six months.</p><img src=\"\(address)/pixel.gif\">",
            "Content-Type: message/external-body; access-type=URL; URL=\"\(address)/body\"\n\nContent-Type: text/plain\n",
        ]
        return Array(
            ("Subject: Notice\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
                + parts.map { "--b\n\($0)\n" }.joined() + "--b--\n").utf8)
    }

    @Test("Links, pictures, templates and frames are never followed, and what asks for them is told")
    func outside() async throws {
        let listener = try Listener()
        let address = "http://127.0.0.1:\(listener.port)"
        let extractor = try DocumentExtractor()
        let word = try await extractor.extract(Self.word(address), name: "a.docx")
        #expect(word.text == "See our terms.\n")
        #expect(
            word.warnings == ["The file asks for 3 outside files (images, templates or objects); none was opened."])
        let page = try await extractor.extract(Self.page(address), name: "a.html")
        #expect(page.text.contains("The notice period is six months. See our terms"))
        let mail = try await extractor.extract(Self.mail(address), name: "a.eml")
        #expect(mail.text.contains("The notice period is six months."))
        for document in [word, page, mail] { #expect(!document.text.contains("root:")) }
        #expect(!listener.hasVisitor)
        // Somebody who comes would have been seen.
        listener.visit()
        #expect(listener.hasVisitor)
    }

    @Test("A document type that lies elsewhere is refused, not fetched")
    func types() async throws {
        let listener = try Listener()
        let type = "<!DOCTYPE w SYSTEM \"http://127.0.0.1:\(listener.port)/w.dtd\">"
        let document = "\(type)<w:document \(Self.namespaces)><w:body/></w:document>"
        let bytes = StoredZip.archive([("[Content_Types].xml", "<Types/>"), ("word/document.xml", document)])
        #expect(try await failure(bytes, name: "a.docx").code == .corrupt)
        #expect(!listener.hasVisitor)
    }
}
