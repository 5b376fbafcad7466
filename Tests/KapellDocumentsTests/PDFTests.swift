import KapellCore
import KapellDocuments
import Testing

@Suite("PDF")
struct PDFTests {
    @Test("Two columns are read one after the other, and a paragraph runs on over columns and pages")
    func columns() async throws {
        let document = try await Fixtures.extract("two-columns.pdf")
        let paragraphs = document.text.split(separator: "\n\n").map { $0.split(separator: "\n").joined(separator: "|") }
        #expect(paragraphs.count == 16)
        #expect(paragraphs.first == "Two Rivers")
        #expect(document.headings.map(\.title) == ["Two Rivers", "Locks"])
        var number = 0
        for paragraph in paragraphs where paragraph.hasPrefix("Left and right") {
            number += 1
            #expect(paragraph.hasPrefix("Left and right \(number). "))
            #expect(paragraph.hasSuffix(" End of paragraph \(number)."))
            #expect(!paragraph.contains("|"))
            #expect(
                paragraph.contains("The orchard was planted in the spring of the year in which the canal was opened."))
        }
        #expect(number == 14)
        #expect(document.pages.count == 2)
        #expect(document.page(of: "Left and right 2.") == 1)
        #expect(document.page(of: "Left and right 14.") == 2)
        // Paragraph 13 lies on both pages.
        #expect(document.text(page: 1).hasSuffix("harvest of every "))
        #expect(document.text(page: 2).hasPrefix("tree, and the habit"))
    }

    @Test("A table has one line a row, and a cell of several lines stays in its row")
    func table() async throws {
        let document = try await Fixtures.extract("table.pdf")
        let expected = """
            Plan  Users  Price per month  Support
            Seed  5  12.00  Answers by e-mail within three working days, in English only
            Grove  50  96.50  Telephone from 08:00 to 18:00
            Forest  1,000  1,480.00  A named engineer, at any hour, with a first answer within thirty minutes
            """
        #expect(document.text.contains("\n\n\(expected)\n\n"))
        #expect(
            document.text.contains(
                "\n\nMonth  Rain  Sun\nJanuary  82  41\nFebruary  61  63\nMarch  55  109\nApril  48  151\n\n"))
        #expect(document.text.hasSuffix("\n\nRain is in millimetres, sun in hours.\n"))
        #expect(document.title == "Table")
    }

    @Test("Running headers, footers and page numbers go, and the reader is told")
    func running() async throws {
        let document = try await Fixtures.extract("running.pdf")
        #expect(!document.text.contains("second edition"))
        #expect(!document.text.contains("of the book"))
        #expect(
            document.headings.map { "\($0.level) \($0.title)" } == [
                "1 The Keeper's Book", "2 1. Planting", "2 2. Harvest",
            ])
        #expect(document.warnings.contains("Left out on 3 pages: “The Keeper's Book: second edition”."))
        #expect(document.warnings.contains("Left out on 3 pages: “Page 1 of the book”."))
        #expect(
            document.text.contains(
                "by walkers who seldom know that the stones under their feet came from the old quarry. Here ends entry 25."
            ))
        #expect(
            document.text.contains(
                "\n\n(b) the ladder is carried by two people, one at each end of it, and is never left standing against a tree when the day's work has come to its end; and\n\n(c) the gate is closed.\n"
            ))
    }

    @Test("Clauses stay whole behind their hanging numbers, and the lines of an address apart")
    func clauses() async throws {
        let document = try await Fixtures.extract("clauses.pdf")
        #expect(
            document.text.hasPrefix("Hartley and Company\n12 High Street\nLondon EC1A 1BB\n\nDear Ms Ashcroft,\n\n"))
        #expect(document.headings.map(\.title) == ["1. GRANT OF LICENCE", "2. Support and maintenance"])
        let paragraphs = document.text.split(separator: "\n\n").map { $0.split(separator: " ") }
        let labels = paragraphs.dropFirst(3).compactMap(\.first).joined(separator: " ")
        let points = (1...2).map { clause in
            "\(clause). " + (1...4).map { "\(clause).\($0) (a) (b) (i)" }.joined(separator: " ")
        }
        #expect(labels == points.joined(separator: " "))
        #expect(document.text.contains("\n\n(a) a copy of the book;\n\n(b) The orchard was planted in the spring"))
        #expect(document.warnings.contains("Left out on 3 pages: “CONFIDENTIAL”."))
        #expect(!document.text.contains("of 9"))
    }

    @Test("Pages cover the text without a gap, and headings are what they say")
    func spans() async throws {
        for name in ["running.pdf", "two-columns.pdf", "table.pdf"] {
            let document = try await Fixtures.extract(name)
            #expect(document.pages.map(\.number) == Array(1...document.pages.count))
            #expect(document.pages.first?.span.start == 0)
            #expect(document.pages.last?.span.end == document.text.utf8.count)
            for (left, right) in zip(document.pages, document.pages.dropFirst()) {
                #expect(left.span.end == right.span.start)
            }
            for heading in document.headings { #expect(document.text(heading.span) == heading.title) }
            #expect(document.page(at: 0) == 1)
            #expect(document.page(at: document.text.utf8.count) == document.pages.count)
            #expect(document.page(at: document.text.utf8.count + 1) == nil)
            #expect(document.page(at: -1) == nil)
        }
    }

    private func isBlank(_ document: ExtractedDocument, _ start: Int, _ end: Int) -> Bool {
        document.text(ByteSpan(start: start, end: end)).allSatisfy { $0.isWhitespace }
    }

    @Test("Every line has its place on its page, and a span has the boxes of its lines")
    func places() async throws {
        for name in ["two-columns.pdf", "table.pdf", "clauses.pdf", "broken-words.pdf"] {
            let document = try await Fixtures.extract(name)
            var end = 0
            for place in document.places {
                #expect(place.left < place.right && place.top < place.bottom && place.right <= 1 && place.bottom <= 1)
                #expect(document.page(at: place.span.start) == place.page)
                // Between two lines stands nothing but white space.
                #expect(isBlank(document, end, place.span.start))
                end = place.span.end
            }
            #expect(isBlank(document, end, document.text.utf8.count))
        }
        let document = try await Fixtures.extract("table.pdf")
        let range = try #require(document.text.firstRange(of: "February  61  63"))
        let start = document.text.utf8.distance(from: document.text.utf8.startIndex, to: range.lowerBound)
        let boxes = document.places(of: ByteSpan(start: start, end: start + 16))
        #expect(boxes.map { document.text($0.span) } == ["February", "61", "63"])
        #expect(Set(boxes.map(\.page)) == [1])
        let isLevel = boxes.allSatisfy { abs($0.top - boxes[0].top) < 0.01 }
        #expect(isLevel)
        #expect(boxes[0].right < boxes[1].left && boxes[1].right < boxes[2].left)
        let half = document.places(of: ByteSpan(start: start, end: start + 4))
        #expect(half.count == 1 && half[0].left == boxes[0].left && half[0].right < boxes[0].right)
        #expect(document.places(of: ByteSpan(start: 1 << 40, end: 1 << 41)).isEmpty)
    }

    @Test("A table of contents with leaders does not lose the places of what follows")
    func placesAfterLeaders() async throws {
        let bytes = try Fixtures.example("services-agreement.pdf")
        let document = try await DocumentExtractor().extract(bytes, name: "services-agreement.pdf")
        let text = Array(document.text.utf8)
        let letters = text.count { $0 > 0x20 }
        let placed = document.places.reduce(0) { $0 + text[$1.span.start..<$1.span.end].count { $0 > 0x20 } }
        #expect(placed * 100 >= letters * 99)
        #expect(document.places.allSatisfy { document.page(at: $0.span.start) == $0.page })
    }

    @Test("A hyphen goes where it broke a word, and stays where it belongs")
    func hyphens() async throws {
        let document = try await Fixtures.extract("broken-words.pdf")
        #expect(
            document.text == """
                The supplier keeps the information of the customer secret. A third-party auditor may see it, and any \
                well-known standard of a third-party kind applies to the infrastructure. The word information stands \
                here once more.

                """)
        // The file's own title is the name of a file.
        #expect(document.title == nil)
    }

    @Test("A protected file says how to open it")
    func encrypted() async throws {
        let error = try await failure(Fixtures.bytes("encrypted.pdf"), name: "a contract.pdf")
        #expect(error.code == .encrypted)
        #expect(error.message == "a contract.pdf is protected by a password.")
        #expect(error.remedy == "Remove the protection: qpdf --decrypt --password=… 'a contract.pdf' open.pdf")
    }

    @Test("A truncated file is corrupt, wherever it was cut", arguments: [20, 300, 1000, 1829, 2700, 4400])
    func truncated(length: Int) async throws {
        let error = try await failure(Array(Fixtures.bytes("running.pdf").prefix(length)), name: "running.pdf")
        #expect(error.code == .corrupt)
        #expect(error.message == "running.pdf is truncated: the end of the PDF file is missing.")
        #expect(error.remedy == "Copy or download it again.")
    }

    @Test("A file with only the head and the end of a PDF is damaged, not truncated")
    func damaged() async throws {
        let error = try await failure("%PDF-1.7\nnothing that a reader knows\n%%EOF\n", name: "x.pdf")
        #expect(error.code == .corrupt)
        #expect(error.message.hasPrefix("x.pdf is damaged: "))
    }
}
