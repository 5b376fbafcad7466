import KapellCore
import KapellTesting
import KapellText
import Testing

@Suite("Sentences")
struct SentencesTests {
    private func sentences(_ text: String) -> [String] {
        Sentences(text).spans(in: ByteSpan(start: 0, end: text.utf8.count)).map { slice(text, $0.start, $0.end) }
    }

    @Test("A full stop, a question mark and an exclamation mark end a sentence")
    func marks() {
        #expect(
            sentences("The fee is due. It stays due! Really? yes.") == [
                "The fee is due.", "It stays due!", "Really?", "yes.",
            ])
        #expect(sentences("No mark at the end") == ["No mark at the end"])
        #expect(sentences("") == [])
        #expect(sentences(" \n\t \r\n ") == [])
    }

    @Test(
        "Abbreviations, initials, numbers and item numbers end no sentence",
        arguments: [
            "Dr. Smith signed for Acme Ltd. Berlin.", "See No. 7 of the list, e.g. The first.", "J. R. Hale signed it.",
            "The price is 3.50 euros per item.", "12.3. The supplier delivers.", "See Sec. 4 and Art. 5 of the act.",
            "The case of Hale v. Moor was settled.", "The U.S. Treasury paid.",
            "| Brown B.V. | 4 | Two. | Paid! | EUR 5 |",
        ])
    func oneSentence(_ text: String) {
        #expect(sentences(text) == [text])
    }

    @Test("Closing quotes and brackets belong to the sentence that they close")
    func closers() {
        #expect(
            sentences("He said \u{201C}Go.\u{201D} Then he left. (It was late.) All slept.") == [
                "He said \u{201C}Go.\u{201D}", "Then he left.", "(It was late.)", "All slept.",
            ])
    }

    @Test("A wrapped line goes on; a blank line ends the sentence")
    func lines() {
        #expect(
            sentences("The tenant shall pay\nthe rent on the first\nof each month.") == [
                "The tenant shall pay\nthe rent on the first\nof each month."
            ])
        #expect(sentences("First part\n\nSecond part") == ["First part", "Second part"])
        #expect(sentences("First part\r\n\r\nSecond part") == ["First part", "Second part"])
    }

    @Test("Each item of a list is its own sentence")
    func lists() {
        #expect(sentences("It holds:\n- apples\n- pears\n* plums") == ["It holds:", "- apples", "- pears", "* plums"])
        #expect(sentences("It holds:\n(a) apples;\n(b) pears.") == ["It holds:", "(a) apples;", "(b) pears."])
        #expect(
            sentences("It holds:\n1. apples\n2.1 pears\n\u{2022} plums") == [
                "It holds:", "1. apples", "2.1 pears", "\u{2022} plums",
            ])
    }

    @Test("Each row of a table is its own sentence")
    func tables() {
        #expect(
            sentences("Prices\n| Item | Fee |\n| --- | --- |\n| Rack | GBP 920 |\nEnd") == [
                "Prices", "| Item | Fee |", "| --- | --- |", "| Rack | GBP 920 |", "End",
            ])
        #expect(sentences("Rack      GBP 920\nVault     GBP 31") == ["Rack      GBP 920", "Vault     GBP 31"])
    }

    @Test("A heading is its own sentence")
    func headings() {
        #expect(sentences("# Fees\nThe fee is due.") == ["# Fees", "The fee is due."])
        #expect(
            sentences("LIMITATION OF LIABILITY\nThe supplier is liable.") == [
                "LIMITATION OF LIABILITY", "The supplier is liable.",
            ])
    }

    @Test("Text in other scripts and with marks of more than one byte keeps its characters")
    func unicode() {
        #expect(sentences("Größe zählt. Überall gilt §5. 日本語。") == ["Größe zählt.", "Überall gilt §5.", "日本語。"])
    }

    @Test("Spans lie in order and apart, begin and end on text, and hold every byte that is no white space")
    func property() {
        var generator = SeededGenerator(23)
        for _ in 0..<400 {
            let text = randomText(&generator, pieces: 50)
            let bytes = Array(text.utf8)
            let start = characterBoundary(bytes, Int.random(in: 0...bytes.count / 2, using: &generator))
            let end = characterBoundary(bytes, Int.random(in: bytes.count / 2...bytes.count, using: &generator))
            var covered = start
            for span in Sentences(bytes: bytes).spans(in: ByteSpan(start: start, end: end)) {
                #expect(span.start >= covered && span.end > span.start && span.end <= end)
                #expect(!isSpace(bytes[span.start]) && !isSpace(bytes[span.end - 1]))
                #expect(bytes[covered..<span.start].allSatisfy(isSpace))
                #expect(!slice(text, span.start, span.end).contains("\u{FFFD}"))
                covered = span.end
            }
            #expect(bytes[covered..<end].allSatisfy(isSpace))
        }
    }

    private func characterBoundary(_ bytes: [UInt8], _ index: Int) -> Int {
        var index = index
        while index > 0, index < bytes.count, bytes[index] & 0xC0 == 0x80 { index -= 1 }
        return index
    }
}
