import KapellCore
import KapellDocuments
import Testing

@Suite("Kinds of files")
struct KindTests {
    static let binaries: [(name: String, bytes: [UInt8], message: String)] = [
        ("photo.md", Array("GIF89a..".utf8), "photo.md is a GIF image, not text."),
        ("tool.txt", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0], "tool.txt is an ELF program, not text."),
        ("notes.txt", [0x1F, 0x8B, 8, 0], "notes.txt is a gzip archive, not text."),
        ("a.pdf", [0x47, 0x49, 0x46, 0x38, 0x37, 0x61], "a.pdf is a GIF image, not a PDF."),
        ("data", [0x61, 0x00, 0x62, 0x63], "data is a binary file, not text."),
        (
            "old.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
            "old.doc is an old Microsoft Office document; that format is not read yet."
        ),
        (
            "tool.docx", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0],
            "tool.docx is an ELF program; that format is not read yet."
        ),
        ("memo.rtf", Array("{\\rtf1 Hello}".utf8), "memo.rtf is an RTF document; that format is not read yet."),
    ]

    @Test("A file that is no text is named for what it is, with a remedy", arguments: binaries.indices)
    func binary(index: Int) async throws {
        let (name, bytes, message) = Self.binaries[index]
        let error = try await failure(bytes, name: name)
        #expect(error.code == .unsupported)
        #expect(error.message == message)
        #expect(error.remedy?.isEmpty == false)
        #expect(!error.isRetryable)
    }

    @Test("A PDF is known by its bytes, whatever its name")
    func pdf() async throws {
        let document = try await DocumentExtractor().extract(Fixtures.bytes("table.pdf"), name: "prices.txt")
        #expect(document.kind == .pdf)
    }

    @Test("Something called PDF that is none is corrupt")
    func noPDF() async throws {
        let error = try await failure("Dear Sir or Madam", name: "letter.pdf")
        #expect(error.code == .corrupt)
        #expect(error.message == "letter.pdf is not a PDF file: it does not begin with %PDF-.")
    }
}
