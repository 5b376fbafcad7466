import KapellText

/// What is known of words beside their synonyms: antonyms, phrases.
struct Lexicon: Sendable {
    /// How two words belong together.
    struct Relation {
        /// Between 0, nothing in common, and 1, the same word.
        var level = 0.0
        /// Whether one denies the other: `revocable`, `irrevocable`.
        var isDenial = false
    }

    /// What a phrase stands for.
    struct Phrase: Sendable {
        var words: [String]
        /// The class, where it is one that changes claims; else the word that it stands for.
        var kind: PhraseClass?
        var word: String
    }

    static let standard = Lexicon()

    private let opposites: [String: Set<String>]
    /// Phrases by their first word, the longest first.
    let phrases: [String: [Phrase]]
    private let light: Set<String>

    private init() {
        var opposites: [String: Set<String>] = [:]
        for pair in Thesaurus.entries(AntonymTable.text) where pair.count == 2 {
            let stems = pair.map { Stemmer.stem($0) }
            opposites[stems[0], default: []].insert(stems[1])
            opposites[stems[1], default: []].insert(stems[0])
        }
        self.opposites = opposites
        light = Set(CommonWords.light.split(separator: " ").map { Stemmer.stem(String($0)) })
        phrases = Self.phrases(PhraseTable.text)
    }

    private static func phrases(_ text: String) -> [String: [Phrase]] {
        var found: [String: [Phrase]] = [:]
        var name = ""
        for line in text.split(separator: "\n") {
            var rest = line
            if !line.hasPrefix(" "), let colon = line.firstIndex(of: ":") {
                name = String(line[..<colon])
                rest = line[line.index(after: colon)...]
            }
            for phrase in rest.split(separator: ",") {
                let words = phrase.split(separator: " ").map(String.init)
                guard let first = words.first else { continue }
                let kind = name.hasPrefix("@") ? PhraseClass(rawValue: String(name.dropFirst())) : nil
                found[first, default: []].append(Phrase(words: words, kind: kind, word: name))
            }
        }
        return found.mapValues { list in
            list.enumerated().sorted { ($1.element.words.count, $0.offset) < ($0.element.words.count, $1.offset) }
                .map(\.element)
        }
    }

    func weight(_ stem: String) -> Double { light.contains(stem) ? 0.35 : 1 }

    func opposites(of stem: String) -> Set<String> { opposites[stem] ?? [] }

    private static let denials = ["non", "un", "in", "ir", "im", "dis", "il", "mis"]

    /// How the words of two stems belong together.
    func relation(_ one: String, _ other: String) -> Relation {
        if one == other { return Relation(level: 1) }
        if Thesaurus.standard.areSynonyms(one, other) { return Relation(level: Thesaurus.synonym) }
        let a = Array(one.utf8), b = Array(other.utf8)
        if denies(a, b) || denies(b, a) { return Relation(level: 0.8, isDenial: true) }
        return Relation(level: Thesaurus.kinship(one, other))
    }

    private func denies(_ long: [UInt8], _ short: [UInt8]) -> Bool {
        for prefix in Self.denials where long.count - prefix.utf8.count >= 4 && long.starts(with: prefix.utf8) {
            let rest = long.dropFirst(prefix.utf8.count)
            if rest.elementsEqual(short) { return true }
            if short.count >= 5, rest.count >= 5, rest.prefix(5).elementsEqual(short.prefix(5)) { return true }
        }
        return false
    }
}
