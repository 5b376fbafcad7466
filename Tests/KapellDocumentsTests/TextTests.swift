import KapellCore
import KapellDocuments
import Testing

@Suite("Plain text")
struct TextTests {
    let extractor: DocumentExtractor

    init() throws { extractor = try DocumentExtractor() }

    @Test("The text is the file, byte for byte")
    func verbatim() async throws {
        let text = "1. Scope\r\n\r\nZeile mit Umlaut äöü und 🎻.\n\n\n  tail\t"
        let document = try await extractor.extract(Array(text.utf8), name: "a.txt")
        #expect(Array(document.text.utf8) == Array(text.utf8))
        #expect(document.kind == .text)
        #expect(document.pages.isEmpty)
        #expect(document.page(at: 0) == nil)
    }

    @Test("A byte order mark stays in the text and outside every heading")
    func mark() async throws {
        let document = try await extractor.extract(Array("\u{FEFF}GENERAL TERMS\n\nText.\n".utf8), name: "a.txt")
        #expect(document.text.utf8.count == 24)
        #expect(document.headings.map(\.title) == ["GENERAL TERMS"])
        #expect(document.headings.first?.span == ByteSpan(start: 3, end: 16))
        #expect(document.title == "GENERAL TERMS")
    }

    @Test("Numbered, capital, named and underlined lines that stand alone are headings")
    func headings() async throws {
        let text = """
            LEASE OF OFFICES

            1. Definitions

            In this lease the following words have a meaning.

            2.1 Notice periods

            Schedule A: Fees and times of payment

            Overview
            ========

            Details
            -------
            """
        let document = try await extractor.extract(Array(text.utf8), name: "lease")
        #expect(
            document.headings.map { "\($0.level) \($0.title)" } == [
                "1 LEASE OF OFFICES", "2 1. Definitions", "3 2.1 Notice periods",
                "1 Schedule A: Fees and times of payment", "1 Overview", "2 Details",
            ])
        #expect(document.text(document.headings[4].span) == "Overview\n========")
        for heading in document.headings.prefix(4) { #expect(document.text(heading.span) == heading.title) }
    }

    @Test(
        "Sentences, list items, dates, table rows and entries of a contents list are no headings",
        arguments: [
            "1. Pay the invoice within thirty days of receipt", "2024 was a good year", "Dear Madam", "USA",
            "1. the first thing", "THIS IS A WARNING!", "1. Definitions ............ 3", "12 500 EUR", "A. Miller",
            "Section 5 applies to every order that is placed after today", "- NOTE", "10.5", "§§§ ### ***",
            "3. Buy milk;", "12 High Street", "3 May 2024",
        ])
    func noHeading(line: String) throws {
        let source = DocumentSource(bytes: Array("Intro text.\n\n\(line)\n\nMore text.\n".utf8), name: "a.txt")
        let document = try TextFormat().read(source, tools: ToolRunner(limits: ExtractionLimits()))
        #expect(document.headings.isEmpty)
    }

    @Test(
        "A name without an ending, or with an unknown one, is read as text",
        arguments: ["README", "main.unknown", ".env"])
    func unknown(name: String) async throws {
        let document = try await extractor.extract(Array("let answer = 42\n".utf8), name: name)
        #expect(document.kind == .text)
        #expect(document.text == "let answer = 42\n")
    }

    @Test("An empty file and one of white space only are refused", arguments: ["", " \n\t\r\n", "\u{FEFF}\n"])
    func empty(text: String) async throws {
        let error = try await failure(text, name: "notes.txt")
        #expect(error.code == .invalidRequest)
        #expect(error.message == "notes.txt is empty.")
        #expect(error.remedy != nil)
    }

    @Test("Invalid UTF-8 is named with byte, line and remedy")
    func invalid() async throws {
        let error = try await failure(Array("first\nsecond ".utf8) + [0xE4] + Array("\n".utf8), name: "my notes.txt")
        #expect(error.code == .corrupt)
        #expect(error.message == "my notes.txt is not valid UTF-8: byte 13 in line 2 is 0xE4.")
        #expect(error.remedy?.contains("iconv -f WINDOWS-1252 -t UTF-8 'my notes.txt' > 'my notes.txt.utf8'") == true)
    }

    @Test(
        "Ill-formed sequences are found at their first byte",
        arguments: [
            ([0xC0, 0x80], 0), ([0x61, 0xED, 0xA0, 0x80], 1), ([0xF4, 0x90, 0x80, 0x80], 0),
            ([0x61, 0x62, 0xE2, 0x82], 2),
            ([0x80], 0), ([0xF0, 0x9F, 0x8E], 0), ([0xE2, 0x28, 0xA1], 0),
        ] as [([UInt8], Int)])
    func illFormed(bytes: [UInt8], offset: Int) {
        let source = DocumentSource(bytes: bytes, name: "x.txt")
        let error = #expect(throws: KapellError.self) {
            try TextFormat().read(source, tools: ToolRunner(limits: ExtractionLimits()))
        }
        #expect(error?.message.contains("byte \(offset) in line 1") == true)
    }

    @Test("UTF-16 is named, with or without its mark")
    func utf16() async throws {
        for mark in [[0xFF, 0xFE], []] as [[UInt8]] {
            let bytes = mark + "A letter in wide characters".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            let error = try await failure(bytes, name: "wide.txt")
            #expect(error.code == .corrupt)
            #expect(error.message == "wide.txt is UTF-16LE, not UTF-8.")
            #expect(error.remedy?.contains("iconv -f UTF-16LE -t UTF-8 wide.txt") == true)
        }
    }
}
