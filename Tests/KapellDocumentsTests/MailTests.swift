import KapellCore
import KapellDocuments
import Testing

@Suite("E-mail and folders")
struct MailTests {
    private func read(_ text: String) async throws -> ExtractedDocument {
        try await DocumentExtractor().extract(Array(text.utf8), name: "a.eml")
    }

    @Test("A mail has its headers, its text and its attachments, each by its own format")
    func message() async throws {
        let document = try await Fixtures.extract("message.eml")
        #expect(document.title == "Rechnungen für März und die Übersicht der Lieferungen im ersten Quartal")
        #expect(
            document.text.hasPrefix(
                """
                Rechnungen für März und die Übersicht der Lieferungen im ersten Quartal

                From: Jörg Ashcroft <jorg@example.invalid>
                To: office@example.invalid
                Date: Fri, 03 May 2024 10:00:00 +0200

                Guten Tag,

                anbei die Liste – wie besprochen.

                Gruß
                Jörg

                Übersicht März.xlsx

                Invoices

                """))
        #expect(document.parts.map { "\($0.name) \($0.kind)" } == ["Übersicht März.xlsx xlsx", "message.eml mail"])
        #expect(document.text(document.parts[1].span).hasSuffix("Please send the list."))
        #expect(document.tables.count == 3)
        for heading in document.headings { #expect(document.text(heading.span) == heading.title) }
        #expect(document.headings.map(\.level).prefix(3) == [1, 2, 3])
    }

    @Test("Encoded words, folded headers and encodings of the body come out as text")
    func encodings() async throws {
        let document = try await read(
            """
            From: =?iso-8859-1?Q?J=F6rg?= <j@example.invalid>
            Subject: =?utf-8?B?w4Q=?= =?utf-8?Q?_b?=
             and more
            Content-Type: text/html; charset="windows-1252"
            Content-Transfer-Encoding: quoted-printable

            <p>Price: =80 5=2E00 and a very =
            long line</p>
            """)
        #expect(
            document.text == "Ä b and more\n\nFrom: Jörg <j@example.invalid>\n\nPrice: € 5.00 and a very long line\n")
    }

    @Test("A page says more than its plain twin: the page is taken")
    func alternatives() async throws {
        let document = try await read(
            """
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary=b

            --b
            Content-Type: text/plain

            See the page.
            --b
            Content-Type: text/html

            <p>The price of the goods is five euros, and they come on Monday morning.</p>
            --b--
            """)
        #expect(document.text == "The price of the goods is five euros, and they come on Monday morning.\n")
    }

    @Test("Names of attachments in pieces and with an encoding are whole")
    func names() async throws {
        let document = try await read(
            """
            Subject: x
            Content-Type: multipart/mixed; boundary="b b"

            --b b
            Content-Disposition: attachment; filename*0*=utf-8''%C3%9Cber; filename*1="sicht.csv"
            Content-Transfer-Encoding: base64

            YSxiCjEsMgo=
            --b b--
            """)
        #expect(document.parts.map(\.name) == ["Übersicht.csv"])
        #expect(document.text.hasSuffix("a  b\na: 1  b: 2\n"))
    }

    @Test("A folder has each file below its name; what cannot be read is named")
    func folder() async throws {
        let document = try await Fixtures.extract("folder.zip")
        #expect(
            document.text == """
                inner.zip

                deep.txt

                Deep inside.

                list.csv

                name  age
                name: Ada  age: 36
                name: Bo  age: 7

                notes/read me.md

                # Notes

                The key is under the mat.

                """)
        #expect(
            document.parts.map { "\($0.name) \($0.kind)" } == [
                "inner.zip zip", "deep.txt text", "list.csv csv", "notes/read me.md markdown",
            ])
        #expect(document.headings.map { "\($0.level) \($0.title)" }.suffix(2) == ["1 notes/read me.md", "2 Notes"])
        #expect(
            document.warnings == ["tool.bin was left out: tool.bin is an ELF program; that format is not read yet."])
    }
}
