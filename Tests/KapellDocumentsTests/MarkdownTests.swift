import KapellCore
import KapellDocuments
import KapellTesting
import Testing

@Suite("Markdown")
struct MarkdownTests {
    private func read(_ text: String) async throws -> ExtractedDocument {
        try await DocumentExtractor().extract(Array(text.utf8), name: "a.md")
    }

    @Test("ATX and setext headings carry level, title and span")
    func headings() async throws {
        let text = "# One #\n\nTwo\nwords\n---\n\ntext\n\n  ### Three ##\nFour\n====\n####### no\n#no\n\n## \n"
        let document = try await read(text)
        #expect(document.kind == .markdown)
        #expect(document.text == text)
        #expect(document.headings.map { "\($0.level) \($0.title)" } == ["1 One", "2 Two words", "3 Three", "1 Four"])
        #expect(
            document.headings.map { document.text($0.span) } == [
                "# One #", "Two\nwords\n---", "### Three ##", "Four\n====",
            ])
        #expect(document.title == "One")
    }

    @Test("Fenced code, comments, lists, quotations and tables hold no headings")
    func noHeadings() async throws {
        let text = """
            ```sh
            # comment
            ```
            ~~~~
            # also
            ~~~
            # still
            ~~~~
            <!-- hidden
            # never
            -->
                # code

            - item
            ---
            > quote
            ---
            | a |
            ---

            text `#` #tag
            """
        #expect(try await read(text).headings == [])
    }

    @Test("Front matter gives the title and no heading")
    func frontMatter() async throws {
        let document = try await read("---\ntitle: \"Mutual NDA\"\ndate: 2024-01-01\n---\n\n## Scope\n")
        #expect(document.title == "Mutual NDA")
        #expect(document.headings.map(\.title) == ["Scope"])
    }

    @Test("A byte order mark does not hide the first heading")
    func mark() async throws {
        let document = try await read("\u{FEFF}# Start\r\n\r\nText\r\n")
        #expect(document.headings == [Heading(level: 1, title: "Start", span: ByteSpan(start: 3, end: 10))])
    }

    @Test("Any bytes give headings inside the text, or an error")
    func fuzz() async throws {
        var generator = SeededGenerator(7)
        let pieces = [
            "#", " ", "\n", "```", "~~~", "---", "===", "a", "é", "<!--", "-->", "\r\n", "- ", "title:", "\t", "|",
        ]
        for _ in 0..<3000 {
            let count = Int.random(in: 0...40, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let source = DocumentSource(bytes: Array(text.utf8), name: "a.md")
            let tools = ToolRunner(limits: ExtractionLimits())
            guard let document = try? MarkdownFormat().read(source, tools: tools) else { continue }
            for heading in document.headings {
                #expect(heading.span.start >= 0 && heading.span.start < heading.span.end)
                #expect(heading.span.end <= text.utf8.count)
                #expect(
                    !heading.title.isEmpty
                        && String(validating: Array(document.text(heading.span).utf8), as: UTF8.self) != nil)
            }
        }
    }
}
