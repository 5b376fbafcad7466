import KapellText

/// Stems of words that the tables write with underscores.
enum StemOf {
    static func word(_ word: String) -> String { Stemmer.stem(word.replacing("_", with: "")) }

    static func words(_ list: String) -> Set<String> {
        Set(list.split(whereSeparator: \.isWhitespace).map { Stemmer.stem(String($0)) })
    }
}
