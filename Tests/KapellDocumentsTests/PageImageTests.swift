import KapellCore
import KapellDocuments
import Testing

@Suite("Pages as images")
struct PageImageTests {
    @Test("A page of a PDF is drawn as PNG, as large as it was asked for", arguments: [100, 700])
    func drawn(_ side: Int) async throws {
        let bytes = try Fixtures.bytes("two-columns.pdf")
        let image = try await DocumentExtractor().image(ofPage: 1, in: bytes, name: "two-columns.pdf", side: side)
        #expect(image.mediaType == "image/png")
        let size = [16, 20].map { at in image.bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        #expect(size.max() == side)
    }

    @Test("A scan that is a PNG comes as it is")
    func image() async throws {
        let bytes = try Fixtures.bytes("scan.png")
        let image = try await DocumentExtractor().image(ofPage: 1, in: bytes, name: "scan.png")
        #expect(image == PageImage(bytes: bytes, mediaType: "image/png"))
        await #expect(throws: KapellError.self) {
            try await DocumentExtractor().image(ofPage: 2, in: bytes, name: "scan.png")
        }
    }

    @Test(
        "What cannot be drawn is an error that says why",
        arguments: [
            ("two-columns.pdf", 9, 700, KapellError.Code.corrupt), ("two-columns.pdf", 0, 700, .invalidRequest),
            ("two-columns.pdf", 1, 20_000, .invalidRequest), ("agreement.docx", 1, 700, .unsupported),
            ("encrypted.pdf", 1, 700, .corrupt), ("truncated.pdf", 7, 700, .corrupt),
        ])
    func refused(_ name: String, _ page: Int, _ side: Int, _ code: KapellError.Code) async throws {
        let bytes = try Fixtures.bytes(name)
        let error = await #expect(throws: KapellError.self) {
            try await DocumentExtractor().image(ofPage: page, in: bytes, name: name, side: side)
        }
        #expect(error?.code == code && error?.message.isEmpty == false)
    }
}
