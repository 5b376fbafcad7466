import KapellCore
import KapellDocuments
import Testing

@Suite("Office files and books")
struct OfficeTests {
    @Test("Word: headings by style, numbers of lists, notes, tables and tracked changes")
    func word() async throws {
        let document = try await Fixtures.extract("agreement.docx")
        #expect(
            document.text == """
                Supply agreement

                Scope

                The supplier delivers the goods[1] within fourteen days[2].

                [1] As listed in annex A.

                [2] Working days in Dublin.

                1. Orders are placed in writing.
                  (a) E-mail is enough.
                  (b) A fax is not.
                2. Prices are net.

                Prices

                Plan  Users  Price
                Seed  5  12.00
                    14.50
                Both plans include support    0.00

                In the box.

                The box says: done.

                Governing law is that of Ireland.

                """)
        #expect(
            document.headings.map { "\($0.level) \($0.title)" } == ["1 Supply agreement", "1 Scope", "2 Prices"])
        #expect(document.tables.map(\.headerRows) == [1])
        #expect(
            document.warnings == [
                "The file asks for 1 outside file (images, templates or objects); none was opened.",
                "The document has tracked changes: inserted text (1) is kept, deleted text (1) is left out.",
                "Hidden text was left out in 1 places.",
            ])
    }

    @Test("Word: what python-docx writes")
    func report() async throws {
        let document = try await Fixtures.extract("report.docx")
        #expect(document.title == "Harvest report")
        #expect(document.headings.map { "\($0.level) \($0.title)" } == ["1 Harvest", "2 Weather"])
        #expect(
            document.text.contains("\n\n- Apples\n- Pears\n1. Weigh\n\nMonth  Tons\nMay  55\nJune  61\n\nWeather\n"))
    }

    @Test("Macros are not read and named")
    func macros() async throws {
        let document = try await Fixtures.extract("macros.docx")
        #expect(document.warnings.first == "The file holds macros; they were not read.")
        #expect(!document.text.contains("not read"))
    }

    @Test("Excel: each row with its headers, numbers as shown, dates by their format, sheets as headings")
    func sheet() async throws {
        let document = try await Fixtures.extract("invoices.xlsx")
        #expect(
            document.text == """
                Invoices

                Invoice list

                Number  Customer  Date  Net  VAT  Paid
                Number: 1001  Customer: Hartley & Co  Date: 2024-03-01  Net: 1,234.50 EUR  VAT: 20.0%  Paid: TRUE
                Number: 1002  Customer: Ashcroft  Date: 2024-03-15 14:30  Net: -80.00 EUR  VAT: 5.5%  Paid: FALSE
                Number: 1003  Customer: Müller  Net: 1,250,000.00 EUR  VAT: 0.0%  Paid: TRUE

                Rates  0.1

                Old

                Year  Total
                Year: 2022  Total: 5

                """)
        #expect(document.headings.map(\.title) == ["Invoices", "Old"])
        #expect(document.tables.map(\.rows.count) == [4, 1, 2])
        #expect(document.warnings == ["The sheet Old is hidden; it was read."])
    }

    @Test(
        "Numbers are shown as their format says",
        arguments: [
            ("0.00", 1.005, "1.01"), ("#,##0", 1_234_567.5, "1,234,568"), ("0%", 0.125, "13%"), ("General", 0.1, "0.1"),
            ("General", 1e12, "1000000000000.0"), ("\"No.\" 0", 7, "No. 7"), ("[$€-407] #,##0.00", 5, "€ 5.00"),
            ("0.0;(0.0)", -2.5, "(2.5)"), ("0;-0;\"none\"", 0, "none"), ("d/m/yyyy", 45_415, "2024-05-03"),
            ("dd.mm.yyyy hh:mm", 45_415.604_166_667, "2024-05-03 14:30"), ("h:mm", 0.75, "18:00"),
            ("[h]:mm:ss", 1.5, "36:00"), ("d/m/yyyy", 1, "1900-01-01"), ("@", 42, "42"), ("0.00E+00", 12_345, "12345"),
        ])
    func numbers(format: String, value: Double, shown: String) {
        #expect(NumberFormat(format).text(value, isFrom1904: false) == shown)
    }

    @Test("PowerPoint: a page a slide, titles, lists, tables and notes")
    func slides() async throws {
        let document = try await Fixtures.extract("deck.pptx")
        #expect(document.pages.count == 3)
        #expect(document.text(page: 1) == "Two rivers\n\nA walk in three parts\n\n")
        #expect(
            document.text(page: 2) == "The locks\n\n- Seven locks\n  - One is closed\n\nNotes: Mention the herons.\n\n")
        #expect(document.text(page: 3) == "Figures\n\nLock  Metres\nFirst  2.4\n")
        #expect(document.headings.map(\.title) == ["Two rivers", "The locks", "Figures"])
        #expect(document.page(of: "2.4") == 3)
    }

    @Test("A book is read in the order of its spine, without its list of contents")
    func book() async throws {
        let document = try await Fixtures.extract("book.epub")
        #expect(document.title == "The Keeper's Book")
        #expect(document.headings.map(\.title) == ["Harvest", "Planting"])
        #expect(
            document.text == """
                Harvest

                No heading here, only a title.

                - baskets
                - ladders

                Planting

                Dig & water — twice.

                """)
    }

    @Test("The bytes decide: an Office file is known by what is in it, whatever its name")
    func signature() async throws {
        for (name, kind) in [("agreement.docx", "docx"), ("invoices.xlsx", "xlsx"), ("deck.pptx", "pptx")] {
            let document = try await DocumentExtractor().extract(Fixtures.bytes(name), name: "misnamed.pdf")
            #expect(document.kind.rawValue == kind)
        }
        let error = try await failure("Dear Sir or Madam", name: "letter.docx")
        #expect(error.code == .corrupt)
        #expect(error.message.hasPrefix("letter.docx is not a sound ZIP archive"))
    }

    @Test("An Office file with a password says so")
    func password() async throws {
        let name = "EncryptedPackage".utf8.flatMap { [$0, 0] as [UInt8] }
        let bytes: [UInt8] =
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 600) + name
        let error = try await failure(bytes, name: "plan.xlsx")
        #expect(error.code == .encrypted)
        #expect(error.message == "plan.xlsx is protected by a password.")
    }
}
