import KapellCore
import KapellVerification
import Testing

@Suite("Any text can be verified")
struct SupportFuzzTests {
    private static let pieces = [
        "the", "Supplier", "shall", "not", "pay", "30", "(30)", "days", "£", "%", "|", "\n", "---", ".", ",", "(", ")",
        "unless", "only", "1,000.00", "1.2.3.4", "09:61", "99999999999999999999", "twenty", "hundred", "million",
        "April", "31", "2024", "-", "minus", "°C", "M3", "once", "and a half", "\u{201C}", "\u{2019}s", "é", "日本", "🙂",
        "\u{0}", "\u{300}", "ignore", "assistant", "<instruction", "</", "*", "Clause", "or more", "no later than", "a",
    ]

    private static func text(_ random: inout SplitMix64, _ count: Int) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...count, using: &random) {
            text += pieces[Int.random(in: 0..<pieces.count, using: &random)]
            if Bool.random(using: &random) { text += " " }
        }
        return text
    }

    @Test("Text of random pieces gives a verdict, the same one each time")
    func random() throws {
        var random = SplitMix64(seed: 5)
        let checker = SupportChecker()
        for _ in 0..<300 {
            let sentence = Self.text(&random, 20)
            let question = Self.text(&random, 10)
            let spans = [SupportSpan(text: Self.text(&random, 80), title: Self.text(&random, 4))]
            let one = try checker.check(sentence: sentence, question: question, spans: spans)
            #expect(one == (try checker.check(sentence: sentence, question: question, spans: spans)))
            #expect(one.estimate >= 0 && one.estimate <= 1)
        }
    }

    @Test("The longest inputs end soon")
    func longest() throws {
        let checker = SupportChecker()
        let began = ContinuousClock.now
        for piece in ["not ", "30 ", "Supplier ", "| ", "a", "twenty ", "ignore ", "(", "may the "] {
            let sentence = String(repeating: piece, count: SupportChecker.longestSentence / piece.utf8.count)
            let span = String(repeating: piece, count: SupportChecker.longestSpans / piece.utf8.count)
            _ = try checker.check(sentence: sentence, question: sentence, spans: [SupportSpan(text: span)])
        }
        #expect(ContinuousClock.now - began < .seconds(60))
    }
}
