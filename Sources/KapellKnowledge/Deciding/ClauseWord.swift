import KapellText

/// A word of a clause, with what stands before it.
struct ClauseWord: Sendable, Hashable {
    var text: String
    var stem: String
    var isCapitalised: Bool
    /// Signs between the word before and this one.
    var signs: String

    /// The words of a text, and the signs behind the last one.
    static func split(_ text: String) -> (words: [ClauseWord], ending: String) {
        let bytes = Array(text.utf8)
        var words: [ClauseWord] = []
        var end = 0
        func signs(_ range: Range<Int>) -> String {
            String(decoding: bytes[range].filter { $0 > 0x20 }, as: UTF8.self)
        }
        for word in Words.split(text) {
            words.append(
                ClauseWord(
                    text: word.text, stem: word.stem, isCapitalised: word.isCapitalised,
                    signs: signs(end..<word.start)))
            end = word.end
        }
        return (words, signs(end..<bytes.count))
    }

    /// Whether it only points at what follows.
    var isDeterminer: Bool { Self.determiners.contains(text) }

    private static let determiners: Set<String> = [
        "the", "a", "an", "this", "that", "its", "their", "his", "her", "any", "such", "either", "each",
    ]
}
