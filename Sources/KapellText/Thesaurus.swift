/// Which words may stand for each other, by their stems (``Stemmer/stem(_:)``).
package struct Thesaurus: Sendable {
    package static let standard = Thesaurus()

    /// How near synonyms are to each other.
    package static let synonym = 0.85

    private let groups: [String: Set<Int>]
    private let members: [Set<String>]

    private init() {
        members = Self.entries(SynonymTable.text).map { group in
            Set(
                group.map { $0.replacing("_", with: "") }.flatMap { [Stemmer.stem($0), Stemmer.normalStem($0)] })
        }
        var groups: [String: Set<Int>] = [:]
        for (number, group) in members.enumerated() {
            for stem in group { groups[stem, default: []].insert(number) }
        }
        self.groups = groups
    }

    /// The words of each group of a table whose groups end with semicolons.
    package static func entries(_ text: String) -> [[String]] {
        text.split(separator: ";").map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
            .filter { !$0.isEmpty }
    }

    package func areSynonyms(_ one: String, _ other: String) -> Bool {
        guard let first = groups[one], let second = groups[other] else { return false }
        return !first.isDisjoint(with: second)
    }

    /// Stems of what may stand for a stem, itself not among them.
    package func synonyms(of stem: String) -> Set<String> {
        var found = (groups[stem] ?? []).reduce(into: Set<String>()) { $0.formUnion(members[$1]) }
        found.remove(stem)
        return found
    }

    /// How near two different stems are as forms of one word, such as `resid` and `residence`: 0, 0.6 or 0.75.
    package static func kinship(_ one: String, _ other: String) -> Double {
        let (a, b) = (one.utf8, other.utf8)
        let shorter = min(a.count, b.count)
        guard shorter >= 4 else { return 0 }
        let common = zip(a, b).prefix { $0 == $1 }.count
        if common >= 5 && common >= shorter - 2 { return 0.75 }
        if common >= 4 && common == shorter && abs(a.count - b.count) <= 4 { return 0.75 }
        return common >= 6 ? 0.6 : 0
    }
}
