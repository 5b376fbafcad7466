import KapellCore
import KapellDocuments
import KapellTesting
import Testing

@Suite("Footnotes of a PDF")
struct FootnoteTests {
    /// Lines that no other page has, all of one length.
    private func prose(_ seed: UInt64, lines: Int) -> [String] {
        let words = "ladder meadow keeper quarry stream garden hamlet herons blooms".split(
            separator: " ")
        var generator = SeededGenerator(seed)
        return (0..<lines).map { _ in
            (0..<12).map { _ in String(words.randomElement(using: &generator) ?? "") }.joined(separator: " ")
        }
    }

    /// A page of text whose last line ends within a sentence, with marks behind its second line.
    private func page(_ seed: UInt64, marks: [String], notes: [String], size: Float = 8) -> LaidOutPage {
        var page = LaidOutPage()
        for (index, line) in prose(seed, lines: 20).enumerated() {
            page.line(line, left: 60, top: 60 + 13 * Float(index))
            if index == 1 { for mark in marks { page.mark(mark) } }
        }
        for (index, note) in notes.enumerated() {
            page.line(note, left: 60, top: 400 + 10 * Float(index), size: size)
        }
        return page
    }

    @Test("Sentences go on over the page's end, and each note stands whole behind a paragraph of its page")
    func real() async throws {
        let document = try await Fixtures.extract("footnotes.pdf")
        let paragraphs = document.text.dropLast().split(separator: "\n\n")
        for number in 1...12 {
            let own = paragraphs.filter { $0.hasPrefix("Start \(number) ") }
            #expect(own.count == 1 && own[0].hasSuffix(" End \(number).") && !own[0].contains("Note of"))
        }
        let notes = paragraphs.filter { $0.hasPrefix("[") }
        #expect(notes.count == 6)
        for (mark, number) in [("1", 2), ("2", 4), ("3", 6), ("4", 8), ("5", 10)] {
            #expect(document.text.contains("Named \(number)[\(mark)] goes on."))
            #expect(
                notes.contains(
                    """
                    [\(mark)] Note of \(number): the ledger of 18\(number < 10 ? "0" : "")\(number) lies in the parish chest, \
                    and only the keeper may open it, with the leave of both wardens.
                    """))
        }
        #expect(document.text.contains("Named 12[†] goes on.") && notes.contains("[†] Note of the dagger."))
        // The note lies on the page that names it, in the text as on paper.
        for (mark, number) in [("[1]", 2), ("[3]", 6), ("[5]", 10)] {
            #expect(document.page(of: "Named \(number)\(mark)") == document.page(of: "\(mark) Note of \(number)"))
        }
        for place in document.places { #expect(document.page(at: place.span.start) == place.page) }
        let placed = document.places.reduce(0) { $0 + $1.span.count }
        #expect(placed * 100 > document.text.utf8.count * 95)
        #expect(
            document.text.contains("A field of 12 m2 has a list below it.\n\n1. Wash the tools.\n\n2. Close the gate."))
    }

    @Test("A note of two lines is joined, and what it says goes on over the page's end")
    func joined() {
        let first = page(1, marks: ["1"], notes: ["1 The first note is long and runs", "over two lines."])
        let second = page(2, marks: ["2"], notes: ["2 The second note."])
        let text = LaidOutPage.read([first, second]).text
        // The text of both pages is one paragraph, which begins on the first: its note stands in front of it.
        #expect(text.hasPrefix("[1] The first note is long and runs over two lines.\n\n"))
        #expect(text.contains("\(prose(1, lines: 20)[19]) \(prose(2, lines: 1)[0])"))
        #expect(text.hasSuffix("\n\n[2] The second note.\n"))
    }

    @Test(
        "What is not surely a note stays where it is",
        arguments: [
            Case([], "1 The first note."), Case(["4"], "1 The first note."), Case(["1"], "1 The first note.", size: 10),
            Case([], "1. Wash the tools.", "2. Close the gate."), Case(["2"], "* Wash the tools.", "* Close the gate."),
            Case(["2"], "1. Wash the tools.", "2. Close the gate.", "3. Feed the heron."),
        ])
    func others(_ one: Case) {
        let text = LaidOutPage.read([page(3, marks: one.marks, notes: one.notes, size: one.size)]).text
        #expect(!text.contains("["))
        for note in one.notes { #expect(text.contains(note)) }
    }

    struct Case: Sendable {
        var (marks, notes, size): ([String], [String], Float)

        init(_ marks: [String], _ notes: String..., size: Float = 8) {
            (self.marks, self.notes, self.size) = (marks, notes, size)
        }
    }

    @Test("Small type with text below it is no note, and a page's number is none")
    func above() {
        var middle = page(4, marks: ["1"], notes: ["1 A caption in small type."])
        middle.line("The text goes on below the caption, in its own size.", left: 60, top: 440)
        #expect(!LaidOutPage.read([middle]).text.contains("["))
        var numbered = page(5, marks: ["1"], notes: ["1 A true note."])
        numbered.line("17", left: 300, top: 770)
        let text = LaidOutPage.read([numbered]).text
        #expect(text.contains("[1] A true note.") && text.contains("17"))
    }

    @Test("Every letter stays, whatever stands at the foot of a page")
    func fuzz() {
        var generator = SeededGenerator(3)
        let pieces = ["1", "2", "3.", "*", "†", "**", "¹", "²word", "note", "price*", "end.", "(a)", "12", "שלום"]
        for round in 0..<50 {
            let pages = (0..<2).map { number in
                let notes = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    (0..<Int.random(in: 1...5, using: &generator)).compactMap { _ in
                        pieces.randomElement(using: &generator)
                    }.joined(separator: " ")
                }
                let marks = ["1", "2", "*", "1,2"].filter { _ in Bool.random(using: &generator) }
                return page(UInt64(round * 2 + number), marks: marks, notes: notes)
            }
            let letters = { (text: String) in
                text.filter { $0.isLetter || $0 == "*" || $0 == "†" || $0.isASCII && $0.isNumber }.sorted()
            }
            let read = LaidOutPage.read(pages)
            // What two pages have in the same place is a running line.
            guard read.removed.isEmpty else { continue }
            let written = pages.flatMap(\.words).map { $0.text.replacing("¹", with: "1").replacing("²", with: "2") }
            #expect(
                letters(read.text.replacing("¹", with: "1").replacing("²", with: "2")) == letters(written.joined()))
            #expect(read.pages.last?.span.end == read.text.utf8.count)
        }
    }

    @Test("Thousands of small numbers take bounded time")
    func hostile() {
        let clock = ContinuousClock()
        var page = LaidOutPage()
        for row in 0..<40 {
            for column in 0..<60 {
                page.line("w", left: 20 + 9 * Float(column), top: 20 + 10 * Float(row))
                page.mark("\(1 + (row * 60 + column) % 999)")
            }
        }
        for row in 0..<60 {
            for column in 0..<20 {
                page.line(
                    "\(1 + (row * 20 + column) % 999) x", left: 20 + 28 * Float(column), top: 430 + 6 * Float(row),
                    size: 5)
            }
        }
        let time = clock.measure { _ = LaidOutPage.read([page]) }
        #expect(time < .seconds(10), "\(time)")
    }
}
