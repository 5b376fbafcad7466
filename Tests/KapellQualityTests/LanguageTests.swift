import KapellCore
import KapellQuality
import Testing

@Suite("The language of a text")
struct LanguageTests {
    @Test("Each of the seven languages is told from a sentence or two", arguments: Samples.prose.keys.sorted())
    func told(_ language: String) throws {
        let texts = try #require(Samples.prose[language])
        #expect(texts.map { TextQuality.of($0).language } == texts.map { _ in language })
        #expect(TextQuality.of(texts.joined(separator: "\n")).language == language)
        #expect(TextQuality.of(texts.joined(separator: "\n").uppercased()).language == language)
    }

    @Test("What is in none of them, or no language, is not guessed at", arguments: Samples.others)
    func undetermined(_ text: String) {
        #expect(TextQuality.of(text).language == "und")
        #expect(TextQuality.of(Array(repeating: text, count: 40).joined(separator: "\n")).language == "und")
    }

    @Test("A few words are too few, and half of one language and half of another is neither")
    func unsure() throws {
        #expect(TextQuality.of("The fee is due in the month of May.").language == "und")
        let german = try #require(Samples.prose["de"]?[0])
        let english = try #require(Samples.prose["en"]?[0])
        #expect(TextQuality.of(german + english).language == "und")
    }

    @Test("A wrong language is said in words, an unknown one is not")
    func wrong() {
        let finding = TextQuality.wrongLanguage("de", expected: "en")
        #expect(finding?.code == .language)
        #expect(finding?.message == "It is written in German; the knowledge base is in English.")
        #expect(TextQuality.wrongLanguage("en", expected: "en") == nil)
        #expect(TextQuality.wrongLanguage("und", expected: "en") == nil)
        #expect(TextQuality.languages.sorted() == Samples.prose.keys.sorted())
    }

    @Test("Source code is not judged by its language")
    func code() throws {
        let english = try #require(Samples.prose["en"]?[0])
        #expect(TextQuality.of(english, isProse: false).language == "und")
    }
}
