import KapellCore
import KapellDocuments
import KapellKnowledge
import KapellTesting
import KapellText
import Testing

@Suite("Chunks")
struct ChunkerTests {
    /// A document whose lines that begin with `#` are its headings.
    private func document(_ text: String) -> ExtractedDocument {
        var headings: [Heading] = []
        var start = 0
        for line in Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false) {
            let level = line.prefix { $0 == 0x23 }.count
            if level > 0, level < 7 {
                let title = String(decoding: line.dropFirst(level), as: UTF8.self).trimmingSpace
                let span = ByteSpan(start: start, end: start + line.count)
                headings.append(Heading(level: level, title: title, span: span))
            }
            start += line.count + 1
        }
        return ExtractedDocument(text: text, kind: DocumentKind(rawValue: "markdown"), headings: headings)
    }

    @Test("A chunk ends at a heading and knows the headings above it")
    func headings() {
        let text = "Preface.\n\n# Lease\n\nIt begins.\n\n## Rent\n\nIt is due.\n\n# Annex\n\nIt ends.\n"
        let chunks = Chunker().chunks(of: document(text))
        #expect(chunks.map(\.heading) == ["", "Lease", "Lease › Rent", "Annex"])
        let texts = ["Preface.", "# Lease\n\nIt begins.", "## Rent\n\nIt is due.", "# Annex\n\nIt ends."]
        #expect(chunks.map(\.text) == texts)
        #expect(chunks[2].embedded == "Lease › Rent\n## Rent\n\nIt is due.")
        #expect(chunks[0].embedded == "Preface.")
    }

    @Test("An empty document, and one of white space, has no chunks", arguments: ["", " ", "\n\n\t\r\n"])
    func empty(_ text: String) {
        #expect(Chunker().chunks(of: document(text)).isEmpty)
    }

    @Test("Sentences are kept whole, and a chunk closes before it holds too much")
    func limit() {
        let sentence = "The supplier delivers the goods on the last working day of each month. "
        let chunks = Chunker(tokens: 40).chunks(of: document(String(repeating: sentence, count: 30)))
        #expect(chunks.count >= 10)
        for chunk in chunks {
            #expect(chunk.text.hasPrefix("The supplier") && chunk.text.hasSuffix("month."))
            #expect(chunk.text.split(separator: " ").count <= 42)
        }
    }

    @Test("A sentence that alone is too long is cut at spaces")
    func longSentence() {
        let words = (0..<400).map { "word\($0)" }
        let chunks = Chunker(tokens: 40).chunks(of: document(words.joined(separator: " ")))
        #expect(chunks.count > 5)
        #expect(chunks.allSatisfy { $0.text.utf8.count <= 160 })
        #expect(chunks.flatMap { $0.text.split(separator: " ").map(String.init) } == words)
    }

    @Test("A run without any space is cut between characters", arguments: ["x", "ü", "語", "🧾"])
    func noSpaces(_ character: String) {
        let text = String(repeating: character, count: 2_000)
        let chunks = Chunker(tokens: 40).chunks(of: document(text))
        #expect(chunks.map(\.text).joined() == text)
        #expect(chunks.allSatisfy { $0.text.utf8.count <= 160 && !$0.text.contains("\u{FFFD}") })
    }

    @Test("Each chunk is exactly its span of the source, in order, with nothing but white space between two")
    func property() {
        var generator = SeededGenerator(24)
        for round in 0..<300 {
            let text = randomText(&generator, pieces: round)
            let bytes = Array(text.utf8)
            let tokens = [16, 40, 160][round % 3]
            var end = 0
            for chunk in Chunker(tokens: tokens).chunks(of: document(text)) {
                #expect(chunk.text == slice(text, chunk.span.start, chunk.span.end))
                #expect(chunk.text.utf8.elementsEqual(bytes[chunk.span.start..<chunk.span.end]))
                #expect(chunk.span.start >= end && !chunk.span.isEmpty)
                #expect(bytes[end..<chunk.span.start].allSatisfy(isSpace))
                end = chunk.span.end
            }
            #expect(bytes[end...].allSatisfy(isSpace))
        }
    }
}
