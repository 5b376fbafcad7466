import KapellCore
import KapellJSON
import KapellQuality
import Testing

@Suite("What a text shows by itself")
struct TextQualityTests {
    private func codes(_ text: String, pages: Int? = nil, confidence: Double? = nil) -> [DocumentFinding.Code] {
        TextQuality.of(text, pages: pages, confidence: confidence).findings.map(\.code)
    }

    @Test("Good prose of every language has no finding", arguments: Samples.prose.keys.sorted())
    func good(_ language: String) throws {
        let text = try #require(Samples.prose[language]).joined(separator: "\n\n")
        #expect(codes(text) == [])
        #expect(TextQuality.of(text).rules == TextQuality.rules)
    }

    @Test("Good text of other scripts, tables, abbreviations and code have no finding")
    func alsoGood() {
        for text in Samples.others { #expect(codes(text) == [], "\(text)") }
        let abbreviations = Array(repeating: "HTTP, XML, HTML and TCP are sent by the NHS, DVLA and HMRC.", count: 20)
        #expect(codes(abbreviations.joined(separator: "\n")) == [])
        #expect(codes("Señor Núñez está aquí, Ålesund, Škoda, naïveté, œuvre, “quoted” – and so on…") == [])
        #expect(codes("SÃO PAULO, NÃO, AÇÃO: “NÃO” — À ÉPOCA, ÎLE, CÔTE, “Île”, MÃE, IRMÃ…") == [])
    }

    @Test("A text without words is empty, one of a few words sparse")
    func amount() throws {
        #expect(codes("") == [.empty])
        #expect(codes(" \n\t--- *** ...") == [.empty])
        #expect(codes("Page left blank.") == [.sparse])
        #expect(TextQuality.of("Page left blank.").findings.first?.message == "It has only 3 words.")
        let words = Samples.words(40, seed: 1).joined(separator: " ")
        #expect(codes(words, pages: 3) == [])
        #expect(codes(words, pages: 30) == [.sparse])
        #expect(TextQuality.of(words, pages: 30).words == 40)
        #expect(codes(words) == [])
    }

    @Test("Signs without a meaning make a text garbled, a stray one does not")
    func broken() throws {
        let text = Samples.words(200, seed: 2).joined(separator: " ")
        #expect(codes(text + " \u{FFFD}") == [])
        let letters = Array(text)
        for sign in ["\u{FFFD}", "\u{E001}", "\u{F8FF}", "\u{1}", "\u{FFFE}", "\u{10FFFF}"] {
            let spoiled = letters.enumerated().map { $0.offset % 20 == 0 ? sign : String($0.element) }.joined()
            let finding = try #require(TextQuality.of(spoiled).findings.first { $0.code == .garbled })
            #expect((0.03...0.09).contains(finding.share))
        }
    }

    @Test("Words without vowels, torn words and runs of data are garbled")
    func noWords() {
        let text = Samples.words(200, seed: 3)
        let shifted = text.map { word in word.filter { !"aeiouy".contains($0) } + "xkcd" }.joined(separator: " ")
        #expect(codes(shifted) == [.garbled])
        #expect(codes(text.joined().map(String.init).joined(separator: " ")) == [.garbled])
        let data = String(repeating: "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZn", count: 40)
        #expect(codes("Here is the file: " + data).contains(.garbled))
        #expect(TextQuality.of(shifted, isProse: false).findings == [])
    }

    @Test("UTF-8 that was read as Windows-1252 is told by its pairs of letters")
    func encoding() throws {
        let right = "Größere Schäden müssen spätestens zum Ende des Monats gemeldet werden – für alle Räume."
        let wrong = "GrÃ¶ÃŸere SchÃ¤den mÃ¼ssen spÃ¤testens zum Ende des Monats gemeldet werden â€“ fÃ¼r alle RÃ¤ume."
        #expect(codes(right) == [])
        let finding = try #require(TextQuality.of(wrong).findings.first)
        #expect(finding.code == .encoding)
        #expect(finding.share > 0.5)
        #expect(codes("It is calledÂ £5, â€œquotedâ€ and donâ€™t.").contains(.encoding))
        #expect(codes("Only one cafÃ© among many English words of this text here.") == [])
    }

    @Test("An unsure recognition is said with its confidence")
    func recognition() {
        let text = Samples.words(200, seed: 4).joined(separator: " ")
        #expect(codes(text, confidence: 0.5) == [.recognition])
        #expect(codes(text, confidence: 0.9) == [])
    }

    @Test("A finding comes back from its JSON, and foreign JSON is none")
    func json() {
        let finding = DocumentFinding(.duplicate, share: 0.875, message: "It is near.", document: 7)
        #expect(DocumentFinding(json: .object(finding.json)) == finding)
        #expect(DocumentFinding(json: ["code": "unheard", "share": 1, "message": ""]) == nil)
        #expect(DocumentFinding(json: [1]) == nil)
    }

    @Test("Any string is judged, and twice the same")
    func fuzz() {
        var generator = SplitMix64(seed: 5)
        let pieces: [UInt32] = [0, 9, 10, 32, 46, 65, 97, 105, 122, 0x80, 0xA0, 0xC3, 0xE2, 0xFF, 0x301, 0x3A9, 0x430]
        let more: [UInt32] = [0x2019, 0x20AC, 0x3042, 0x4E00, 0xAC00, 0xE000, 0xFFFD, 0xFFFF, 0x1F600, 0x10FFFF]
        for _ in 0..<400 {
            var text = ""
            for _ in 0..<Int.random(in: 0...300, using: &generator) {
                let isRandom = Int.random(in: 0..<4, using: &generator) == 0
                let value =
                    isRandom
                    ? UInt32.random(in: 0...0x10FFFF, using: &generator)
                    : (pieces + more)[Int.random(in: 0..<(pieces + more).count, using: &generator)]
                if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
            }
            let quality = TextQuality.of(text, pages: 1, confidence: 0.5)
            #expect(quality == TextQuality.of(text, pages: 1, confidence: 0.5))
            #expect(quality.findings.allSatisfy { (0...1).contains($0.share) })
            #expect(quality.words <= text.unicodeScalars.count)
            #expect(quality.signature.isEmpty == (quality.words == 0))
            #expect(LineMarks(bytes: quality.lines)?.bytes == quality.lines)
            #expect(MinHashSignature(bytes: quality.signature)?.bytes == quality.signature)
        }
        #expect(LineMarks(bytes: [1, 2, 3]) == nil)
        #expect(MinHashSignature(bytes: [1, 2, 3]) == nil)
    }
}
