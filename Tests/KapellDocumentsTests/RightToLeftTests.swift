import KapellCore
import KapellDocuments
import KapellTesting
import Testing

@Suite("PDF from right to left")
struct RightToLeftTests {
    @Test(
        "A line from right to left is read from its right end, numbers and Latin words from their left",
        arguments: [
            ("םלוע םולש", "שלום עולם"),
            (".2024 ץרמב 14 םויב םתחנ", "נחתם ביום 14 במרץ 2024."),
            ("חוקלל Hartley & Co. Ltd ןיב", "בין Hartley & Co. Ltd ללקוח"),
            ("ח\"ש 12,500.75 לש םוכס", "סכום של 12,500.75 ש\"ח"),
            ("95%-מ הכומנ", "נמוכה מ-95%"),
            ("םימי 90–60 לש", "של 60–90 ימים"),
            (".03-1234567 ןופלטב", "בטלפון 03-1234567."),
            ("רתאב \"Service Level v2.1\" ךמסמה", "המסמך \"Service Level v2.1\" באתר"),
            ("ונפ וא https://example.com/a-b?c=1 רתאב", "באתר https://example.com/a-b?c=1 או פנו"),
            // Brackets as they are meant, and as they are seen.
            (")מ\"עמ ללוכ( ריחמ", "מחיר (כולל מע\"מ)"),
            ("(מ\"עמ ללוכ) ריחמ", "מחיר (כולל מע\"מ)"),
            (".םכסהל )א(4.2 ףיעסב", "בסעיף 4.2(א) להסכם."),
            (".םכסהל (א)4.2 ףיעסב", "בסעיף 4.2(א) להסכם."),
            ("םילשורי Hartley (UK) Ltd ןיב", "בין Hartley (UK) Ltd ירושלים"),
            // Arabic: a percent sign and a hyphen do not belong to the number before them.
            ("رهش لك يف %99.9 ةبسن", "نسبة 99.9% في كل شهر"),
            ("زاج ٪٩٥ نع ١٤/٠٣/٢٠٢٤ يف", "في ١٤/٠٣/٢٠٢٤ عن ٩٥٪ جاز"),
            (".ﺔﻜﻠﻤﻤﻟﺍ ﺔﻛﺮﺷ ﻼﻣﺎﺷ", "شاملا شركة المملكة."),
            ("(ﺔﺒﻳﺮﻀﻟﺍ ﻼﻣﺎﺷ) ﻎﻠﺒﻣ", "مبلغ (شاملا الضريبة)"),
        ])
    func line(seen: String, meant: String) {
        #expect(LaidOutPage.read(line: Self.plain(seen)) == meant)
    }

    /// The scanner takes presentation forms apart, so a test that begins behind it does, too.
    private static func plain(_ text: String) -> String {
        MarkupText.decoded(Array(text.utf8)[...]).replacing("&quot;", with: "\"")
    }

    @Test(
        "Hebrew words in an English line are read from their right end, and the line from its left",
        arguments: [
            ("The word םולש means peace.", "The word שלום means peace."),
            ("and the phrase םלוע םולש is printed.", "and the phrase שלום עולם is printed."),
            ("the program (םלוע 12 םולש) of this year.", "the program (שלום 12 עולם) of this year."),
        ])
    func english(seen: String, meant: String) {
        #expect(LaidOutPage.read(line: seen, isRightToLeft: false) == meant)
    }

    @Test("Presentation forms are the letters that they show, direction marks nothing")
    func forms() {
        func decoded(_ text: String) -> String { MarkupText.decoded(Array(text.utf8)[...]) }
        #expect(decoded("\u{FE8F}\u{FEB3}\u{FE8D}") == "\u{628}\u{633}\u{627}")
        // A ligature of several letters comes apart in the order of a page, from left to right.
        #expect(decoded("\u{FEFB}") == "\u{627}\u{644}")
        #expect(decoded("\u{FB4A}\u{FB2A}") == "\u{5EA}\u{5BC}\u{5E9}\u{5C1}")
        #expect(decoded("\u{FDF2}") == "\u{647}\u{644}\u{644}\u{627}")
        #expect(decoded("\u{FDFA}") == "\u{FDFA}")
        #expect(decoded("\u{202E}\u{2067}\u{5D0}\u{2069}\u{61C}\u{200F}\u{202C}") == "\u{5D0}")
    }

    @Test("Hebrew as a program writes it: order, labels, a table, two columns, and an English line")
    func hebrew() async throws {
        let document = try await Fixtures.extract("hebrew.pdf")
        let first =
            "הסכם זה נחתם ביום 14 במרץ 2024 בין החברה Hartley & Co. Ltd לבין הלקוח, והוא כפוף לדיני מדינת ישראל."
        let second =
            "1.1 הספק ישלם ללקוח סכום של 12,500.75 ש\"ח (כולל מע\"מ) בתוך 30 ימים, אלא אם נקבע אחרת בסעיף 4.2(א) להסכם."
        let third =
            "(ב) שיעור הזמינות הוא 99.9% בכל חודש; אם הזמינות נמוכה מ-95% רשאי הלקוח לבטל את ההסכם בהודעה של 60–90 ימים."
        let table = "חודש  גשם  מחיר\nינואר  82  1,480.00\nפברואר  61  96.50\nמרץ ואפריל  55  12.00"
        let english =
            "The Hebrew word שלום means peace, and the phrase שלום עולם is printed by the first program of 1972."
        let columns = [[first, third, first], [third, first], [first, third, first]].map { $0.joined(separator: " ") }
        let all = ["הסכם שירותים", first, second, third, table, english] + columns
        #expect(document.text == all.joined(separator: "\n\n") + "\n")
        #expect(document.headings.map(\.title) == ["הסכם שירותים"])
        #expect(document.tables.map(\.rows.count) == [4])
        #expect(document.page(of: english) == 1 && document.page(of: columns[0]) == 2)
    }

