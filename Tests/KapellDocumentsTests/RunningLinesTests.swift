import KapellCore
import KapellDocuments
import KapellTesting
import Testing

@Suite("Running lines of a PDF")
struct RunningLinesTests {
    private func read(_ pdf: PlainPDF) async throws -> ExtractedDocument {
        try await DocumentExtractor().extract(pdf.file(), name: "pages.pdf")
    }

    /// Lines that no other page has.
    private func prose(_ seed: UInt64, lines: Int) -> [String] {
        let words = "orchard canal keeper blossom harvest quarry lantern ladder river stone meadow heron".split(
            separator: " ")
        var generator = SeededGenerator(seed)
        return (0..<lines).map { _ in
            (0..<9).map { _ in String(words.randomElement(using: &generator) ?? "") }.joined(separator: " ")
        }
    }

    private func count(_ text: String, in document: ExtractedDocument) -> Int {
        document.text.split(separator: text, omittingEmptySubsequences: false).count - 1
    }

    @Test("Of equal pages all are text", arguments: [1, 3, 8, 45])
    func equal(lines: Int) async throws {
        let page = prose(1, lines: lines)
        let document = try await read(PlainPDF(pages: Array(repeating: page, count: 5)))
        #expect(document.warnings.isEmpty)
        #expect(document.pages.count == 5)
        for number in 1...5 {
            let text = document.text(page: number).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(text == page.joined(separator: " "))
        }
    }

    @Test("Forms that differ in one number keep their titles, their words and the number", arguments: [1, 37])
    func forms(step: Int) async throws {
        let numbers = (0..<6).map { 4711 + step * $0 }
        for rest in [["Goods: apples"], ["Goods: apples", "Weight: two tons", "Signed in Cork"] + prose(2, lines: 30)] {
            let document = try await read(PlainPDF(pages: numbers.map { ["Delivery note", "Number \($0)"] + rest }))
            #expect(count("Delivery note", in: document) == 6)
            #expect(count(rest[rest.count - 1], in: document) == 6)
            for (index, number) in numbers.enumerated() {
                #expect(document.text(page: index + 1).contains("Number \(number)"))
            }
        }
    }

    /// Pages with a header and a page number.
    private func framed(_ bodies: [[String]]) -> PlainPDF {
        PlainPDF(
            bodies.enumerated().map { page, lines in
                [(down: 40, text: "The Ashcroft Agreement")]
                    + lines.enumerated().map { (down: 90 + 14 * $0.offset, text: $0.element) }
                    + [(down: 800, text: "Page \(page + 1) of \(bodies.count)")]
            })
    }

    @Test("Headers and page numbers of pages that differ still go")
    func headers() async throws {
        let document = try await read(framed((0..<6).map { prose(10 + $0, lines: 20) }))
        #expect(!document.text.contains("Ashcroft") && !document.text.contains("of 6"))
        #expect(document.warnings.contains("Left out on 6 pages: “The Ashcroft Agreement”."))
        #expect(document.warnings.contains("Left out on 6 pages: “Page 1 of 6”."))
        #expect(document.text(page: 4).hasPrefix(prose(13, lines: 1)[0]))
    }

    @Test("The header of a contract goes from its forms as well, and their text stays")
    func mixed() async throws {
        let form = ["Signed as a deed", "Name", "Date", "Witness"]
        let bodies = (0..<6).map { prose(20 + $0, lines: 20) } + Array(repeating: form, count: 5)
        let document = try await read(framed(bodies))
        #expect(!document.text.contains("Ashcroft") && !document.text.contains("of 11"))
        for page in 7...11 {
            #expect(document.text(page: page).split(whereSeparator: \.isNewline).map(String.init) == form)
        }
    }

    @Test("A page of nothing else keeps its lines, but not a number alone")
    func cover() async throws {
        var pages = (0..<5).map { page in
            [(down: 40, text: "Harvest report")]
                + prose(30 + page, lines: 20).enumerated().map { (down: 90 + 14 * $0.offset, text: $0.element) }
                + [(down: 800, text: "\(page + 3)")]
        }
        pages.insert([(down: 40, text: "Harvest report")], at: 0)
        pages.insert([(down: 800, text: "2")], at: 1)
        let document = try await read(PlainPDF(pages))
        #expect(document.page(of: "Harvest report") == 1)
        #expect(document.text(page: 2).isEmpty)
        #expect(count("Harvest report", in: document) == 1)
        #expect(document.warnings.contains("Left out on 5 pages: “Harvest report”."))
    }
}
