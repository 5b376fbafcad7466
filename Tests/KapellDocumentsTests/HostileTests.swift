import KapellCore
import KapellDocuments
import KapellTesting
import KapellZip
import Testing

@Suite("Hostile documents")
struct HostileTests {
    private static let word =
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"

    private func docx(_ document: String) -> [UInt8] {
        StoredZip.archive([("[Content_Types].xml", "<Types/>"), ("word/document.xml", document)])
    }

    private func read(_ bytes: [UInt8], name: String) async throws -> ExtractedDocument {
        try await DocumentExtractor().extract(bytes, name: name)
    }

    @Test("A member that would grow beyond measure is not unpacked")
    func bomb() async throws {
        var zip = StoredZip()
        zip.add("a.txt", [UInt8](repeating: 0, count: 1000), claimed: 200_000_000)
        let error = try await failure(zip.archive(), name: "bomb.zip")
        #expect(error.code == .limitExceeded)
        #expect(
            error.message
                == "bomb.zip was not unpacked: a.txt would grow to 190 MiB, more than 200 times its packed size.")
    }

    @Test("A member that holds more than it says is damaged, and the others are read")
    func liar() async throws {
        var zip = StoredZip()
        // Deflate, stored form, five bytes; the directory speaks of two.
        zip.add("a.txt", [1, 5, 0, 0xFA, 0xFF] + Array("hello".utf8), claimed: 2)
        zip.add("b.txt", Array("sound".utf8))
        let document = try await read(zip.archive(), name: "x.zip")
        #expect(document.text == "b.txt\n\nsound\n")
        #expect(document.warnings.first?.hasPrefix("a.txt was left out: x.zip is not a sound ZIP archive") == true)
    }

    @Test("Folders with too many files, or packed too often, have an end")
    func folders() async throws {
        let many = StoredZip.archive((0..<2001).map { ("\($0).txt", "x") })
        let error = try await failure(many, name: "many.zip")
        #expect(error.code == .limitExceeded && error.message == "many.zip holds more than 2000 parts.")
        var nested = StoredZip.archive([("deep.txt", "deep")])
        for _ in 0..<6 {
            var zip = StoredZip()
            zip.add("in.zip", nested)
            zip.add("here.txt", Array("here".utf8))
            nested = zip.archive()
        }
        let document = try await read(nested, name: "nested.zip")
        #expect(document.parts.count { $0.kind.rawValue == "text" } == 4)
        #expect(document.warnings.contains { $0.contains("it is packed more than 4 times.") })
        #expect(try await failure(StoredZip.archive([]), name: "none.zip").code == .invalidRequest)
    }

    @Test("Names of members lead nowhere, and stand on one line")
    func names() async throws {
        let document = try await read(
            StoredZip.archive([
                ("../../etc/pass\nwd.txt", "nothing"), ("/abs\u{7}.md", "# A"),
                ("x\u{202E}txt\u{85}\u{2028}.md", "# B"),
            ]), name: "x.zip")
        #expect(document.parts.map(\.name) == ["../../etc/pass wd.txt", "/abs .md", "x txt .md"])
    }

    @Test("Entities that multiply are refused at the document type")
    func laughs() async throws {
        let entities = (1...9).map { "<!ENTITY a\($0) \"" + String(repeating: "&a\($0 - 1);", count: 10) + "\">" }
        let bomb =
            "<!DOCTYPE l [<!ENTITY a0 \"lol\">\(entities.joined())]>\(Self.word)<w:p><w:r><w:t>&a9;</w:t></w:r>"
            + "</w:p></w:body></w:document>"
        let error = try await failure(docx(bomb), name: "laughs.docx")
        #expect(error.code == .corrupt)
        #expect(error.message.hasPrefix("laughs.docx is damaged: word/document.xml"))
        let file =
            "<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\(Self.word)<w:p><w:r><w:t>&x;</w:t></w:r></w:p>"
            + "</w:body></w:document>"
        #expect(try await failure(docx(file), name: "outside.docx").code == .corrupt)
    }

    @Test("Elements nested without end are an error in XML and flat in HTML")
    func depth() async throws {
        let deep = Self.word + String(repeating: "<w:sdt>", count: 5000)
        #expect(try await failure(docx(deep), name: "deep.docx").code == .corrupt)
        for tag in ["div", "b", "ul><li", "table><tr><td", "blockquote"] {
            let page = "<html><body>" + String(repeating: "<\(tag)>", count: 10_000) + "core</body></html>"
            #expect(try await read(Array(page.utf8), name: "deep.html").text.contains("core"))
        }
        let tables =
            Self.word + String(repeating: "<w:tbl><w:tr><w:tc>", count: 60) + "<w:p><w:r><w:t>core</w:t></w:r></w:p>"
            + String(repeating: "</w:tc></w:tr></w:tbl>", count: 60) + "</w:body></w:document>"
        #expect(try await read(docx(tables), name: "tables.docx").text == "core\n")
    }

    @Test("A page of 100 MB is refused by its size")
    func size() async throws {
        let page = Array("<html>".utf8) + [UInt8](repeating: 0x61, count: 100_000_000)
        #expect(try await failure(page, name: "huge.html").code == .tooLarge)
    }

    @Test("A table that says it is a hundred thousand cells wide stays within its bounds")
    func spans() async throws {
        let row = "<tr><td colspan=100000 rowspan=100000>a<td>b"
        let page = "<html><table>" + String(repeating: row, count: 200) + "</table>"
        #expect(try await read(Array(page.utf8), name: "span.html").text.utf8.count < 1 << 20)
    }

    @Test("A mail with a thousand parts in parts, or beside each other, has an end")
    func mail() async throws {
        var text = "Subject: x\nContent-Type: multipart/mixed; boundary=b0\n\nnothing\n"
        for number in 0..<1000 { text += "--b\(number)\nContent-Type: multipart/mixed; boundary=b\(number + 1)\n\n" }
        let nested = try await read(Array((text + "--b1000\n\ntext\n").utf8), name: "a.eml")
        #expect(nested.text == "x\n")
        #expect(nested.warnings == ["Parts of the e-mail that lie more than 24 deep were left out."])
        let message = String(repeating: "Subject: x\nContent-Type: message/rfc822\n\n", count: 1000)
        let mails = try await read(Array((message + "Subject: y\n\ntext").utf8), name: "b.eml")
        #expect(mails.parts.count == 4)
        #expect(mails.warnings.first?.contains("packed more than 4 times") == true)
        let side =
            "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
            + String(repeating: "--b\nContent-Disposition: attachment; filename=\"a\tb.txt\"\n\nx\n", count: 2001)
        #expect(try await failure(side, name: "c.eml").code == .limitExceeded)
    }

    @Test("A file that is cut is an error with a remedy, wherever it was cut")
    func truncated() async throws {
        for name in ["agreement.docx", "invoices.xlsx", "deck.pptx", "book.epub", "folder.zip"] {
            let bytes = try Fixtures.bytes(name)
            for share in [0.1, 0.5, 0.9, 0.99] {
                let error = try await failure(Array(bytes.prefix(Int(Double(bytes.count) * share))), name: name)
                #expect(error.code == .corrupt, "\(name) \(share): \(error)")
                #expect(error.remedy != nil)
            }
        }
        let mail = try Fixtures.bytes("message.eml")
        let cut = try await read(Array(mail.prefix(mail.count / 2)), name: "message.eml")
        #expect(cut.text.contains("wie besprochen"))
    }
}
