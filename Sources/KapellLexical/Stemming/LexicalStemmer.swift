/// Stems of words: one form for words that differ only by their endings.
public enum LexicalStemmer {
    /// The stem of a word, by the Snowball algorithm of the language (release 3).
    ///
    /// The word is taken as lower case. What holds anything but letters and apostrophes stays as it is, as do all words
    /// where ``LexicalLanguage/none`` is asked for.
    public static func stem(_ word: String, language: LexicalLanguage) -> String {
        guard let stem = stem(word, language: language, version: Analyzer.currentVersion) else { return word }
        var result = ""
        for value in stem { if let scalar = Unicode.Scalar(value) { result.unicodeScalars.append(scalar) } }
        return result
    }

    /// The scalars of the stem, or nil where the word is no word and stays as it is.
    ///
    /// Version 1 of the analyser left words with letters outside Latin-1 alone, and English ones outside ASCII.
    static func stem(_ word: String, language: LexicalLanguage, version: Int) -> [UInt32]? {
        guard language != .none, let letters = StemLetters(word.unicodeScalars, version: version) else { return nil }
        if version == 1, !(language == .english ? letters.areASCII : letters.areLatin1) { return nil }
        let stem =
            switch language {
            case .none: letters.bytes
            case .english: EnglishStemmer.stem(letters.bytes)
            case .german: GermanStemmer.stem(letters.bytes)
            case .french: FrenchStemmer.stem(letters.bytes, version: version)
            case .spanish: SpanishStemmer.stem(letters.bytes)
            }
        return letters.scalars(of: stem)
    }
}
