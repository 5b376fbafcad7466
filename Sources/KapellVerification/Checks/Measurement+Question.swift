extension Measurement {
    private static let documents = StemOf.words(
        "lease licence license contract policy agreement gpl lgpl mpl agpl statute leaflet invoice report amendment")

    /// Whether it answers what was asked, of the document that was asked about.
    mutating func measureQuestion(_ c: Comparison) {
        let asked = c.question.content.map { c.question.tokens[$0].stem }
            .filter { Lexicon.standard.weight($0) == 1 }
        func coverage(_ stems: Set<String>) -> Double {
            asked.isEmpty ? 1 : asked.reduce(0) { $0 + c.best($1, in: stems) } / Double(asked.count)
        }
        let main = Set(
            c.span.content.filter { c.main.contains(c.span.tokens[$0].sentence) }.map { c.span.tokens[$0].stem })
        self[.questionCovered] = coverage(main.union(c.titleStems))
        var near = c.titleStems
        func take(_ start: Int, _ end: Int) {
            let sentence = c.span.tokens[start].sentence
            for index in max(0, start - 12)..<min(c.span.tokens.count, end + 12)
            where c.span.tokens[index].sentence == sentence { near.insert(c.span.tokens[index].stem) }
        }
        for place in c.aligned.values { take(place.index, place.index + 1) }
        for matches in c.agreeing {
            if let first = matches.first {
                take(c.span.quantities[first.index].start, c.span.quantities[first.index].end)
            }
        }
        self[.questionNear] = coverage(near)
        self[.questionRepeated] = coverage(Set(c.sentence.content.map { c.sentence.tokens[$0].stem }))
        // Words of the question that nothing of the answer, the span or the title takes up.
        let foreignWords = asked.filter { stem in
            c.best(stem, in: c.spanStems) == 0 && c.best(stem, in: c.titleStems) == 0
        }
        self[.questionForeign] = self[.questionRepeated] < 0.5 ? Double(min(3, foreignWords.count)) : 0
        let isShort = c.sentence.content.count + c.sentence.quantities.count <= 5
        self[.shortFar] = isShort ? 1 - self[.questionNear] : 0
        let known = c.spanStems.union(c.titleStems)
        let named = Set((c.sentence.tokens + c.question.tokens).map(\.stem)).intersection(Self.documents)
        let initials = String(c.title.tokens.filter { $0.isCapitalised }.compactMap(\.text.first))
        let foreign = named.sorted().first { stem in
            !known.contains(stem) && !initials.contains(stem)
                && !known.contains { c.relation(stem, $0).level >= 0.8 }
        }
        set(.otherDocument, foreign != nil)
        let versions = (c.sentence.quantities + c.question.quantities).filter { $0.unit == "version" }
        let hasOther = versions.contains { version in
            !(c.span.quantities + c.title.quantities).contains { version.agreement(with: $0) > 0 }
        }
        set(.otherVersion, hasOther)
        if foreign != nil || hasOther { note(.document, "It speaks of another document than the one that is cited.") }
        if self[.shortFar] >= 0.6 { note(.coverage, "The passage speaks of something else than the question.") }
    }
}
