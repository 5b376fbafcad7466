extension Measurement {
    private static let absolutes: Set<String> = [
        "always", "whatever", "whichever", "wherever", "any kind", "of any kind", "in every case", "in all cases",
        "in any case", "at any time", "at all times", "without exception", "regardless", "regardless of", "even if",
        "even when", "even where", "even though", "freely", "immediately", "forever", "unlimited", "anywhere",
        "completely", "fully", "entirely",
    ]
    private static let every: Set<String> = [
        "all", "every", "each", "any", "everything", "anything", "everyone", "anyone", "everybody", "anybody",
    ]
    private static let exclusive: Set<String> = ["only", "solely", "alone", "exclusively", "nothing"]

    /// All, any, only, both, always, and words that contradict each other.
    mutating func measureQuantifiers(_ c: Comparison) {
        func phrases(_ text: SupportText) -> Set<String> {
            Set(
                (text[.univ] + text[.each]).map { range in
                    text.tokens[range].map(\.text).joined(separator: " ")
                })
        }
        let mine = phrases(c.sentence)
        let its = phrases(c.span)
        let new = mine.subtracting(its)
        let absolutes = new.intersection(Self.absolutes)
        set(.absoluteAdded, !absolutes.isEmpty)
        let every = !new.isDisjoint(with: Self.every)
        let isDenied = c.sentence.has(.neg, .prohib, .without)
        let hasEvery = !its.isDisjoint(with: Self.every)
        set(.everyAdded, every && !hasEvery && !isDenied)
        set(.everyAddedDenied, every && !hasEvery && isDenied)
        set(.everyExchanged, every && hasEvery)
        func never(_ text: SupportText) -> Bool { text[.neg].contains { text.tokens[$0.lowerBound].text == "never" } }
        set(.neverAdded, never(c.sentence) && !never(c.span))
        let only = c.sentence[.only].contains { range in
            let token = c.sentence.tokens[range.lowerBound]
            let before = range.lowerBound > 0 ? c.sentence.tokens[range.lowerBound - 1].text : ""
            if token.text == "alone", ["them", "it", "you", "him", "her"].contains(before) { return false }
            return Self.exclusive.contains(token.text)
        }
        set(.onlyAdded, only && !c.span.has(.only))
        set(.bothAdded, c.sentence.has(.both) && !c.span.has(.both))
        set(.withoutAdded, c.sentence.has(.without) && !c.span.has(.without))
        let isReversed = c.sentence.denials.contains { denial in
            guard denial.kind == .without, !c.span.has(.without),
                let first = denial.scope.first(where: { c.aligned[$0] != nil }), let place = c.aligned[first]
            else { return false }
            return place.level >= 0.75 && !place.isDenial && !c.span.isDenied[place.index]
        }
        set(.withoutReversed, isReversed)
        if isReversed { note(.conditions, "It says \u{201C}without\u{201D}; the passage does not.") }
        let pairs: [(PhraseClass, PhraseClass)] = [
            (.greater, .lesser), (.lesser, .greater), (.earlier, .later), (.later, .earlier),
        ]
        set(
            .comparisonExchanged,
            pairs.contains { c.sentence.has($0.0) && !c.span.has($0.0) && c.span.has($0.1) })
        set(
            .comparisonAdded,
            pairs.contains { c.sentence.has($0.0) && !c.span.has($0.0) })
        let single = [PhraseClass.before, .after, .max, .min, .gt, .lt].flatMap { c.sentence[$0] }
            .filter { $0.count == 1 }.map(\.lowerBound)
        let contradicted = (c.sentence.content + single).first { index in
            guard (c.level[index] ?? 0) < 0.85 else { return false }
            let stem = c.sentence.tokens[index].stem
            return !c.spanStems.contains(stem)
                && !Lexicon.standard.opposites(of: stem).isDisjoint(with: c.spanStems)
        }
        set(.opposite, contradicted != nil)
        if let contradicted {
            note(
                .coverage,
                "\u{201C}\(c.sentence.tokens[contradicted].text)\u{201D} is the opposite of what stands there.")
        }
        if self[.absoluteAdded] + self[.everyAdded] + self[.neverAdded] > 0 {
            let word = absolutes.union(new.intersection(Self.every)).sorted().first ?? "never"
            note(.conditions, "It says \u{201C}\(word)\u{201D}; the passage does not.")
        }
        if self[.onlyAdded] > 0 { note(.conditions, "It says that only this holds; the passage does not.") }
        if self[.comparisonAdded] > 0 { note(.numbers, "It compares two values; the passage does not, or otherwise.") }
    }
}
