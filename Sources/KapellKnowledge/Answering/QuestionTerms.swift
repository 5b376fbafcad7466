import KapellText

/// The words of a question that say what it is about.
package enum QuestionTerms {
    /// Words for the lexical search: everything but stop words; all words when there is nothing else.
    package static func forSearch(_ question: String) -> [String] {
        let words = unique(Words.split(question).map(\.text))
        let telling = words.filter { !StopWords.all.contains($0) }
        return Array((telling.isEmpty ? words : telling).prefix(maximumTerms))
    }

    /// More terms than this make a search slower and no better.
    package static let maximumTerms = 64

    private static func unique(_ words: [String]) -> [String] {
        var seen: Set<String> = []
        return words.filter { seen.insert($0).inserted }
    }
}
