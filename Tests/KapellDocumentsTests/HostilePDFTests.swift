import KapellCore
import KapellDocuments
import Testing

@Suite("Hostile PDF files")
struct HostilePDFTests {
    private static let line = "The fee is due in May."

    private func pdf(pages: Int = 1) -> PlainPDF {
        PlainPDF(pages: Array(repeating: [Self.line], count: pages))
    }

    private func read(_ bytes: [UInt8]) async throws -> ExtractedDocument {
        try await DocumentExtractor().extract(bytes, name: "x.pdf")
    }

    @Test("A hundred thousand pages are read as long as the limits allow, and then end the child alone")
    func pages() async throws {
        let some = try await read(pdf(pages: 1_000).file())
        #expect(some.pages.count == 1_000)
        #expect(some.text(page: 1_000).hasPrefix(Self.line))
        // All pages show the one stream.
        var many = pdf()
        many.objects[1] =
            "<< /Type /Pages /Count 100000 /Kids [\((0..<100_000).map { "\($0 + 6) 0 R" }.joined(separator: " "))] >>"
        many.objects += Array(repeating: PlainPDF.page(content: 5), count: 100_000)
        let extractor = try DocumentExtractor(limits: ExtractionLimits(cpuSeconds: 1))
        let error = try await failure(many.file(), name: "many.pdf", extractor)
        #expect(error.code == .limitExceeded)
        #expect(error.message == "Reading many.pdf took more than 1 seconds of processor time.")
        #expect(error.remedy?.hasPrefix("Split the document") == true)
        #expect(try await extractor.extract(pdf().file(), name: "next.pdf").text == "\(Self.line)\n")
    }

    @Test("A file that says it has a hundred thousand pages, and has one, is damaged")
    func liar() async throws {
        var lying = pdf()
        lying.objects[1] = "<< /Type /Pages /Count 100000 /Kids [4 0 R] >>"
        let error = try await failure(lying.file(), name: "liar.pdf")
        #expect(error.code == .corrupt)
        #expect(error.message.hasPrefix("liar.pdf is damaged: "))
        #expect(error.remedy?.contains("qpdf liar.pdf repaired.pdf") == true)
    }

    @Test("A tree of pages that holds itself, and a form that shows itself, are read once")
    func loops() async throws {
        var tree = pdf()
        tree.objects[1] = "<< /Type /Pages /Count 2 /Kids [2 0 R 4 0 R] >>"
        let read = try await read(tree.file())
        #expect(read.text.contains(Self.line))
        #expect(read.pages.count <= 2)
        #expect(read.warnings.contains { $0.hasPrefix("The file is damaged in part: ") })

        let entries = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X 6 0 R >> >>"
        var form = pdf()
        form.objects[3] = PlainPDF.page(content: 5, resources: "/XObject << /X 6 0 R >>")
        form.objects[4] = PlainPDF.stream("BT /F 11 Tf 60 700 Td (\(Self.line)) Tj ET /X Do")
        form.objects.append(PlainPDF.stream("/X Do", entries))
        #expect(try await self.read(form.file()).text == "\(Self.line)\n")
    }

    @Test("Forms that show each other ten times over twelve floors end the child, not the parent")
    func forms() async throws {
        func form(_ text: String, shows next: Int) -> String {
            PlainPDF.stream(
                text,
                "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F 3 0 R >>"
                    + " /XObject << /X \(next) 0 R >> >>")
        }
        var bomb = pdf()
        bomb.objects[3] = PlainPDF.page(content: 5, resources: "/XObject << /X 6 0 R >>")
        bomb.objects[4] = PlainPDF.stream("/X Do")
        for floor in 0..<12 { bomb.objects.append(form(String(repeating: "/X Do ", count: 10), shows: 7 + floor)) }
        bomb.objects.append(form("BT /F 11 Tf 60 700 Td (x) Tj ET", shows: 5))
        let extractor = try DocumentExtractor(limits: ExtractionLimits(cpuSeconds: 1))
        let error = try await failure(bomb.file(), name: "forms.pdf", extractor)
        #expect(error.code == .limitExceeded)
        #expect(error.remedy != nil)
    }

    @Test("A cross-reference table that is wrong, missing, or its own forerunner is passed over: the objects are found")
    func references() async throws {
        let whole = pdf().file()
        let table = try #require(Self.place(of: "xref\n0", in: whole))
        let end = try #require(Self.place(of: "trailer", in: whole))
        var shifted = whole
        for place in table..<end where shifted[place] == UInt8(ascii: "0") && shifted[place - 1] == 0x0A {
            shifted[place] = UInt8(ascii: "7")
        }
        var loop = pdf()
        loop.trailer += " /Prev \(table)"
        let files = [
            "shifted": shifted, "missing": Array(whole[..<table]) + Array(whole[end...]), "loop": loop.file(),
            "far": pdf().file(start: 999_999_999), "itself": pdf().file(start: end), "first": pdf().file(start: 0),
            "negative": pdf().file(start: -1),
        ]
        for (name, bytes) in files { #expect(try await read(bytes).text == "\(Self.line)\n", "\(name)") }
    }

    @Test("Arrays nested a hundred thousand deep do not overflow a stack")
    func nesting() async throws {
        var deep = pdf()
        let nest = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        deep.objects[3] = PlainPDF.page(content: 5, resources: "/Junk \(nest)")
        do throws(KapellError) {
            let document = try await DocumentExtractor().extract(deep.file(), name: "deep.pdf")
            #expect(document.pages.count == 1)
        } catch {
            #expect(error.code == .corrupt && error.remedy != nil, "\(error)")
        }
    }

    @Test("Letters that a font maps to nothing are never taken for text")
    func fonts() async throws {
        var unknown = pdf()
        unknown.objects[2] =
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [32 /space"
            + (33...126).map { " /uniE\(100 + $0)" }.joined() + "] >> >>"
        // The glyphs do not exist, so that a recognition of the page finds nothing either.
        let error = try await failure(unknown.file(), name: "glyphs.pdf")
        #expect(error.code == .unsupported)
        #expect(error.message == "glyphs.pdf has fonts without a mapping to characters, so its text cannot be read.")
        #expect(error.remedy == "Recognise it anew: ocrmypdf --force-ocr glyphs.pdf with-text.pdf")
    }

    @Test(
        "A page whose letters are mapped to private ones is recognised from its image",
        .enabled(if: ScanTests.isInstalled))
    func mappings() async throws {
        var hidden = pdf()
        hidden.objects[2] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
        hidden.objects.append(
            PlainPDF.stream(
                """
                /CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def
                1 begincodespacerange <00> <FF> endcodespacerange
                1 beginbfrange <21> <7E> <F021> endbfrange
                endcmap end end
                """))
        let document = try await read(hidden.file())
        #expect(document.text.contains("The fee is due in May"))
        #expect(document.warnings.first == "Recognised from images: page 1.")
        #expect(document.pages.first?.confidence != nil)
    }

    private static func place(of text: String, in bytes: [UInt8]) -> Int? {
        let pattern = Array(text.utf8)
        return bytes.indices.first { bytes[$0...].starts(with: pattern) }
    }
}
