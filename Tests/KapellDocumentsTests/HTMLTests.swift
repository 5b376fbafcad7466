import KapellCore
import KapellDocuments
import Testing

@Suite("HTML")
struct HTMLTests {
    private func read(_ text: String, name: String = "page.html") async throws -> ExtractedDocument {
        try await read(Array(text.utf8), name: name)
    }

    private func read(_ bytes: [UInt8], name: String = "page.html") async throws -> ExtractedDocument {
        try await DocumentExtractor().extract(bytes, name: name)
    }

    @Test("The main content comes out without navigation, footer and scripts")
    func main() async throws {
        let document = try await read(
            """
            <!DOCTYPE html><html><head><title>Locks &amp; weirs</title><style>p { color: red }</style></head><body>
            <nav><ul><li><a href="/">Home</a><li><a href="/a">About</a></ul></nav>
            <div class="side-bar menu"><p>Subscribe now</p></div>
            <main><h1>Locks<a class="headerlink" href="#x">¶</a></h1>
            <p>There are <b>seven</b> locks&nbsp;on the <a href="/canal">canal</a>.<br>One is closed.
            <script>alert("no")</script></p>
            <h2>Prices</h2><p hidden>Never shown</p><pre>  a\n    b\n\n</pre></main>
            <footer>Imprint</footer></body></html>
            """)
        #expect(
            document.text == """
                Locks

                There are seven locks on the canal.
                One is closed.

                Prices

                  a
                    b

                """)
        #expect(document.kind.rawValue == "html")
        #expect(document.title == "Locks & weirs")
        #expect(document.headings.map { "\($0.level) \($0.title)" } == ["1 Locks", "2 Prices"])
        for heading in document.headings { #expect(document.text(heading.span) == heading.title) }
    }

    @Test("Lists keep their marks and depth, tables their rows, headers and empty places")
    func structure() async throws {
        let document = try await read(
            """
            <html><body><ol start=3><li>three<ul><li>deep<li>er</ul><li><p>four</p><p>more of it</p></ol>
            <table><caption>Rain</caption><thead><tr><th>Month<th>mm<th>Sun</tr></thead>
            <tr><td rowspan=2>May<td>55<td>109<tr><td>61<td><tr><td colspan=2>all<td>4</table>
            <dl><dt>Weir</dt><dd>A low dam.</dd></dl></body></html>
            """)
        #expect(
            document.text == """
                3. three
                  - deep
                  - er
                4. four

                more of it

                Rain

                Month  mm  Sun
                May  55  109
                  61
                all    4

                Weir

                A low dam.

                """)
        let table = try #require(document.tables.first)
        #expect(document.tables.count == 1 && table.headerRows == 1)
        #expect(table.rows.map { document.text($0) } == ["Month  mm  Sun", "May  55  109", "  61", "all    4"])
        #expect(document.text(table.span).hasPrefix("Month") && document.text(table.span).hasSuffix("4"))
    }

    @Test("A table that only places text is no table, and a page of links keeps them")
    func layout() async throws {
        let document = try await read(
            "<html><table><tr><td><h2>Left</h2><p>one</p></td><td><ul><li>two</ul></td></tr></table></html>")
        #expect(document.text == "Left\n\none\n\n- two\n")
        #expect(document.tables.isEmpty)
        let links = (1...8).map { "<li><a href='\($0)'>Chapter \($0)</a>" }.joined()
        #expect(try await read("<html><ul>\(links)</ul></html>").text.hasPrefix("- Chapter 1\n- Chapter 2\n"))
        let prose = String(repeating: "Words of the page itself stand here. ", count: 10)
        #expect(try await read("<html><p>\(prose)</p><ul>\(links)</ul></html>").text.contains("Chapter") == false)
    }

    @Test("The head of a page is kept where the only title stands in it")
    func head() async throws {
        let head = "<header><nav>Home</nav><h1>Licence</h1></header>"
        #expect(try await read("<html><body>\(head)<p>Text.</p></body></html>").text == "Licence\n\nText.\n")
        let two = "<html><body>\(head)<h1>Own title</h1><p>Text that goes on for a while.</p></body></html>"
        #expect(try await read(two).text == "Own title\n\nText that goes on for a while.\n")
    }

    @Test("Entities and letters of other scripts come out as letters")
    func entities() async throws {
        let document = try await read(
            "<html><p>&lt;b&gt; &eacute;&#228;&#x20AC; &hellip; שלום &copy; a&shy;b</p></html>")
        #expect(document.text == "<b> éä€ … שלום © ab\n")
    }

    @Test(
        "The encoding is known by mark, by declaration, or guessed from the bytes and told",
        arguments: [
            ("<html><meta charset=iso-8859-1><p>Gr\u{FC}\u{DF}e \u{80}5</p></html>", "Grüße €5", 0),
            ("<html><p>Gr\u{FC}\u{DF}e \u{80}5</p></html>", "Grüße €5", 1),
            ("<?xml version='1.0' encoding='ISO-8859-2'?><html><p>\u{B3}\u{F3}d\u{BC}</p></html>", "łódź", 0),
            ("<html><meta charset='utf-8'><p>Caf\u{E9}</p></html>", "Café", 1),
            ("<html><meta charset='no-such-thing'><p>Caf\u{E9}</p></html>", "Café", 1),
        ])
    func oneByte(page: String, text: String, warnings: Int) async throws {
        let bytes = page.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let document = try await read(bytes)
        #expect(document.text == text + "\n")
        #expect(document.warnings.count == warnings)
    }

    @Test("UTF-16 is read, with its mark and without", arguments: [[0xFF, 0xFE], [0xFE, 0xFF], []] as [[UInt8]])
    func wide(mark: [UInt8]) async throws {
        let units = "<html><body><p>Breite Zeichen, ohne Mühe</p></body></html>".utf16
        let isBig = mark == [0xFE, 0xFF]
        let bytes = mark + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }.pairs(swapped: isBig)
        #expect(try await read(bytes).text == "Breite Zeichen, ohne Mühe\n")
    }

    @Test("A page is known by its bytes, whatever its name")
    func kind() async throws {
        #expect(try await read(" <!-- x --><!DOCTYPE HTML><p>Hi", name: "page.txt").kind.rawValue == "html")
        #expect(try await read("<p>Hello</p>", name: "page.htm").text == "Hello\n")
        let error = try await failure("<html><body><script>x()</script></body></html>", name: "empty.html")
        #expect(error.code == .invalidRequest && error.message == "empty.html holds no text.")
    }
}

extension [UInt8] {
    fileprivate func pairs(swapped: Bool) -> [UInt8] {
        guard swapped else { return self }
        var result = self
        for index in stride(from: 0, to: count - 1, by: 2) { result.swapAt(index, index + 1) }
        return result
    }
}