    @Test("Arabic in presentation forms with mirrored brackets")
    func arabic() async throws {
        let document = try await Fixtures.extract("arabic.pdf")
        #expect(
            document.text == """
                أبرم هذا العقد في يوم 14 مارس 2024 بين شركة Hartley & Co. Ltd وبين العميل، وهو يخضع لقوانين المملكة.

                يدفع المورد مبلغا قدره 12,500.75 ريال (شاملا الضريبة) خلال ٣٠ يوما، ما لم ينص على خلاف ذلك في البند 4.2 من العقد.

                """)
    }

    @Test("Every piece of a line has its place, and a part of one lies at its right side")
    func places() async throws {
        for name in ["hebrew.pdf", "arabic.pdf"] {
            let document = try await Fixtures.extract(name)
            var end = 0
            for place in document.places {
                #expect(place.left < place.right && place.top < place.bottom && place.right <= 1)
                #expect(document.page(at: place.span.start) == place.page)
                let isBlank = document.text(ByteSpan(start: end, end: place.span.start)).allSatisfy { $0.isWhitespace }
                #expect(isBlank)
                end = place.span.end
            }
        }
        var document = try await Fixtures.extract("hebrew.pdf")
        let text = document.text
        // Places are kept without their text.
        document.text = ""
        func boxes(_ piece: String) throws -> [TextPlace] {
            let range = try #require(text.firstRange(of: piece))
            let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
            return document.places(of: ByteSpan(start: start, end: start + piece.utf8.count))
        }
        let (word, number, name) = try (boxes("ביום")[0], boxes("14")[0], boxes("Hartley")[0])
        let (company, start) = try (boxes("החברה")[0], boxes("הסכם זה")[0])
        #expect(start.left > word.right && word.left > number.right && number.left > company.right)
        #expect(company.left > name.right && name.left < name.right)
        #expect(abs(start.right - document.places[1].right) < 0.001)
    }

    @Test("Words that come in reading order, as a file may state them, are read so")
    func actualText() {
        var page = LaidOutPage()
        page.line("הלקוח. לבין הספק ישלם סכום שלם במועדים קבועים", right: 540, top: 100)
        #expect(LaidOutPage.read([page]).text == "קבועים במועדים שלם סכום ישלם הספק לבין הלקוח.\n")
    }

    @Test("Ligatures whose letters are named the wrong way round are mended where no word could be meant")
    func ligatures() {
        // As pdftotext gives them: the letters of a ligature are not turned with the others. Meant are "the first",
        // "except" and "on"; the word for "the scholar" has alef and lam in this order, and stays.
        let first = "\u{644}\u{648}\u{644}\u{623}\u{627}"
        let except = "\u{644}\u{627}\u{625}"
        let on = "\u{644}\u{649}\u{639}"
        let scholar = "\u{645}\u{644}\u{627}\u{639}\u{644}\u{627}"
        var page = LaidOutPage()
        page.line([scholar, on, except, first].joined(separator: " "), right: 540, top: 100)
        #expect(LaidOutPage.read([page]).text == "الأول إلا على العالم\n")
    }

    @Test("Any signs in any place are read whole and in bounded time")
    func fuzz() {
        var generator = SeededGenerator(11)
        let signs =
            Array("אבםץ ابةى٣٩ abZ 019 .,:;-+%$ ()[]{}«» \"' *†¹".unicodeScalars.filter { $0 != " " }) + [
                "\u{5B4}", "\u{64B}",
            ]
        for _ in 0..<150 {
            var page = LaidOutPage()
            var text: [Unicode.Scalar] = []
            for row in 0..<4 {
                let words = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                    (0..<Int.random(in: 1...7, using: &generator)).compactMap { _ in
                        signs.randomElement(using: &generator)
                    }
                }
                text += words.joined()
                page.line(
                    words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " "), right: 540,
                    top: 100 + 14 * Float(row))
            }
            // Brackets may be turned round, dots of a leader may go: every letter and digit is there.
            func letters(_ scalars: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
                scalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }.sorted()
            }
            let read = LaidOutPage.read([page])
            #expect(letters(read.text.unicodeScalars) == letters(text))
        }
    }

    @Test("Long lines of numbers, brackets and commas cost no more than their length")
    func hostile() {
        let clock = ContinuousClock()
        for pattern in ["1 ", "(a ", ") ", "1, ,b ", "א1 ", "%1 ", "a\u{5B4}\u{5B4} ", "1-1:", "א( "] {
            var page = LaidOutPage()
            page.line(String(repeating: pattern, count: 5_000) + " אבגדה", right: 540, top: 100)
            let time = clock.measure { _ = LaidOutPage.read([page]) }
            #expect(time < .seconds(10), "\(pattern): \(time)")
        }
    }
}
