import KapellCore
import KapellDocuments
import Testing

@Suite("Scans")
struct ScanTests {
    static let isInstalled = ToolRunner.find("tesseract") != nil && ToolRunner.find("pdftoppm") != nil

    @Test("The letters of an image are read, with a confidence", .enabled(if: isInstalled))
    func image() async throws {
        let document = try await Fixtures.extract("scan.png")
        #expect(document.kind.rawValue == "image")
        for words in ["Delivery note 4711", "3 May 2024", "warehouse in Cork", "Total weight: 1,250 kg"] {
            #expect(document.text.contains(words), "\(document.text)")
        }
        #expect(document.pages.count == 1)
        #expect(try #require(document.pages.first?.confidence) > 0.8)
        #expect(document.warnings.isEmpty)
    }

    @Test("The pages of a PDF without text are recognised", .enabled(if: isInstalled))
    func pages() async throws {
        let scan = try await Fixtures.extract("scan.pdf")
        #expect(scan.text.contains("delivered on 3 May 2024"))
        #expect(scan.warnings == ["Recognised from images: page 1."])
        let pictures = try await Fixtures.extract("image-only.pdf")
        #expect(pictures.text(page: 2).hasPrefix("A picture of words"))
        #expect(pictures.warnings.first == "Recognised from images: pages 1–2.")
        #expect(pictures.pages.allSatisfy { $0.confidence != nil })
        let mixed = try await Fixtures.extract("table.pdf")
        #expect(mixed.pages.allSatisfy { $0.confidence == nil })
    }

    @Test("An image of 20,000 points is refused before anything unpacks it")
    func large() async throws {
        let png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        let error = try await failure(png + [0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20, 8, 0, 0, 0, 0], name: "map.png")
        #expect(error.code == .limitExceeded)
        #expect(error.message.hasPrefix("map.png is an image of 20000 × 20000 points; at most 50 million are read"))
        let tiff: [UInt8] =
            [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 2, 0] + [0, 1, 4, 0, 1, 0, 0, 0, 0, 0, 1, 0]
            + [1, 1, 3, 0, 1, 0, 0, 0, 10, 0, 0, 0]
        let other = try await failure(tiff, name: "map.tif")
        #expect(other.message.hasPrefix("map.tif is an image of 65536 × 10 points"))
        let jpeg: [UInt8] =
            [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0x4E, 0x20, 0x4E, 0x20, 3] + .init(repeating: 0, count: 9)
        let third = try await failure(jpeg, name: "map.jpg")
        #expect(third.code == .limitExceeded && third.remedy != nil)
        #expect(third.message.hasPrefix("map.jpg is an image of 20000 × 20000 points"))
        let folder = StoredZip.archive([("a.txt", "The map is beside this.")], and: ("map.jpg", jpeg))
        let document = try await DocumentExtractor().extract(folder, name: "maps.zip")
        #expect(document.parts.map(\.name) == ["a.txt"])
        #expect(document.warnings.first?.hasPrefix("map.jpg was left out: map.jpg is an image of 20000") == true)
    }

    @Test("A damaged image is an error")
    func damaged() async throws {
        let bytes = try Fixtures.bytes("scan.png")
        for count in [9, 20, 200] {
            let error = try await failure(Array(bytes.prefix(count)), name: "scan.png")
            #expect([.corrupt, .unsupported].contains(error.code), "\(error)")
            #expect(error.remedy != nil)
        }
        #expect(try await failure([0xFF, 0xD8, 0xFF, 0xC0, 0], name: "x.jpg").code == .corrupt)
    }
}
