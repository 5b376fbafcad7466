/// How many of a question's words stand in a sentence.
enum WordOverlap {
    private static let stopWords: Set<String> = [
        "a", "an", "and", "any", "are", "at", "be", "been", "by", "can", "did", "do", "does", "for", "from", "had",
        "has",
        "have", "how", "i", "in", "is", "it", "its", "large", "many", "may", "me", "much", "must", "my", "of", "on",
        "or",
        "our", "shall", "that", "the", "their", "there", "this", "to", "was", "we", "were", "what", "when", "where",
        "which", "who", "whom", "whose", "why", "will", "with", "within", "you", "your", "long", "time",
    ]

    /// The share of the question's content words that stand in the sentence, whatever their endings; 0 where the
    /// question has none.
    static func share(of question: String, in sentence: String) -> Double {
        let asked = words(question).filter { !stopWords.contains($0) }
        guard !asked.isEmpty else { return 0 }
        let there = Set(words(sentence).map(stem))
        return Double(asked.count { there.contains(stem($0)) }) / Double(asked.count)
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// The beginning of a word, which its forms share.
    private static func stem(_ word: String) -> String {
        guard word.count > 4 else { return word }
        return String(word.prefix(max(4, word.count - 3)).prefix(6))
    }
}
