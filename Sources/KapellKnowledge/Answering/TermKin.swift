import KapellText

/// What may stand for each term that a question is about.
struct TermKin: Sendable {
    private let terms: [(term: String, synonyms: Set<String>)]

    init(_ terms: [String]) { self.terms = terms.map { ($0, Thesaurus.standard.synonyms(of: $0)) } }

    /// Share of the terms, weighted by rarity, that layers of words hold: themselves, as a synonym, or in another form.
    ///
    /// - Parameter layers: stems, with the weight that what is found in them has.
    func coverage(by rarity: Rarity, in layers: [(stems: [String], weight: Double)]) -> Double {
        var total = 0.0
        var held = 0.0
        for (term, synonyms) in terms {
            let weight = rarity.weights[term] ?? 1
            var best = 0.0
            for (stems, share) in layers where share > best {
                for stem in stems {
                    best = max(best, share * Self.nearness(stem, term, synonyms))
                    if best >= share { break }
                }
            }
            total += weight
            held += weight * best
        }
        return total > 0 ? held / total : 0
    }

    private static func nearness(_ stem: String, _ term: String, _ synonyms: Set<String>) -> Double {
        if stem == term { return 1 }
        return synonyms.contains(stem) ? Thesaurus.synonym : Thesaurus.kinship(stem, term)
    }
}
