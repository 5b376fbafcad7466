import KapellTesting
import KapellText
import Testing

@Suite("Words")
struct WordsTests {
    private func words(_ text: String) -> [String] { Words.split(text).map(\.text) }

    @Test("Words are lower case, without marks; amounts stay whole")
    func split() {
        #expect(
            words("The Tenant's rent is EUR 61,500.00 (net), due on 1.5.2025.")
                == ["the", "tenant", "rent", "is", "eur", "61,500.00", "net", "due", "on", "1.5.2025"])
        #expect(words("well-known; and/or") == ["well", "known", "and", "or"])
        #expect(words("don't can't") == ["don't", "can't"])
        #expect(words("") == [])
        #expect(words(" .,;!? — „“ ") == [])
    }

    @Test("Accents on Latin letters fold away; other scripts stay")
    func folding() {
        #expect(words("Café ZÜRICH Señor") == ["cafe", "zurich", "senor"])
        #expect(words("Договор 契約") == ["договор", "契約"])
        #expect(words("Cafe\u{301} nai\u{308}ve \u{301}x") == ["cafe", "naive", "x"])
    }

    @Test("Each word knows where it stands and whether it was written large")
    func places() {
        let text = "Die Größe ‹Übersee› counts"
        let found = Words.split(text)
        #expect(found.map { slice(text, $0.start, $0.end) } == ["Die", "Größe", "Übersee", "counts"])
        #expect(found[0].isCapitalised)
        #expect(!found[3].isCapitalised)
    }

    @Test("Words of any text lie in order, apart, and on whole characters")
    func property() {
        var generator = SeededGenerator(21)
        for _ in 0..<200 {
            let text = randomText(&generator, pieces: 60)
            var end = 0
            for word in Words.split(text) {
                #expect(word.start >= end && word.end > word.start)
                #expect(!slice(text, word.start, word.end).contains("\u{FFFD}"))
                end = word.end
            }
            #expect(end <= text.utf8.count)
        }
    }

    @Test(
        "British and American spellings meet",
        arguments: [
            ("licence", "license"), ("authorised", "authorized"), ("organisation", "organization"), ("rise", "rise"),
        ])
    func spelling(_ british: String, _ american: String) {
        #expect(Spelling.normal(british) == american)
    }
}
