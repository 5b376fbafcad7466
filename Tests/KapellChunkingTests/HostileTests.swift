import KapellChunking
import KapellCore
import KapellDocuments
import KapellTesting
import Testing

@Suite("Passages of hostile documents", .timeLimit(.minutes(10)))
struct HostileTests {
    @Test("Any text is cut exactly, by every strategy and option")
    func fuzz() throws {
        var generator = SeededGenerator(24)
        for round in 0..<240 {
            let text = randomText(&generator, pieces: round)
            let by = ChunkingStrategy.allCases[round % 4]
            var document = document(text, kind: round.isMultiple(of: 3) ? .text : .markdown)
            document.pages = randomPages(text, &generator)
            document.tables = randomTables(text, &generator)
            let overlap = [.none, ChunkOverlap(tokens: 9), ChunkOverlap(sentences: 2)][round / 4 % 3]
            let options = ChunkingOptions(
                by: by, tokens: [16, 40, 160][round / 8 % 3], sentences: round.isMultiple(of: 5) ? 2 : nil,
                overlap: overlap, parents: round.isMultiple(of: 2) ? 100 : nil)
            let counters: [(any TokenCounter)?] = [
                nil, LetterCounter(window: 50), MoodyCounter(window: 60), TokenEstimate(),
            ]
            let cut = try Chunker(options, counter: counters[round / 3 % 4]).chunks(of: document)
            check(cut, document, overlaps: overlap != .none)
        }
    }

    private func randomPages(_ text: String, _ generator: inout SeededGenerator) -> [PageSpan] {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { return [] }
        let cuts = (0..<4).map { _ in Int.random(in: 0...bytes.count, using: &generator) }.sorted()
        let ends = cuts.map { cut in bytes[..<cut].lastIndex { $0 & 0xC0 != 0x80 } ?? 0 } + [bytes.count]
        var start = 0
        return ends.enumerated().map { index, end in
            defer { start = max(start, end) }
            return PageSpan(number: index + 1, span: ByteSpan(start: start, end: max(start, end)))
        }
    }

    /// Lines of the text as tables, some of which are none.
    private func randomTables(_ text: String, _ generator: inout SeededGenerator) -> [ExtractedTable] {
        var rows: [ByteSpan] = []
        var start = 0
        for line in Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false) {
            rows.append(ByteSpan(start: start, end: start + line.count))
            start += line.count + 1
        }
        return (0..<3).compactMap { _ in
            let first = Int.random(in: 0..<rows.count, using: &generator)
            let last = min(rows.count - 1, first + Int.random(in: 0..<6, using: &generator))
            let shift = Int.random(in: 0..<8, using: &generator) == 0 ? 1 : 0
            return ExtractedTable(
                span: ByteSpan(start: rows[first].start, end: rows[last].end + shift),
                rows: Array(rows[first...last].filter { !$0.isEmpty }), headerRows: last - first > 2 ? 1 : 0)
        }
    }

    @Test("A text without a space is cut in one pass", arguments: ChunkingStrategy.allCases)
    func noSpace(_ by: ChunkingStrategy) throws {
        let document = ExtractedDocument(text: String(repeating: "x", count: 400_000), kind: .text)
        let cut = try Chunker(ChunkingOptions(by: by, tokens: 200)).chunks(of: document)
        #expect(cut.chunks.count == 500)
        check(cut, document)
    }

    @Test("Sentences that do not end behind much white space are read in one pass")
    func abbreviations() throws {
        let text = "A" + String(repeating: " ", count: 300_000) + String(repeating: "No. ", count: 50_000)
        let document = ExtractedDocument(text: text, kind: .text)
        check(try Chunker().chunks(of: document), document)
    }

    @Test("Very many headings, deep ones and long ones, are bounded")
    func headings() throws {
        let many = document(String(repeating: "# a\nb\n", count: 12_000))
        #expect(try Chunker().chunks(of: many).chunks.count == 12_000)
        check(try Chunker(ChunkingOptions(by: .sentence)).chunks(of: many), many)
        var deep = ExtractedDocument(text: "", kind: .text)
        for level in 0..<8_000 {
            let start = deep.text.utf8.count
            deep.text += "Title \(level)\n"
            deep.headings.append(
                Heading(
                    level: level, title: String(repeating: "t", count: 1_000),
                    span: ByteSpan(start: start, end: deep.text.utf8.count - 1)))
            if level.isMultiple(of: 2) { deep.text += "Text of it.\n" }
        }
        deep.headings.append(Heading(level: Int.max, title: "x", span: ByteSpan(start: 5, end: 2)))
        deep.headings.append(Heading(level: Int.min, title: "x", span: ByteSpan(start: -9, end: Int.max)))
        let cut = try Chunker().chunks(of: deep)
        check(cut, deep)
        #expect(cut.chunks.allSatisfy { $0.heading.utf8.count <= 900 && $0.context.utf8.count <= 900 })
    }

    @Test("A table of very many columns, or rows, is bounded")
    func tables() throws {
        let wide = String(repeating: "c  ", count: 200_000) + "c"
        let document = table([wide, wide, wide])
        let cut = try Chunker().chunks(of: document)
        check(cut, document)
        #expect(cut.chunks.allSatisfy { $0.context.utf8.count <= 1_000 })
        let tall = table(["A  B"] + Array(repeating: "a  b", count: 20_000))
        check(try Chunker().chunks(of: tall), tall)
    }

    @Test("Fences that do not end, and lines of bars, are read in one pass")
    func markdown() throws {
        for line in ["```\n", "|\n", "|-|\n", "~~~ a\n\n", "| a |\n|---|\n", "`````", "- \n"] {
            let document = document(String(repeating: line, count: 20_000))
            check(try Chunker(ChunkingOptions(tokens: 64)).chunks(of: document), document)
        }
    }

    @Test("Source code of one line, and of very many declarations, is read in one pass")
    func sources() throws {
        let long = code("func a() {" + String(repeating: "a = b; ", count: 50_000))
        check(try Chunker().chunks(of: long), long)
        let many = code(String(repeating: "// c\nfunc a() {\n", count: 20_000))
        check(try Chunker().chunks(of: many), many)
    }

    @Test("Options out of all bounds are brought within them")
    func options() throws {
        let document = document("One sentence. Another one.")
        for number in [Int.min, -1, 0, Int.max] {
            let options = ChunkingOptions(
                by: .sentence, tokens: number, sentences: number, overlap: ChunkOverlap(tokens: number),
                parents: number)
            check(try Chunker(options).chunks(of: document), document, overlaps: true)
            check(try Chunker(counter: LetterCounter(window: number)).chunks(of: document), document)
        }
    }
}
