/// Stems of words: one form for words that differ only by their endings.
public enum LexicalStemmer {
    /// The stem of a word, by the Snowball algorithm of the language.
    ///
    /// The word is taken as lower case. Words with letters outside the language's alphabet stay as they are, as do all
    /// words where ``LexicalLanguage/none`` is asked for.
    public static func stem(_ word: String, language: LexicalLanguage) -> String {
        var letters: [UInt8] = []
        for scalar in word.unicodeScalars {
            guard let letter = UInt8(exactly: scalar.value) else { return word }
            letters.append(letter)
        }
        guard let stem = stem(latin1: letters, language: language) else { return word }
        var result = ""
        for letter in stem { result.unicodeScalars.append(Unicode.Scalar(letter)) }
        return result
    }

    /// The stem in Latin-1, or nil where the word is no word of the language and stays as it is.
    static func stem(latin1 word: [UInt8], language: LexicalLanguage) -> [UInt8]? {
        for letter in word where !isLetter(letter) { return nil }
        switch language {
        case .none: return nil
        case .english:
            for letter in word where letter >= 0x80 { return nil }
            return EnglishStemmer.stem(word)
        case .german: return GermanStemmer.stem(word)
        case .french: return FrenchStemmer.stem(word)
        case .spanish: return SpanishStemmer.stem(word)
        }
    }

    private static func isLetter(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "'"), 0xDF...0xF6, 0xF8...0xFF: true
        default: false
        }
    }
}
