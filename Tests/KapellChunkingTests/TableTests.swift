import KapellChunking
import KapellCore
import KapellDocuments
import KapellTesting
import Testing

@Suite("Tables in passages")
struct TableTests {
    private let header = "Room  Rent in euros  Floor"
    private let rows = (0..<60).map { "Room number \($0)  \(400 + $0)  \($0 % 5)" }

    @Test("A table that fits is not cut")
    func whole() throws {
        let prose = String(repeating: "The rooms are let as they stand. ", count: 6)
        let rows = [header] + rows.prefix(6)
        let document = table(rows, before: "\(prose)\n\n", after: "\n\n\(prose)")
        let cut = try Chunker(ChunkingOptions(tokens: 70)).chunks(of: document)
        check(cut, document)
        let holder = try #require(cut.chunks.first { $0.text.contains(header) })
        #expect(holder.text.contains(rows.joined(separator: "\n")))
        #expect(holder.context.isEmpty)
    }

    @Test("A larger one is cut between rows, and each part is embedded with the header")
    func parted() throws {
        let document = table([header] + rows, before: "# Rents\n\n")
        let cut = try Chunker(ChunkingOptions(tokens: 60)).chunks(of: document)
        check(cut, document)
        #expect(cut.chunks.count > 5)
        #expect(cut.chunks[0].embedded.hasPrefix("Rents\n# Rents\n\n\(header)\n\(rows[0])"))
        for chunk in cut.chunks.dropFirst() {
            #expect(chunk.embedded == "Rents\n\(header)\n\(chunk.text)")
            #expect(chunk.text.split(separator: "\n").allSatisfy { rows.contains(String($0)) })
        }
    }

    @Test("Rows that name their columns have no header in front")
    func spreadsheet() throws {
        let rows = (0..<40).map { "Month: \($0) of the year  Rain: \($0 * 3)" }
        let cut = try Chunker(ChunkingOptions(tokens: 40)).chunks(of: table(["Month  Rain"] + rows))
        #expect(cut.chunks.count > 5)
        #expect(cut.chunks.allSatisfy { $0.context.isEmpty })
    }

    @Test("What stands right above a table goes with it")
    func caption() throws {
        let prose = String(repeating: "The rooms are let as they stand. ", count: 5)
        let caption = "Table 3: The rents of 2025"
        let document = table([header] + rows.prefix(3), before: "\(prose)\n\n\(caption)\n\n")
        let cut = try Chunker(ChunkingOptions(tokens: 48)).chunks(of: document)
        check(cut, document)
        #expect(cut.chunks.count == 2)
        #expect(cut.chunks.last?.text.hasPrefix("\(caption)\n\n\(header)") == true)
    }

    @Test("The last sentence of a paragraph stays there, unless it leads to the table")
    func notCaption() throws {
        let prose = String(repeating: "The rooms are let as they stand. ", count: 4)
        for (last, begins) in [("They are not heated.", header), ("They cost:", "They cost:")] {
            let document = table([header] + rows.prefix(3), before: "\(prose)\(last)\n\n")
            let cut = try Chunker(ChunkingOptions(tokens: 48)).chunks(of: document)
            check(cut, document)
            #expect(cut.chunks.last?.text.hasPrefix(begins) == true)
        }
    }

    @Test("A table of Markdown is parted with its header, too")
    func markdown() throws {
        let body = rows.map { "| \($0) |" }.joined(separator: "\n")
        let text = "Rents:\n\n| Room | Rent |\n|------|-----:|\n\(body)\n\nThat is all."
        let document = document(text)
        let cut = try Chunker(ChunkingOptions(tokens: 60)).chunks(of: document)
        check(cut, document)
        let inner = cut.chunks.filter { $0.text.hasPrefix("| Room number") }
        #expect(inner.count > 5)
        #expect(inner.allSatisfy { $0.context == "| Room | Rent |" })
    }

    @Test("A row that is longer than a passage is parted, and stays below its header")
    func longRow() throws {
        let row = (0..<200).map { "cell \($0)" }.joined(separator: "  ")
        let document = table([header, row, "Room  1  2"])
        let cut = try Chunker(ChunkingOptions(tokens: 40)).chunks(of: document)
        check(cut, document)
        #expect(cut.chunks.count > 5)
        #expect(cut.chunks.dropFirst().allSatisfy { $0.context == header })
        // Between its cells.
        #expect(cut.chunks.dropFirst().dropLast().allSatisfy { $0.text.hasPrefix("cell ") })
    }

    @Test("A table whose rows are not what they claim is read as text")
    func lies() throws {
        let text = "One row here.\nAnother row there.\nA third one."
        let wrong: [[ByteSpan]] = [
            [ByteSpan(start: 0, end: 13)], [ByteSpan(start: 14, end: 32), ByteSpan(start: 0, end: 13)],
            [ByteSpan(start: 0, end: 999)], [ByteSpan(start: -5, end: 13)], [],
        ]
        for rows in wrong {
            for span in [ByteSpan(start: 0, end: 45), ByteSpan(start: -1, end: 900), ByteSpan(start: 9, end: 2)] {
                let table = ExtractedTable(span: span, rows: rows, headerRows: 7)
                let document = document(text, tables: [table, table])
                check(try Chunker().chunks(of: document), document)
            }
        }
    }
}

@Suite("Tables in plain text")
struct TextTableTests {
    private let prose = String(repeating: "The rooms are let as they stand and lie. ", count: 9)

    private func chunks(_ text: String, tokens: Int) throws -> [Chunk] {
        let document = document(text, kind: .text)
        let cut = try Chunker(ChunkingOptions(tokens: tokens)).chunks(of: document)
        check(cut, document)
        return cut.chunks
    }

    @Test(
        "Rows whose cells stand below each other stay with their header", arguments: ["", "\n", "    ----    ----\n"])
    func aligned(_ between: String) throws {
        let rows = (2022...2026).map { "    \($0)    July of the year    $ 9,\($0).00" }.joined(separator: "\n")
        let table = "    Year    Period              Rent\n\(between)\(rows)"
        let found = try chunks("\(prose)\n\n\(table)\n\n\(prose)", tokens: 120)
        #expect(found.contains { $0.text.contains(table.dropFirst(4)) })
    }

    @Test("A long one is parted, and each part is embedded with the header")
    func parted() throws {
        let rows = (0..<60).map { "Room \($0 + 10)    \($0 + 400) euros    floor \($0 % 5)" }
        let found = try chunks("Room       Rent         Floor\n" + rows.joined(separator: "\n"), tokens: 60)
        #expect(found.count > 5)
        #expect(found.dropFirst().allSatisfy { $0.context == "Room       Rent         Floor" })
    }

    @Test(
        "Lists, stretched lines and single rows are no tables",
        arguments: [
            "1.  One item here\n2.  Two items here\n3.  Three items here\n4.  Four items",
            "This  agreement is  made between\nthe  parties  named below  and\nholds  for all of  them, whatever\nelse they say",
            "Landlord    Gannet Wharf\nTenant    Marlowe Finch",
        ])
    func none(_ text: String) throws {
        let long = Array(repeating: text, count: 12).joined(separator: "\n\nMore is to come.\n\n")
        #expect(try chunks(long, tokens: 20).allSatisfy { $0.context.isEmpty })
    }
}
