import KapellChunking
import KapellCore
import KapellDocuments
import KapellTesting
import Testing

@Suite("Passages by structure")
struct StructureTests {
    private func chunks(_ text: String, tokens: Int = 160, kind: DocumentKind = .markdown) throws -> [Chunk] {
        try Chunker(ChunkingOptions(tokens: tokens)).chunks(of: document(text, kind: kind)).chunks
    }

    @Test("A passage ends at a heading and knows the headings above it")
    func headings() throws {
        let chunks = try chunks(
            "Preface.\n\n# Lease\n\nIt begins.\n\n## Rent\n\nIt is due.\n\n# Annex\n\nIt ends.\n")
        #expect(chunks.map(\.heading) == ["", "Lease", "Lease › Rent", "Annex"])
        let texts = ["Preface.", "# Lease\n\nIt begins.", "## Rent\n\nIt is due.", "# Annex\n\nIt ends."]
        #expect(chunks.map(\.text) == texts)
        #expect(chunks[2].embedded == "Lease › Rent\n## Rent\n\nIt is due.")
        #expect(chunks[0].embedded == "Preface.")
    }

    @Test("An empty document, and one of white space, has no passages", arguments: ["", " ", "\n\n\t\r\n"])
    func empty(_ text: String) throws {
        #expect(try chunks(text).isEmpty)
    }

    @Test("Headings without a text of their own go with what follows them")
    func emptySections() throws {
        let text = "# Part I\n\n## Rules\n\n### Rent\n\nIt is due.\n\n# Part II\n"
        let chunks = try chunks(text)
        #expect(chunks.map(\.text) == ["# Part I\n\n## Rules\n\n### Rent\n\nIt is due.", "# Part II"])
        #expect(chunks.map(\.heading) == ["Part I › Rules › Rent", "Part II"])
    }

    @Test("A long run of headings without text is cut like any text")
    func contents() throws {
        let text = (0..<400).map { "# Chapter number \($0)" }.joined(separator: "\n")
        let chunks = try chunks(text, tokens: 40)
        #expect(chunks.count > 20)
        #expect(chunks.allSatisfy { TokenEstimate().count($0.text) <= 40 })
        #expect(chunks.map(\.text).joined(separator: "\n") == text)
    }

    @Test("A heading never ends a passage, nor is a sentence cut because its heading is long")
    func headingWithText() throws {
        let sentence = "The supplier delivers " + String(repeating: "goods and ", count: 14) + "nothing else."
        let text = "# About the delivery of goods to the customer\n\n\(sentence)\n\n\(sentence)"
        let chunks = try chunks(text, tokens: 40)
        #expect(chunks.map(\.text) == ["# About the delivery of goods to the customer\n\n\(sentence)", sentence])
    }

    @Test("Sentences are kept whole, and a passage closes before it holds too much")
    func limit() throws {
        let sentence = "The supplier delivers the goods on the last working day of each month. "
        let chunks = try chunks(String(repeating: sentence, count: 30), tokens: 40)
        #expect(chunks.count >= 10)
        for chunk in chunks {
            #expect(chunk.text.hasPrefix("The supplier") && chunk.text.hasSuffix("month."))
            #expect(TokenEstimate().count(chunk.text) <= 40)
        }
    }

    @Test("A sentence that alone is too long is cut at spaces")
    func longSentence() throws {
        let words = (0..<400).map { "word\($0)" }
        let chunks = try chunks(words.joined(separator: " "), tokens: 40)
        #expect(chunks.count > 5)
        #expect(chunks.allSatisfy { $0.text.utf8.count <= 160 })
        #expect(chunks.flatMap { $0.text.split(separator: " ").map(String.init) } == words)
    }

    @Test("A run without any space is cut between characters", arguments: ["x", "ü", "語", "🧾", "7", "|"])
    func noSpaces(_ character: String) throws {
        let text = String(repeating: character, count: 2_000)
        let chunks = try chunks(text, tokens: 40, kind: .text)
        #expect(chunks.map(\.text).joined() == text)
        #expect(chunks.allSatisfy { TokenEstimate().count($0.text) <= 40 && !$0.text.contains("\u{FFFD}") })
    }

    @Test(
        "The marker of an item goes with the item",
        arguments: ["•", "(a)", "1.2.", "iv.", "c)", "–", "[3]"])
    func markers(_ marker: String) throws {
        let item = "The tenant keeps the rooms clean and warm and pays for both of it in advance."
        let text = Array(repeating: "\(marker)\n\n\(item)", count: 6).joined(separator: "\n\n")
        let chunks = try chunks(text, tokens: 24, kind: .text)
        #expect(chunks.map(\.text) == Array(repeating: "\(marker)\n\n\(item)", count: 6))
    }

    @Test("A numbered title that is no heading of the outline goes with its text")
    func titles() throws {
        let text = String(repeating: "The rooms are let as they stand and lie. ", count: 3)
        let chunks = try chunks("1. Rooms.\n\n\(text)\n\n2. Waiver.\n\n\(text)", tokens: 40, kind: .text)
        #expect(chunks.map { String($0.text.prefix(9)) } == ["1. Rooms.", "2. Waiver"])
    }

    @Test("A fenced block that fits is not cut")
    func fence() throws {
        let fence = "```swift\nlet a = 1\n\nlet b = 2. \n\n# no heading\nlet c = 3! And so on.\n```"
        let prose = "The rooms are let as they stand and lie. "
        let text = "\(prose)\n\n\(fence)\n\n\(prose)\n"
        // The outline has no headings inside of a fence.
        let document = ExtractedDocument(text: text, kind: .markdown)
        let chunks = try Chunker(ChunkingOptions(tokens: 45)).chunks(of: document).chunks
        #expect(chunks.contains { $0.text.contains(fence) }, "\(chunks.map(\.text))")
    }

    @Test("A longer block is parted at its blank lines, and none of it is lost")
    func longFence() throws {
        let parts = (0..<8).map { "func f\($0)() {\n    return \($0) + 1\n}" }
        let text = "~~~\n\(parts.joined(separator: "\n\n"))\n~~~~\nEnd."
        let document = ExtractedDocument(text: text, kind: .markdown)
        let cut = try Chunker(ChunkingOptions(tokens: 40)).chunks(of: document)
        check(cut, document)
        #expect(cut.chunks.count == 3)
        #expect(parts.allSatisfy { part in cut.chunks.contains { $0.text.contains(part) } })
    }

    @Test("The pages of a passage are those that it lies on")
    func pages() throws {
        let pages = ["One sentence here. And ", "another that runs on. ", "", "Third page."]
        var text = ""
        var spans: [PageSpan] = []
        for (index, page) in pages.enumerated() {
            let start = text.utf8.count
            text += page
            spans.append(PageSpan(number: index + 1, span: ByteSpan(start: start, end: text.utf8.count)))
        }
        let document = ExtractedDocument(text: text, kind: .pdf, pages: spans)
        let cut = try Chunker(ChunkingOptions(by: .sentence, sentences: 1)).chunks(of: document)
        check(cut, document)
        #expect(cut.chunks.map(\.pages) == [1...1, 1...2, 4...4])
    }
}
