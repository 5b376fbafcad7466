import KapellCore
import KapellDocuments
import Testing

@Suite("Tables of values")
struct TabularTests {
    private func read(_ text: String, name: String = "list.csv") async throws -> ExtractedDocument {
        try await DocumentExtractor().extract(Array(text.utf8), name: name)
    }

    @Test("Each row stands with the names of its columns; quotes, breaks and empty values are understood")
    func rows() async throws {
        let document = try await read(
            "Name,Note,Amount\r\n\"Ada, L.\",\"said \"\"no\"\"\nand left\",12.50\r\nBo,,7\r\n")
        #expect(
            document.text == """
                Name  Note  Amount
                Name: Ada, L.  Note: said "no" and left  Amount: 12.50
                Name: Bo  Amount: 7

                """)
        #expect(document.tables.map(\.headerRows) == [1])
        #expect(document.kind.rawValue == "csv")
    }

    @Test(
        "The separator is found by what parts the lines alike",
        arguments: [
            ("a;b\n1,5;2\n3,5;4\n", "list.csv"), ("a\tb\n1,5\t2\n3,5\t4\n", "list.csv"),
            ("a|b\n1,5|2\n3,5|4\n", "x.csv"),
            ("a\tb\n1,5\t2\n3,5\t4", "list.tsv"),
        ])
    func separators(text: String, name: String) async throws {
        #expect(try await read(text, name: name).text == "a  b\na: 1,5  b: 2\na: 3,5  b: 4\n")
    }

    @Test("Without a row of names the values stand alone, and other encodings are read")
    func plain() async throws {
        let document = try await read("1,2\n3,4\n")
        #expect(document.text == "1  2\n3  4\n")
        #expect(document.tables.map(\.headerRows) == [0])
        let bytes = "Ort;Höhe\nKöln;53\n".unicodeScalars.map { UInt8($0.value) }
        let western = try await DocumentExtractor().extract(bytes, name: "a.csv")
        #expect(western.text == "Ort  Höhe\nOrt: Köln  Höhe: 53\n")
        #expect(western.warnings == ["Nothing said which encoding it has; it was read as WINDOWS-1252."])
        let wide = "a,b\r\n1,2\r\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try await DocumentExtractor().extract([0xFF, 0xFE] + wide, name: "a.csv").text == "a  b\na: 1  b: 2\n")
    }

    @Test("A million columns are refused")
    func columns() async throws {
        let error = try await failure(String(repeating: "x,", count: 1_000_000), name: "wide.csv")
        #expect(error.code == .limitExceeded)
        #expect(error.message == "wide.csv has more than 16384 columns.")
    }
}
