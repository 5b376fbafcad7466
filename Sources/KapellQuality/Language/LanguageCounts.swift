/// How often the function words of each language occur in a text.
struct LanguageCounts {
    private(set) var words = 0
    /// A word that several languages share counts for each of them, but less: divided by their number.
    private var scores = [Double](repeating: 0, count: FunctionWords.languages.count)

    /// Adds a word of Latin letters.
    ///
    /// - Parameter letters: words longer than any in the lists are not looked up.
    mutating func add(_ word: WordHash, letters: Int) {
        words += 1
        guard letters <= Self.longest, let entry = Self.table[word.value] else { return }
        for language in entry.languages { scores[language] += entry.weight }
    }

    /// The language, or `und` where the text is too short, is in none of the seven, or in several.
    ///
    /// In prose the function words of a language give a score of 0.25 to 0.45 a word; of another language's prose they
    /// give less than 0.12, of a list of names or of source code nearly nothing. So a text needs ``fewestWords`` words,
    /// 0.13 of them, and three quarters more than the next language.
    var language: String {
        guard words >= Self.fewestWords else { return Self.undetermined }
        let order = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
        guard let best = order.first, scores[best] >= Self.leastShare * Double(words),
            scores[best] >= Self.leastLead * scores[order[1]]
        else { return Self.undetermined }
        return FunctionWords.languages[best]
    }

    /// ISO 639-2's word for a language that is not known.
    static let undetermined = "und"
    static let fewestWords = 12
    static let leastShare = 0.13
    static let leastLead = 1.75
    private static let longest = 12

    private static let table: [UInt64: (languages: [Int], weight: Double)] = {
        var table: [UInt64: [Int]] = [:]
        for (language, list) in FunctionWords.lists.enumerated() {
            for word in Set(list) {
                var hash = WordHash()
                for scalar in word.unicodeScalars { hash.add(scalar.value) }
                table[hash.value, default: []].append(language)
            }
        }
        return table.mapValues { (languages: $0, weight: 1 / Double($0.count)) }
    }()
}
